"""Type and abstract below the head, signature and recipients at the foot.

Zones 5, 7 and 9 of NĐ 30/2020/NĐ-CP, Phụ lục I.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz

from extractors.papers.administrative_document.head import Head
from schemas.papers.administrative_document import DOCUMENT_TYPES
from schemas.reading import Line, PageReading
from schemas.text import search_key

__all__ = [
    "Signature",
    "Title",
    "find_abstract",
    "find_recipients",
    "find_signature",
    "find_title",
    "position_of",
]

_SIMILAR = 88.0
_SHORT = 6
"""Titles of up to this many letters must be read without a fault: `LUẬT`, `LỆNH`."""
_OFF_CENTER = 0.16
_NEW_PARAGRAPH = 1.15
"""Gap between two lines, in line heights, at which the abstract ends."""

# How the body begins, after the abstract.
_BODY = re.compile(
    r"(can cu|kinh gui|theo de nghi|xet de nghi|chuong i\b|dieu 1\.|quoc hoi ban hanh)"
)
_AUTHORITY = re.compile(
    r"(thu tuong|bo truong|chu tich|uy ban|hoi dong|chinh phu|quoc hoi|truong ban|giam doc|"
    r"cuc truong|thong doc|vien truong|chanh an)"
)
_LETTER_ABSTRACT = re.compile(r"\s*V\s*[/v]\s*v\b", re.I)

_ON_BEHALF = re.compile(r"^\(?(kt|tm|tl|tuq|q)[.,;: ]")
_POSITIONS = (
    "CHỦ TỊCH", "PHÓ CHỦ TỊCH", "THỦ TƯỚNG", "PHÓ THỦ TƯỚNG", "BỘ TRƯỞNG", "THỨ TRƯỞNG",
    "THỨ TRƯỞNG THƯỜNG TRỰC", "CỤC TRƯỞNG", "PHÓ CỤC TRƯỞNG", "TỔNG CỤC TRƯỞNG", "VỤ TRƯỞNG",
    "PHÓ VỤ TRƯỞNG", "GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "TỔNG GIÁM ĐỐC", "CHÁNH VĂN PHÒNG",
    "PHÓ CHÁNH VĂN PHÒNG", "CHÁNH THANH TRA", "CHÁNH ÁN", "VIỆN TRƯỞNG", "TRƯỞNG BAN",
    "PHÓ TRƯỞNG BAN", "TRƯỞNG PHÒNG", "PHÓ TRƯỞNG PHÒNG", "CHỦ NHIỆM", "PHÓ CHỦ NHIỆM",
    "HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG", "THỐNG ĐỐC", "TỔNG KIỂM TOÁN", "CHI CỤC TRƯỞNG",
    "CHỦ TỊCH QUỐC HỘI", "CHỦ TỊCH UBND TỈNH", "TỔNG THƯ KÝ",
)  # fmt: skip
_SIMILAR_POSITION = 78.0
_SIGNED = re.compile(r"^\s*đã ký\s*[:;]?\s*", re.I)
_RANKS = (
    "dai tuong", "thuong tuong", "trung tuong", "thieu tuong", "dai ta", "thuong ta", "trung ta",
    "thieu ta",
)  # fmt: skip
_SIGNATURE_DEPTH = 0.25
_LONGEST_POSITION = 60
_SIGNATURE_COLUMN = 0.40
"""Share of the width right of which the signature block stands."""


@dataclass(frozen=True, slots=True)
class Title:
    """Printed type of the document; `document_type` is its name in the decree."""

    line: Line
    document_type: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Signature:
    """Position lines and name of who signed; `name` is None where none could be told."""

    page: int
    positions: tuple[Line, ...]
    name: Line | None

    @property
    def name_text(self) -> str | None:
        """The name as printed, without `Đã ký:`."""
        return _SIGNED.sub("", self.name.text).strip() if self.name else None


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
    """Middle of the text, which on a skewed or cut page is not that of the picture."""
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
    return _until_body([title.line, *below])[1:]


def _letter_abstract(head: Head) -> tuple[Line, ...]:
    column = sorted(head.left, key=lambda line: line.box.top)
    start = next((i for i, line in enumerate(column) if _LETTER_ABSTRACT.match(line.text)), None)
    return () if start is None else _until_body(column[start:])


def _until_body(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Take lines as long as they follow closely and none begins the body."""
    taken = list(lines[:1])
    for above, line in pairwise(lines):
        height = min(above.box.height, line.box.height)
        if line.box.top - above.box.bottom > _NEW_PARAGRAPH * height:
            break
        key = search_key(line.text)
        if _BODY.match(key) or (line.text.isupper() and _AUTHORITY.match(key)):
            break
        taken.append(line)
    return tuple(taken)


def find_signature(pages: Sequence[PageReading]) -> Signature | None:
    """Return the first signature block of a document: positions in capitals, a name below."""
    for page in pages:
        width = page.width if page.rotation in (0, 180) else page.height
        column = sorted(
            (line for line in page.lines if line.box.center.x > _SIGNATURE_COLUMN * width),
            key=lambda line: line.box.top,
        )
        starts = [i for i, line in enumerate(column) if _is_position(line.text)]
        for start in starts:
            signature = _signature_from(page, column[start:])
            if signature.name is not None:
                return signature
    return None


def _signature_from(page: PageReading, column: Sequence[Line]) -> Signature:
    """Read positions downwards from the first, then the name below the signature."""
    positions = [column[0]]
    for line in column[1:]:
        if line.box.top - column[0].box.top > _SIGNATURE_DEPTH * max(page.width, page.height):
            break
        if _is_position(line.text):
            positions.append(line)
        elif _is_name(line.text):
            return Signature(page.number, tuple(positions), line)
    return Signature(page.number, tuple(positions), None)


def position_of(text: str) -> str | None:
    """Return the position that a line names, in the decree's spelling; None where it names none.

    Seals and signatures run over these lines, so that letters may be lost or wrong.
    """
    capital = sum(c.isupper() for c in text) >= 0.8 * sum(c.isalpha() for c in text)
    if not capital or len(text) > _LONGEST_POSITION:
        return None
    key = search_key(text)
    if _ON_BEHALF.match(key):
        return text.strip()
    packed = key.replace(" ", "")
    scored = ((fuzz.ratio(packed, search_key(p).replace(" ", "")), p) for p in _POSITIONS)
    score, position = max(scored)
    return position if score >= _SIMILAR_POSITION else None


def _is_position(text: str) -> bool:
    return position_of(text) is not None


def _is_name(text: str) -> bool:
    """Tell whether a line is a person's name, alone or behind a military rank."""
    words = _SIGNED.sub("", text).strip().split()
    if fuzz.ratio(search_key(" ".join(words[:2])), "dai tuong") >= _SIMILAR_POSITION or (
        search_key(" ".join(words[:2])) in _RANKS
    ):
        words = words[2:]
    return (
        2 <= len(words) <= 6
        and not text.isupper()
        and all(word[0].isupper() and word.isalpha() for word in words)
    )


def find_recipients(pages: Sequence[PageReading]) -> tuple[int, tuple[Line, ...]] | None:
    """Return page number and lines of the recipients, without their heading."""
    for page in pages:
        heading = next(
            (line for line in page.lines if fuzz.ratio(search_key(line.text), "noi nhan:") >= 85),
            None,
        )
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
