"""Where in a doubtful value the doubt lies: letters that two readers see differently, words unsure.

The record keeps what a second reader saw of the lines of a value; the draft keeps how sure the
first one was of each word. Both are compared with the text as read, letter by letter.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from extractors.judge.thresholds import ACCEPTANCE
from schemas.record.evidence import FieldEvidence
from schemas.record.reading import Line, PageReading, Polygon, Word
from schemas.text.spelling import nfc

__all__ = ["Doubt", "Piece", "SecondLook", "doubted", "why_doubted"]

_ALIKE = 0.6
"""Minimum similarity of two readings of the same text; below it they are of different things."""
_FOUND = 80.0
"""Minimum score (0 to 100) for finding a value within the second reader's whole line."""
_UNSURE = 0.8
"""Words below this probability are told; where there are none, those below that of acceptance."""
_SHARED = 0.3
"""Minimum share of a line, or of a value, within the other: then the value is on that line."""
_LONGEST = 32
"""Longer readings are not repeated in a sentence: the marks show them."""
_MOST = 2
"""Places that a sentence names."""


class Doubt(StrEnum):
    """Why a letter is doubted."""

    DIFFERS = "differs"
    """Another reader sees something else here."""
    UNSURE = "unsure"
    """The reader is not sure of this word."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some letters of a value; `doubt` is None where nothing speaks against them."""

    text: str
    doubt: Doubt | None


@dataclass(frozen=True, slots=True)
class SecondLook:
    """What is known of the letters of a value.

    Attributes:
        pieces: The text as read, cut where the doubt changes.
        differing: Words that the readers see differently: the first reader's, the second's.
        unsure: Words of which the first reader is unsure and of which the second says nothing else.
    """

    pieces: tuple[Piece, ...] = ()
    differing: tuple[tuple[str, str], ...] = ()
    unsure: tuple[str, ...] = ()


def doubted(
    evidence: FieldEvidence, second: str = "", pages: Sequence[PageReading] = ()
) -> SecondLook:
    """Return where the text of a field is in doubt.

    Args:
        evidence: The field.
        second: The value as the second reader saw it, as far as it can be told from its line; empty
            if unknown: it is then looked for in the whole line.
        pages: The lines of the paper with their words; empty if they are not kept.
    """
    text = nfc(evidence.raw or "")
    other = _same_place(text, second, evidence.second or "")
    marks: list[Doubt | None] = [None] * len(text)
    differing = list(_mark_differing(text, other, marks))
    unsure = list(_mark_unsure(text, _words(evidence, pages), marks))
    groups = itertools.groupby(zip(text, marks, strict=True), key=lambda pair: pair[1])
    pieces = tuple(Piece("".join(c for c, _ in group), doubt) for doubt, group in groups)
    return SecondLook(pieces, tuple(dict.fromkeys(differing)), tuple(dict.fromkeys(unsure)))


def why_doubted(look: SecondLook) -> str:
    """Say where the doubt lies, in Vietnamese; empty if no letter is known to be doubtful."""
    if look.differing:
        pairs = [pair for pair in look.differing if all(0 < len(word) <= _LONGEST for word in pair)]
        if not pairs or len(pairs) < len(look.differing) or len(pairs) > _MOST:
            return "Hai máy đọc khác nhau ở các chữ đánh dấu."
        told = "; ".join(f"“{ours}” hay “{theirs}”" for ours, theirs in pairs)
        return f"Hai máy đọc khác nhau ở đây: {told}."
    if look.unsure:
        if len(look.unsure) > _MOST or max(map(len, look.unsure)) > _LONGEST:
            return "Máy đọc không rõ các chữ đánh dấu."
        return f"Máy đọc không rõ chữ {', '.join(f'“{word}”' for word in look.unsure)}."
    return ""


def _same_place(text: str, second: str, line: str) -> str:
    """Return what the second reader saw where the first read a value; empty if that is unknown."""
    text, second, line = text.strip(), nfc(second).strip(), nfc(line)
    if not text:
        return ""
    if second and Levenshtein.normalized_similarity(_folded(text), _folded(second)) >= _ALIKE:
        return second
    found = fuzz.partial_ratio_alignment(text.casefold(), line.casefold(), score_cutoff=_FOUND)
    if found is None or found.src_start or len(text) > len(line):
        return ""
    window = line[found.dest_start : found.dest_end]
    begin = found.dest_start + len(window) - len(window.lstrip())
    start, end = _word_around(line, begin, begin + len(window.strip()))
    there = line[start:end]
    alike = Levenshtein.normalized_similarity(_folded(text), _folded(there))
    return there if alike >= _ALIKE else ""


def _folded(text: str) -> list[str]:
    return [sign.casefold() for sign in text]


def _mark_differing(text: str, other: str, marks: list[Doubt | None]) -> Iterator[tuple[str, str]]:
    """Mark the letters that the second reader sees differently; yield the words concerned."""
    if not other:
        return
    for edit in Levenshtein.opcodes(_folded(text), _folded(other)):
        if edit.tag == "equal":
            continue
        ours, theirs = text[edit.src_start : edit.src_end], other[edit.dest_start : edit.dest_end]
        if not any(sign.isalnum() for sign in ours + theirs):
            continue
        start, end = edit.src_start, max(edit.src_end, edit.src_start + 1)
        start = min(start, len(text) - 1)
        marks[start:end] = [Doubt.DIFFERS] * (min(end, len(text)) - start)
        first = _word_around(text, edit.src_start, edit.src_end)
        last = _word_around(other, edit.dest_start, edit.dest_end)
        yield text[slice(*first)].strip(" .,;:"), other[slice(*last)].strip(" .,;:")


def _word_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the words that a part of a text touches."""
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def _mark_unsure(text: str, words: Iterable[Word], marks: list[Doubt | None]) -> Iterator[str]:
    """Mark the words of which the reader is unsure, unless letters in them differ; yield them."""
    there = list(_places(text, words))
    plain = any(sure < _UNSURE for _, _, sure in there)
    limit = _UNSURE if plain else ACCEPTANCE
    for start, sign, sure in there:
        end = start + len(sign)
        if sure < limit and not any(marks[start:end]):
            marks[start:end] = [Doubt.UNSURE] * len(sign)
            yield sign


def _places(text: str, words: Iterable[Word]) -> Iterator[tuple[int, str, float]]:
    """Yield where the words of a line stand in a text, each with how sure the reader is."""
    at = 0
    for word in words:
        sign = nfc(word.text).strip(".,;:")
        found = text.find(sign, at) if sign else -1
        if found >= 0 and any(c.isalnum() for c in sign):
            at = found + len(sign)
            yield found, sign, word.confidence


def _words(evidence: FieldEvidence, pages: Sequence[PageReading]) -> list[Word]:
    """Return the words of the lines that a value stands on."""
    page = next((page for page in pages if page.number == evidence.page), None)
    if page is None or evidence.polygon is None:
        return []
    lines = [line for line in page.lines if _stands_on(evidence.polygon, line)]
    return [word for line in lines for word in line.words]


def _stands_on(place: Polygon, line: Line) -> bool:
    """Return whether a value and a line share a good part of the smaller of them."""
    (left, top, right, bottom), other = _bounds(place), _bounds(line.polygon)
    wide = min(right, other[2]) - max(left, other[0])
    high = min(bottom, other[3]) - max(top, other[1])
    areas = [(right - left) * (bottom - top), (other[2] - other[0]) * (other[3] - other[1])]
    return wide > 0 and high > 0 and wide * high >= _SHARED * min(areas)


def _bounds(place: Polygon) -> tuple[float, float, float, float]:
    xs, ys = [point.x for point in place], [point.y for point in place]
    return min(xs), min(ys), max(xs), max(ys)
