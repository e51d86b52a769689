"""Type and abstract below the head, recipients at the foot.

Zones 5 and 9 of NĐ 30/2020/NĐ-CP, Phụ lục I.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz

from extractors.papers.administrative_document.head import Head
from schemas.papers.types.administrative_document import DOCUMENT_TYPES
from schemas.record.reading import Line, PageReading
from schemas.text.spelling import comparison_key, search_key

__all__ = [
    "Title",
    "find_abstract",
    "find_recipients",
    "find_title",
    "recipients_heading",
]

_SIMILAR = 88.0
_SHORT = 6
"""Titles of up to this many letters must match exactly: `LUẬT`, `LỆNH`."""
_OFF_CENTER = 0.16
_NEW_PARAGRAPH = 1.15
"""Gap between two lines, in line heights, at which the abstract ends."""

# How the body begins, after the abstract; a stroke of a stamp may stand before it.
_BODY = re.compile(
    r"(?:\S{1,2} )?\W*(can cu|kinh gui|theo de nghi|xet de nghi|thuc hien|thi hanh|sau khi|"
    r"trong thoi gian|ngay \d|chuong i\b|dieu 1\.|quoc hoi ban hanh)"
)
_FIRST_LETTER = re.compile(r"[^\W\d_]{2}")
_INDENTED, _MARGIN = 0.015, 0.03
"""How far right of the title's middle the first line of a paragraph lies, and how near to the right
margin it ends, as shares of the width of the text; the lines of an abstract are centred."""
_AUTHORITY = re.compile(
    r"(thu tuong|bo truong|chu tich|uy ban|hoi dong|chinh phu|quoc hoi|truong ban|giam doc|"
    r"cuc truong|thong doc|vien truong|chanh an)"
)
_LETTER_ABSTRACT = re.compile(r"\s*V\s*[/v]\s*v\b", re.I)


@dataclass(frozen=True, slots=True)
class Title:
    """Printed type of the document; `document_type` is its name in the decree."""

    line: Line
    document_type: str
    similarity: float

    @property
    def as_listed(self) -> bool:
        """Whether it was read letter for letter as the list has it."""
        read = comparison_key(self.line.text).strip(" .:;-")
        return read == comparison_key(self.document_type)


def find_title(page: PageReading, head: Head) -> Title | None:
    """Return the printed type of a document; official letters have none."""
    middle = _middle(page)
    width = page.width if page.rotation in (0, 180) else page.height
    titles = [
        Title(line, name, score)
        for line in page.lines
        if line.box.top > head.bottom - line.box.height
        and abs(line.box.center.x - middle) < _OFF_CENTER * width
        and line.text.strip().isupper()
        for name, score in [_closest_type(line.text)]
        if score >= (100.0 if len(name) <= _SHORT else _SIMILAR)
    ]
    return min(titles, key=lambda title: title.line.box.top, default=None)


def _closest_type(text: str) -> tuple[str, float]:
    key = search_key(text)
    scored = ((name, fuzz.ratio(key, search_key(name))) for name in DOCUMENT_TYPES)
    return max(scored, key=lambda pair: pair[1])


def _middle(page: PageReading) -> float:
    """Return the centre of the text, which on a skewed or cut page is not that of the image."""
    left = min(line.box.left for line in page.lines)
    right = max(line.box.right for line in page.lines)
    return (left + right) / 2


def find_abstract(page: PageReading, head: Head, title: Title | None) -> tuple[Line, ...]:
    """Return the lines of the abstract: below the title, or `V/v …` below a letter's number."""
    if title is None:
        return _letter_abstract(head)
    middle = _middle(page)
    below = [
        line
        for line in sorted(page.lines, key=lambda line: line.box.top)
        if line.box.top > title.line.box.center.y and line.box.left < middle < line.box.right
    ]
    found = _until_body([title.line, *below])[1:]
    right = max(line.box.right for line in page.lines)
    width = right - min(line.box.left for line in page.lines)
    centre = title.line.box.center.x
    body = (
        place
        for place, line in enumerate(found)
        if place
        and line.box.center.x - centre > _INDENTED * width
        and right - line.box.right < _MARGIN * width
    )
    return found[: next(body, len(found))]


def _letter_abstract(head: Head) -> tuple[Line, ...]:
    column = sorted(head.left, key=lambda line: line.box.top)
    start = next((i for i, line in enumerate(column) if _LETTER_ABSTRACT.match(line.text)), None)
    return () if start is None else _until_body(column[start:])


def _until_body(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Take lines while they follow closely and until one begins the body."""
    taken = list(lines[:1])
    for above, line in pairwise(lines):
        height = min(above.box.height, line.box.height)
        if line.box.top - above.box.bottom > _NEW_PARAGRAPH * height:
            break
        if _begins_body(line.text) or _is_heading(line.text, taken[1:]):
            break
        taken.append(line)
    return tuple(taken)


def _begins_body(text: str) -> bool:
    """Return whether a line begins a sentence of the body; an abstract goes on in small letters."""
    first = _FIRST_LETTER.search(text)
    return bool(first and first[0][0].isupper() and _BODY.match(search_key(text)))


def _is_heading(text: str, abstract: Sequence[Line]) -> bool:
    """Return whether a line in capitals names the authority that decides, or follows small letters.

    A stamp beside it may have been read into the line.
    """
    letters = [c for c in text if c.isalpha()]
    capital = sum(c.isupper() for c in letters) >= 0.8 * max(1, len(letters)) and len(letters) > 5
    small = any(not line.text.isupper() for line in abstract)
    return capital and (small or _AUTHORITY.search(search_key(text)) is not None)


def recipients_heading(page: PageReading) -> Line | None:
    """Return the line `Nơi nhận:`, which is on the level of the signer's position."""
    return next(
        (line for line in page.lines if fuzz.ratio(search_key(line.text), "noi nhan:") >= 85),
        None,
    )


def find_recipients(pages: Sequence[PageReading]) -> tuple[int, tuple[Line, ...]] | None:
    """Return page number and lines of the recipients, without their heading."""
    for page in pages:
        heading = recipients_heading(page)
        if heading is None:
            continue
        column = [
            line
            for line in sorted(page.lines, key=lambda line: line.box.top)
            if line.box.top > heading.box.center.y
            and abs(line.box.left - heading.box.left) < 3 * heading.box.height
        ]
        return page.number, _until_body([heading, *column])[1:]
    return None
