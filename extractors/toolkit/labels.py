"""Finds printed labels in OCR text that contains errors.

A label is compared without spaces and punctuation, with and without diacritics, so that
`Giớitính.`, `Giói tinh:` and `Giới tính:` are all the same label, while `Năm sinh` is not
`Nơi sinh`. Inside a line, after other text, a label must be followed by a colon or match exactly:
values may contain the same words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from extractors.toolkit.rows import Row, Span
from schemas.record.reading import Line
from schemas.text.spelling import comparison_key, search_key

__all__ = ["Anchor", "Label", "find_anchors", "make_labels"]

_SIMILAR = 84.0
"""Minimum similarity, per cent, of a label of ordinary length."""
_BARE_SHARE, _MARKED_SHARE = 0.7, 0.3
"""What similarity without and with diacritics count."""
_LEAST_BARE = 77.0
"""Below this similarity without diacritics, a perfect one with them cannot reach `_SIMILAR`."""
_SHORT = 6
"""Labels of fewer letters (`Số`, `Ngày`) must match exactly and have a colon."""
_SURE = 99.0
_TOKEN = re.compile(r"[^\s:;：]+")
_NOT_LETTERS = re.compile(r"[\W_]+")
_NOTE = r"(?:\s*(?:\(\s?\d{1,2}\s?\)|[¹²³⁴⁵⁶⁷⁸⁹]))?"
_AFTER = re.compile(rf"{_NOTE}\s*(?P<colon>[:;：])?{_NOTE}[ .…]*")
"""What may come between label and value: a footnote mark, the colon or both, leaders."""
_TWO_STOPS = re.compile(r"[^.]\.\.$")
"""A colon after an abbreviation (`No.:`) of which one dot was not read."""
_NUMBERING = re.compile(r"[\W_]*(?:\(?[0-9]{1,2}[.)]|[a-zđ][.)]|[IVX]{1,4}[.\-])?[\W_]*")


@dataclass(frozen=True, slots=True)
class Label:
    """A label in the form used for comparison."""

    text: str
    marked: str
    bare: str
    words: int
    capitals: bool
    """Whether words of it are printed in capitals."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A label found in a line; the value may start at `end`."""

    label: Label
    line: Line
    start: int
    end: int
    similarity: float
    colon: bool

    @property
    def span(self) -> Span:
        """The span of the label."""
        return Span(self.line, self.start, self.end)


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    marked: str
    bare: str
    closed: bool
    """Whether a colon follows: a label never continues after one."""
    capitals: bool


def make_labels(texts: Iterable[str]) -> tuple[Label, ...]:
    """Prepare labels for comparison, without duplicates and empty ones."""
    prepared = []
    for text in dict.fromkeys(texts):
        marked, bare = _keys(text)
        if bare:
            words = _TOKEN.findall(text)
            capitals = any(word.isupper() and len(word) > 1 for word in words)
            prepared.append(Label(text, marked, bare, len(words), capitals))
    return tuple(prepared)


def find_anchors(row: Row, labels: Sequence[Label]) -> list[Anchor]:
    """Return the labels in a row from left to right; of overlapping ones, the best match."""
    return [anchor for line in row.lines for anchor in _in_line(line, labels)]


def _in_line(line: Line, labels: Sequence[Label]) -> list[Anchor]:
    tokens = [token for match in _TOKEN.finditer(line.text) if (token := _token(line, match)).bare]
    found = [
        anchor
        for label in labels
        for first in range(len(tokens))
        if (anchor := _best_window(line, tokens, first, label))
    ]
    found.sort(key=lambda anchor: -anchor.similarity * _letters(anchor))
    chosen: list[Anchor] = []
    for anchor in found:
        if all(anchor.end <= other.start or anchor.start >= other.end for other in chosen):
            chosen.append(anchor)
    chosen.sort(key=lambda anchor: anchor.start)
    # In a line with colons, label words without a colon are part of a value.
    colons = any(anchor.colon for anchor in chosen)
    return [anchor for anchor in chosen if anchor.colon or anchor is chosen[0] or not colons]


def _letters(anchor: Anchor) -> int:
    """Return how many letters a label explains: at most its own, and at most those in the text."""
    printed = sum(c.isalnum() for c in anchor.line.text[anchor.start : anchor.end])
    return min(printed, len(anchor.label.bare))


def _best_window(line: Line, tokens: Sequence[_Token], first: int, label: Label) -> Anchor | None:
    """Return the words from `first` on that match the label best, if the match is good enough."""
    best: Anchor | None = None
    bare = marked = ""
    for last in range(first, min(len(tokens), first + label.words + 1)):
        token = tokens[last]
        if last > first and (tokens[last - 1].closed or _shouts(token, label)):
            break
        bare += token.bare
        marked += token.marked
        if len(bare) > len(label.bare) * 1.3:
            break
        alike = fuzz.ratio(bare, label.bare, score_cutoff=_LEAST_BARE)
        if not alike:
            continue
        similarity = _BARE_SHARE * alike + _MARKED_SHARE * fuzz.ratio(marked, label.marked)
        if similarity < _SIMILAR or (best and similarity <= best.similarity):
            continue
        if anchor := _placed(line, tokens[first].start, token.end, label, similarity):
            best = anchor
    return best


def _placed(line: Line, start: int, end: int, label: Label, similarity: float) -> Anchor | None:
    """Return the label at this position; None if it is more likely part of a value."""
    after = _AFTER.match(line.text, end)
    colon = bool((after and after["colon"]) or _TWO_STOPS.search(line.text, start, end))
    leads = _NUMBERING.fullmatch(line.text, 0, start) is not None
    faultless = similarity >= _SURE
    capital = not line.text[start].islower()
    if len(label.bare) < _SHORT:
        fits = colon and faultless and (leads or capital)
    else:
        fits = colon or (capital and (leads or faultless))
    if not fits:
        return None
    return Anchor(label, line, start, after.end() if after else end, similarity, colon)


def _token(line: Line, match: re.Match[str]) -> _Token:
    marked, bare = _keys(match[0])
    closed = line.text[match.end() :].lstrip().startswith((":", ";", "："))
    return _Token(match.start(), match.end(), marked, bare, closed, match[0].isupper())


def _shouts(token: _Token, label: Label) -> bool:
    """Return whether a word in capitals cannot belong to a lower-case label: it is the value."""
    return token.capitals and len(token.bare) > 1 and not label.capitals


def _keys(text: str) -> tuple[str, str]:
    return _NOT_LETTERS.sub("", comparison_key(text)), _NOT_LETTERS.sub("", search_key(text))
