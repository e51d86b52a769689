"""The signature block: position in capitals, the signer's name below seal and signature.

Zone 7 of NĐ 30/2020/NĐ-CP, Phụ lục I: right half of the last page, on the level of `Nơi nhận:`. The
seal covers a third of the signature, so that positions and names may be only partly readable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from extractors.papers.administrative_document.body import recipients_heading
from extractors.values.names import letters_for_digits, mend_name
from extractors.values.syllables import foreign_words
from schemas.record.reading import Line, PageReading
from schemas.text.spelling import search_key

__all__ = ["Signature", "find_signature", "position_of"]

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
    "Đại tướng", "Thượng tướng", "Trung tướng", "Thiếu tướng", "Đại tá", "Thượng tá", "Trung tá",
    "Thiếu tá",
)  # fmt: skip
_SIMILAR_RANK = 83.0
_LEARNED = re.compile(
    r"(?:(?:GS|PGS|TSKH|TS|Th[sS]|BSCKI{1,2}|BSCC|CKI{1,2}|BS|DS|KS|LS|NGND|NGƯT|TTND|TTƯT)"
    r"(?:[.,]\s*|\s+))+"
)
"""Academic and honorary titles before the name, as schools, hospitals and institutes print them."""
_SIGNATURE_DEPTH = 0.25
_LONGEST_POSITION = 60
_LEVEL = 2.0
"""How far above the level of the recipients positions may begin, in line heights."""
_FEWEST = 4
_SIGNATURE_COLUMN = 0.40
"""Left limit of the signature block, as a share of the width."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Position lines and name of the signer; `name` is None if none could be found."""

    page: int
    positions: tuple[Line, ...]
    name: Line | None
    whole: bool = True
    """Whether the name is well formed; otherwise it is a proposal from what the seal left."""

    @property
    def name_text(self) -> str | None:
        """The name as printed, without `Đã ký:`; repaired if damaged."""
        if self.name is None:
            return None
        text = _SIGNED.sub("", self.name.text).strip()
        return text if self.whole else _mended(text, self.name.second)

    @property
    def plain_name(self) -> str:
        """The name alone, without rank and titles."""
        return " ".join(_without_rank((self.name_text or "").split()))


def find_signature(pages: Sequence[PageReading]) -> Signature | None:
    """Return the signature block of a document.

    The first block of positions in capitals with a name below; otherwise, if seal or signature
    hide one of them, the text on the level of the recipients and below.
    """
    for page in pages:
        column = _right_column(page)
        starts = [i for i, line in enumerate(column) if _is_position(line.text)]
        for start in starts:
            signature = _signature_from(page, column[start:])
            if signature.name is not None:
                return signature
    return next(_beside_recipients(pages), None)


def _right_column(page: PageReading) -> list[Line]:
    width = page.width if page.rotation in (0, 180) else page.height
    return sorted(
        (line for line in page.lines if line.box.center.x > _SIGNATURE_COLUMN * width),
        key=lambda line: line.box.top,
    )


def _beside_recipients(pages: Sequence[PageReading]) -> Iterator[Signature]:
    """Yield candidates for a signature block that is partly hidden."""
    for page in pages:
        heading = recipients_heading(page)
        if heading is None:
            continue
        level = heading.box.top - _LEVEL * heading.box.height
        reach = heading.box.top + _SIGNATURE_DEPTH * max(page.width, page.height)
        column = [
            line
            for line in _right_column(page)
            if level < line.box.center.y < reach and line.box.left > heading.box.right
        ]
        positions = tuple(line for line in column if _is_capital(line.text))
        if not positions:
            continue
        below = [line for line in column if line.box.top > positions[0].box.bottom]
        for form, whole in ((_is_name, True), (_is_scrap_of_name, False)):
            # The name stands lowest: above it may be scraps of seal and signature.
            for line in reversed(below):
                if form(line.text):
                    whole = whole and _is_vietnamese(line)
                    yield Signature(page.number, positions, line, whole)


def _is_capital(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= _FEWEST and sum(c.isupper() for c in letters) >= 0.8 * len(letters)


def _is_scrap_of_name(text: str) -> bool:
    """Return whether a line may be a name with some letters damaged by the seal."""
    text = letters_for_digits(text)
    words = [word for word in _SIGNED.sub("", text).split() if any(c.isalpha() for c in word)]
    letters = sum(c.isalpha() for c in text)
    capitals = sum(next(c for c in word if c.isalpha()).isupper() for word in words)
    return (
        2 <= len(words) <= 6
        and not text.isupper()
        and not any(c.isdecimal() for c in text)
        and letters >= 0.8 * len(text.replace(" ", ""))
        and capitals >= len(words) - 1
    )


def _signature_from(page: PageReading, column: Sequence[Line]) -> Signature:
    """Read positions downwards from the first, then the name below the signature."""
    positions = [column[0]]
    for line in column[1:]:
        if line.box.top - column[0].box.top > _SIGNATURE_DEPTH * max(page.width, page.height):
            break
        if _is_position(line.text):
            positions.append(line)
        elif _is_name(line.text):
            return Signature(page.number, tuple(positions), line, _is_vietnamese(line))
    return Signature(page.number, tuple(positions), None)


def position_of(text: str) -> str | None:
    """Return the position that a line names, in the decree's spelling; None if it names none.

    Seals and signatures cover these lines, so that letters may be missing or wrong.
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


def _is_vietnamese(line: Line) -> bool:
    """Return whether rank and name have a possible Vietnamese spelling."""
    words = _LEARNED.sub("", line.text, count=1).split()
    rank = _rank(words)
    if rank is not None and " ".join(words[:2]) != rank:
        return False
    return not foreign_words(" ".join(_without_rank(line.text.split())))


def _without_rank(words: list[str]) -> list[str]:
    words = _LEARNED.sub("", " ".join(words), count=1).split()
    return words[2:] if _rank(words) else words


def _rank(words: Sequence[str]) -> str | None:
    """Return the military rank that a name begins with, correctly spelt."""
    key = search_key(" ".join(words[:2]))
    scored = [(fuzz.ratio(key, search_key(rank)), rank) for rank in _RANKS]
    score, rank = max(scored)
    return rank if score >= _SIMILAR_RANK else None


def _mended(text: str, second: str | None) -> str:
    rank = _rank(text.split())
    name = " ".join(_without_rank(text.split()))
    other = " ".join(_without_rank((second or "").split()))
    return " ".join(filter(None, [rank, mend_name(name, other)]))


def _is_name(text: str) -> bool:
    """Return whether a line is a person's name, alone or after a military rank."""
    words = _without_rank(_SIGNED.sub("", text).split())
    return (
        2 <= len(words) <= 6
        and not text.isupper()
        and all(word[0].isupper() and word.isalpha() for word in words)
    )
