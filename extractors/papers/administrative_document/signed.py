"""The text that a digital signature leaves on a page: who signed, when, with what address.

It is neither the agency nor the name under the position, and it may stand anywhere: over the head
of the first page or beside the seal.
"""

from __future__ import annotations

import re

from schemas.text.spelling import search_key

__all__ = ["is_signature_text"]

_TEXT = re.compile(
    r"\W*(?:nguoi ky|ky boi|duoc ky(?: so)? boi|ky so boi|thoi gian ky|ngay ky|co quan|email|"
    r"chu ky(?: so)? hop le|signature (?:not verified|valid)|digitally signed|signed by|"
    r"ly do ky|signing (?:date|time))\s*[:;.]|.*\bthoi gian ky\s*:|\W*digitally signed by\b"
)


def is_signature_text(text: str) -> bool:
    """Return whether a line is part of the text of a digital signature."""
    return _TEXT.match(search_key(text)) is not None
