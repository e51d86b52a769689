"""Marks of state secrecy: a paper that bears one must not enter the system (TT 01/2023/TT-VPCP).

The mark (NĐ 30/2020, Phụ lục I, ô 10a) is one of three words, alone on its line in the head of the
page, or of a picture that was put into it. One diacritic parts `MẬT` from the harmless `MẶT`, so
the reader is believed where it is sure of another word; where it is not, a person looks before
anything goes on.
"""

from __future__ import annotations

from pipeline.errors import SecretDoubtError, SecretPaperError
from schemas.record.reading import TEXT_LAYER, Line, PageReading
from schemas.text.spelling import nfc, search_key

__all__ = ["refuse_secret"]

_MARKS = ("MẬT", "TỐI MẬT", "TUYỆT MẬT")
_BARE_MARKS = frozenset(search_key(mark) for mark in _MARKS)
_DEPTH = 0.35
"""Share of the page from the top in which a mark stands."""
_SURE = 0.6
"""Confidence from which a mark is taken for one without asking."""
_SURE_OF_ANOTHER = 0.9
"""Confidence from which another word that differs in its diacritics alone is believed."""


def refuse_secret(page: PageReading, name: str, *, seen_by_person: bool = False) -> None:
    """Refuse a page that bears a mark of state secrecy.

    Args:
        page: The page as read.
        name: Of the file, for the message.
        seen_by_person: Whether a person looked and found no mark; settles doubts only.

    Raises:
        SecretPaperError: A line in the head says `MẬT`, `TỐI MẬT` or `TUYỆT MẬT`.
        SecretDoubtError: A line in the head may say so.
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
