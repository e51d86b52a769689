"""Separates the two columns of a head where a reader read one line across both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from extractors.toolkit.rows import Span
from schemas.record.reading import Line
from schemas.text.spelling import search_key

__all__ = ["cut_at", "cut_before"]

_SIMILAR = 85.0


def cut_before(lines: Iterable[Line], wordings: Sequence[str]) -> list[Line]:
    """Split lines that end in one of the given wordings, before that wording.

    Args:
        lines: As read: `UBND TỈNH QUẢNG NGÃI CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM`.
        wordings: Search keys. Sentences end in them, too (`… nước Cộng hòa …`): the word before
            must not be in lower case.
    """
    return [part for line in lines for part in _parts(line, wordings)]


def _parts(line: Line, wordings: Sequence[str]) -> list[Line]:
    words = line.text.split()
    scored = [
        (fuzz.ratio(search_key(" ".join(words[place:])), wording), place)
        for wording in wordings
        for place in range(len(words))
        if words[place][:1].isupper() and (place == 0 or not words[place - 1].islower())
    ]
    score, place = max(scored, default=(0.0, 0))
    if place == 0 or score < _SIMILAR:
        return [line]
    return _cut(line, len(line.text) - len(" ".join(words[place:])))


def cut_at(line: Line, x: float) -> list[Line]:
    """Split a line between words at a horizontal position, upright coordinates."""
    if not line.box.left < x < line.box.right:
        return [line]
    starts = [start for word, start, _ in Span.whole(line).words() if word.box.center.x >= x]
    return _cut(line, starts[0]) if starts and starts[0] > 0 else [line]


def _cut(line: Line, at: int) -> list[Line]:
    return [Span(line, 0, at).as_line(), Span(line, at, len(line.text)).as_line()]
