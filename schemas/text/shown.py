"""Names of files as a person may be shown them.

A name may be any bytes but `/` and NUL: of an old code page, with escape codes that command a
terminal, with marks that turn the order of letters round.
"""

from __future__ import annotations

import unicodedata

__all__ = ["shown_name"]

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_HARMFUL = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Control characters, bytes that are not UTF-8 (surrogates in Python), separators of lines."""
_TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def shown_name(name: str) -> str:
    """Return a name that can be stored, printed and sent anywhere.

    Args:
        name: As Python has it from the file system.
    """
    return "".join(_REPLACEMENT if _is_harmful(letter) else letter for letter in name)


def _is_harmful(letter: str) -> bool:
    return letter in _TURNS or unicodedata.category(letter) in _HARMFUL
