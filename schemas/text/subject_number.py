"""Numbers by which a person or organisation is known: cleaned to one form, told apart, asked about.

A number is pasted with dots and spaces, typed in full-width digits, or has lost its leading zeros
in a spreadsheet. What only spelling changed is cleaned; what may have lost a digit is asked about
(`doubt_of`), never guessed: another number is another person.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from schemas.text.id_number import parse_personal_number
from schemas.text.tax_code import is_tax_code

__all__ = [
    "FoundNumber",
    "NumberKind",
    "doubt_of",
    "has_known_form",
    "kind_of",
    "looks_like_a_number",
    "numbers_in",
    "shown_end",
    "subject_key",
]

MAX_LENGTH = 200
"""Maximum length of a key; anything longer is a reading error."""


class NumberKind(StrEnum):
    """What a number says of its bearer."""

    PERSONAL = "personal"
    """Số định danh cá nhân: 12 digits."""
    OLD_CARD = "old_card"
    """Số CMND: 9 digits."""
    PASSPORT = "passport"
    TAX = "tax"
    """Mã số thuế, mã số doanh nghiệp: 10 digits, 13 for a branch."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A number within a text.

    Attributes:
        key: In the form in which numbers are compared.
        kind: What it is.
        start: Where it begins in the text.
    """

    key: str
    kind: NumberKind
    start: int


_BRANCH_LACKS_ZERO = re.compile(r"(\d{9}) ?- ?(\d{3})", re.ASCII)
_NOT_IN_KEYS = re.compile(r"[\s\x00.·•,'’_\-]+")
_BRANCH = re.compile(r"\d{13}", re.ASCII)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_KINDS = (
    (NumberKind.PERSONAL, re.compile(r"\d{12}", re.ASCII)),
    (NumberKind.OLD_CARD, re.compile(r"\d{9}", re.ASCII)),
    (NumberKind.TAX, re.compile(r"\d{10}(?:-\d{3})?", re.ASCII)),
    (NumberKind.PASSPORT, re.compile(r"(?=[A-Z0-9]*[A-Z])(?=[A-Z0-9]*\d)[A-Z0-9]{6,10}", re.ASCII)),
)
_SUBJECT = re.compile(r"[A-Z0-9]{6,20}|\d{10}-\d{3}")
_GAP = r"[ .]?"
_IN_TEXT = re.compile(
    rf"(?<![\w/])(?:\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3}}|\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3}}"
    rf"|\d{{10}}(?: ?- ?\d{{3}}|\d{{3}})?|\d{{9}}|\d{{12}}|[A-Z]{{1,2}} ?\d{{6,8}}"
    r"|(?=[A-Z0-9]*[A-Z])(?=[A-Z]*\d[A-Z0-9]*\d)[A-Z0-9]{8,9})(?![\w/]|[.,-]\d)",
    re.ASCII,
)
_ANNOUNCED = re.compile(
    r"(?:cccd|cmnd|cmt|căn cước|can cuoc|chứng minh|chung minh|định danh|dinh danh|ddcn|đdcn"
    r"|hộ chiếu|ho chieu|passport|tùy thân|tuỳ thân|tuy than|pháp lý|phap ly|mã số thuế|ma so thue"
    r"|mst|mã số doanh nghiệp|ma so doanh nghiep|msdn|identification|identity|id no)",
)
_NEAR = 48
"""Characters between the word that announces a number and the number itself, at most."""


def subject_key(text: str | None) -> str | None:
    """Return a number in the form in which numbers are compared, or None if nothing is left.

    Full-width digits, spaces, dots, dashes and letter case do not tell two numbers apart; the dash
    before the three digits of a branch is put where it belongs.
    """
    plain = unicodedata.normalize("NFKC", text or "").translate(_DASHES).upper()
    key = _NOT_IN_KEYS.sub("", plain)[:MAX_LENGTH]
    if _BRANCH.fullmatch(key):
        return f"{key[:10]}-{key[10:]}"
    return key or None


def kind_of(key: str) -> NumberKind:
    """Return what a number in its comparison form is."""
    return next((kind for kind, shape in _KINDS if shape.fullmatch(key)), NumberKind.OTHER)


def looks_like_a_number(text: str) -> bool:
    """Return whether a text can be the number of a person or organisation at all."""
    key = subject_key(text) or ""
    return _SUBJECT.fullmatch(key) is not None and any(c.isdecimal() for c in key)


def doubt_of(text: str) -> str | None:
    """Return the number that was probably meant where leading zeros seem lost, or None.

    Spreadsheets turn `001195000011` into 1195000011. A tax code has ten digits as well; a number
    with the right check digit is taken for one and not doubted. Nine digits, a dash and three are
    the number of a branch without its first zero; without the dash they are another person's.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES).strip()
    branch = _BRANCH_LACKS_ZERO.fullmatch(plain)
    if branch and is_tax_code(f"0{branch[1]}"):
        return f"0{branch[1]}-{branch[2]}"
    key = subject_key(text) or ""
    if not key.isdecimal() or is_tax_code(key):
        return None
    if len(key) in (10, 11) and parse_personal_number(key.zfill(12)):
        return key.zfill(12)
    if len(key) in (7, 8):
        return key.zfill(9)
    return None


def has_known_form(key: str) -> bool:
    """Return whether a number in its comparison form can be one of the kinds that there are."""
    kind = kind_of(key)
    if kind is NumberKind.PERSONAL:
        return parse_personal_number(key) is not None
    if kind is NumberKind.TAX:
        return is_tax_code(key)
    return kind is not NumberKind.OTHER


def shown_end(key: str) -> str:
    """Return a number as it may be shown to say which one is meant: its last three characters."""
    return f"… {key[-3:]}"


def numbers_in(text: str, *, announced: bool = False) -> list[FoundNumber]:
    """Return the numbers of persons and organisations that a text contains, in order.

    Args:
        text: What stands on the paper.
        announced: Whether a word before the number has to say what it is, e.g. `CCCD số`; a
            sentence also holds amounts, plots and telephone numbers.
    """
    found, last = [], 0
    for match in _IN_TEXT.finditer(unicodedata.normalize("NFKC", text).translate(_DASHES)):
        key = subject_key(match[0]) or ""
        before = match.string[max(last, match.start() - _NEAR) : match.start()].lower()
        last = match.end()
        if announced and not _ANNOUNCED.search(before):
            continue
        found.append(FoundNumber(key, kind_of(key), match.start()))
    return found
