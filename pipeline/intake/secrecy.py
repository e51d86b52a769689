"""Secrecy marks: a paper that bears one must not enter the system (TT 01/2023/TT-VPCP).

The mark (NĐ 30/2020, Phụ lục I, ô 10a) is one of three words, alone on its line in the head of the
page or of a picture embedded in it. Only a diacritic distinguishes `MẬT` from the harmless `MẶT`,
so another word is accepted if the reader is sure of it; otherwise a person decides before
processing continues.
"""

from __future__ import annotations

from pipeline.errors import SecretDoubtError, SecretPaperError
from schemas.record.reading import TEXT_LAYER, Line, PageReading
from schemas.text.spelling import nfc, search_key

__all__ = ["refuse_secret"]

_MARKS = ("MẬT", "TỐI MẬT", "TUYỆT MẬT")
_BARE_MARKS = frozenset(search_key(mark) for mark in _MARKS)
_DEPTH = 0.35
"""Share of the page, from the top, in which marks are searched."""
_SURE = 0.6
"""Minimum confidence for a mark to be accepted without asking a person."""
_SURE_OF_ANOTHER = 0.9
"""Minimum confidence for a word that differs only in diacritics to be accepted."""


def refuse_secret(page: PageReading, name: str, *, seen_by_person: bool = False) -> None:
    """Refuse a page that bears a secrecy mark.

    Args:
        page: The page as read.
        name: Name of the file, for the message.
        seen_by_person: Whether a person looked and found no mark; clears only suspected marks.

    Raises:
        SecretPaperError: A line in the head reads `MẬT`, `TỐI MẬT` or `TUYỆT MẬT`.
        SecretDoubtError: A line in the head may read so.
    """
    depth = _DEPTH * (page.height if page.rotation in (0, 180) else page.width)
    has_pictures = any(line.reader == TEXT_LAYER for line in page.lines)
    for line in page.lines:
        in_picture = has_pictures and line.reader != TEXT_LAYER
        if not (in_picture or line.box.center.y < depth) or not _may_be_mark(line):
            continue
        if _bare(line.text) in _MARKS and line.confidence >= _SURE:
            raise SecretPaperError("page", number=page.number, source=name)
        if line.confidence < _SURE_OF_ANOTHER and not seen_by_person:
            raise SecretDoubtError("page", number=page.number, source=name)


def _may_be_mark(line: Line) -> bool:
    return line.text.strip().isupper() and search_key(_bare(line.text)) in _BARE_MARKS


def _bare(text: str) -> str:
    return " ".join(nfc(text).strip(" .:-").split())
