"""Secrecy marks: a paper that bears one must not enter the system (TT 01/2023/TT-VPCP).

The mark (NĐ 30/2020, Phụ lục I, ô 10a) is one of three words, alone on its line in the head of the
page or of a picture embedded in it. Only a diacritic distinguishes `MẬT` from the harmless `MẶT`,
and a worn stamp may lose a letter, so another word is accepted if the reader is sure of it;
otherwise a person decides before processing continues.
"""

from __future__ import annotations

from pipeline.errors import SecretDoubtError, SecretPaperError
from schemas.record.reading import TEXT_LAYER, PageReading
from schemas.text.office_marks import SECRECY, closest_mark, plain_mark

__all__ = ["refuse_secret"]

_DEPTH = 0.35
"""Share of the page, from the top, in which marks are searched."""
_SURE = 0.6
"""Minimum confidence for a mark to be accepted without asking a person."""
_SURE_OF_ANOTHER = 0.9
"""Minimum confidence for a word that differs only in diacritics or by a letter to be accepted."""


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
        if not (in_picture or line.box.center.y < depth):
            continue
        if plain_mark(line.text) in SECRECY and line.confidence >= _SURE:
            raise SecretPaperError("page", number=page.number, source=name)
        doubtful = line.confidence < _SURE_OF_ANOTHER and not seen_by_person
        if doubtful and closest_mark(line.text, SECRECY):
            raise SecretDoubtError("page", number=page.number, source=name)
