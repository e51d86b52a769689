"""Rules for passwords. Length counts most; no mixture of character classes is required."""

from __future__ import annotations

import unicodedata

from app.errors import WeakPasswordError

__all__ = ["LEAST_CHARACTERS", "check_password"]

LEAST_CHARACTERS = 10
_LEAST_DIFFERENT = 5
_LEAST_REST = 6
"""Minimum number of characters in addition to a commonly guessed word."""
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn",
)
_COMMON = (
    "password",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "matkhau",
    "mat khau",
    "iloveyou",
    "welcome",
    "letmein",
    "admin",
    "quantri",
    "vietnam",
    "viet nam",
    "hanoi",
    "ha noi",
    "motlan",
    "anhyeuem",
    "123456",
    "654321",
    "112233",
)


def check_password(name: str, password: str) -> None:
    """Refuse a password that is easily guessed.

    Args:
        name: Name of the account.
        password: The chosen password.

    Raises:
        WeakPasswordError: It is easily guessed.
    """
    if len(password) < LEAST_CHARACTERS:
        raise WeakPasswordError("short", least=LEAST_CHARACTERS)
    plain = _plain(password)
    if len(set(plain)) < _LEAST_DIFFERENT or _is_sequence(plain):
        raise WeakPasswordError("simple")
    own = _plain(name)
    if len(own) > 2 and own in plain and len(plain) - len(own) < LEAST_CHARACTERS:
        raise WeakPasswordError("name")
    rest = plain
    for word in _COMMON:
        rest = rest.replace(word, "")
    if len(rest) < len(plain) and len(set(rest)) < _LEAST_REST:
        raise WeakPasswordError("common")


def _plain(text: str) -> str:
    """Return lower-case letters without diacritics, because guesses include these variants."""
    parts = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def _is_sequence(plain: str) -> bool:
    """Return whether most of it is a sequence, forwards or backwards."""
    rows = _ROWS + tuple(row[::-1] for row in _ROWS)
    steps = sum(any(pair in row for row in rows) for pair in _pairs(plain))
    return steps > (len(plain) - 1) * 0.7


def _pairs(text: str) -> list[str]:
    """Return all pairs of neighbouring characters."""
    return [text[i : i + 2] for i in range(len(text) - 1)]
