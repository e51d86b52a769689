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
from extractors.papers.administrative_document.position import (
    Position,
    deputy_of,
    is_whole,
    position_of,
)
from extractors.papers.administrative_document.signed import is_signature_text
from extractors.values.names import letters_for_digits, mend_name
from extractors.values.syllables import foreign_words
from schemas.record.reading import Line, PageReading
from schemas.text.spelling import search_key

__all__ = ["Signature", "find_signature"]

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
_LEVEL = 2.0
"""How far above the level of the recipients positions may begin, in line heights."""
_FEWEST = 4
_NEXT_LINE = 1.8
"""Maximum distance between the middles of two lines of a position, in line heights."""
_OFF_CENTRE, _AS_WIDE = 0.25, 0.6
"""How far off the middle, and how wide, the next line is, in widths of the line above."""
_BODY_WIDTH = 0.6
"""Share of the width from which on a line is running text: a position above it is none."""
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
    scraps: tuple[Line, ...] = ()
    """Where there is no name: the line that seems to be what is left of it."""

    @property
    def in_place(self) -> bool:
        """Whether the name stands below the position, on one centre line with it."""
        if self.name is None:
            return False
        block = self.positions[-1].box
        off = abs(self.name.box.center.x - block.center.x)
        return off <= max(block.width, self.name.box.width) / 2

    @property
    def name_text(self) -> str | None:
        """The name as printed, without `Đã ký:`; repaired if damaged."""
        if self.name is None:
            return None
        text = _SIGNED.sub("", self.name.text).strip()
        return text if self.whole else _mended(text, self.name.second)

    @property
    def position(self) -> str:
        """All lines of the position, with the punctuation of the decree."""
        return "; ".join(position.text for position in self._positions)

    @property
    def position_is_printed(self) -> bool:
        """Whether every line of the position was read as the lists spell it."""
        return all(position.as_printed for position in self._positions)

    @property
    def position_is_whole(self) -> bool:
        """Whether no line of the position is missing."""
        return is_whole(self._positions)

    @property
    def _positions(self) -> list[Position]:
        found: list[Position] = []
        for line in self.positions:
            position = position_of(line.text) or (found and deputy_of(found[-1], line.text))
            found.append(position or Position("", line.text.strip(), as_printed=False))
        return found

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
    return next(_beside_recipients(pages), None) or _without_name(pages)


def _without_name(pages: Sequence[PageReading]) -> Signature | None:
    """Return the last position that is followed by nothing that looks like a name.

    What stands lowest below it is probably the name: too damaged to be proposed, but to be shown.
    """
    for page in reversed(pages):
        column = _right_column(page)
        starts = [i for i, line in enumerate(column) if _is_position(line.text)]
        blocks = (_signature_from(page, column[start:]) for start in starts)
        found = next((block for block in blocks if block.scraps), None)
        if found is not None:
            return found
    return None


def _right_column(page: PageReading) -> list[Line]:
    return sorted(
        (
            line
            for line in page.lines
            if line.box.center.x > _SIGNATURE_COLUMN * _width(page)
            and not is_signature_text(line.text)
        ),
        key=lambda line: line.box.top,
    )


def _width(page: PageReading) -> int:
    return page.width if page.rotation in (0, 180) else page.height


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
    positions, body_between = [column[0]], False
    for line in column[1:]:
        if line.box.top - column[0].box.top > _SIGNATURE_DEPTH * max(page.width, page.height):
            break
        if _goes_on(positions[-1], line):
            positions.append(line)
        elif _is_position(line.text):
            positions = [line] if body_between else [*positions, line]
            body_between = False
        elif _is_name(line.text):
            return Signature(page.number, tuple(positions), line, _is_vietnamese(line))
        body_between |= line.box.width > _BODY_WIDTH * _width(page)
    lowest = column[0].box.top + _SIGNATURE_DEPTH * max(page.width, page.height)
    scraps = [
        line
        for line in column
        if positions[-1].box.bottom < line.box.top < lowest
        and len(line.text.split()) > 1
        and line.box.width < _BODY_WIDTH * _width(page)
    ]
    return Signature(page.number, tuple(positions), None, whole=False, scraps=tuple(scraps[-1:]))


def _goes_on(above: Line, line: Line) -> bool:
    """Return whether a line in capitals belongs to the position that it follows closely."""
    return (
        _is_capital(line.text)
        and 0 < line.box.center.y - above.box.center.y < _NEXT_LINE * above.box.height
        and abs(line.box.center.x - above.box.center.x) < _OFF_CENTRE * above.box.width
        and line.box.width > _AS_WIDE * above.box.width  # shorter are scraps of the seal's text
    )


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
