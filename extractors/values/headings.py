"""Headings that papers print in capitals, word for word: motto, titles, offices, agencies.

A heading that was read with one mark or letter wrong (`QUYET ĐỊNH`, `CỔNG HÒA`) often still
consists of words that exist, so that only the list tells.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Levenshtein

from extractors.values.offices import offices
from extractors.values.vocabulary import agencies
from schemas.papers.registry import paper_types
from schemas.text.spelling import comparison_key, search_key

__all__ = ["misread_words"]

_MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_PARTS = (
    "BẢN SAO",
    "BẢN CHÍNH",
    "CĂN CƯỚC CÔNG DÂN",
    "NGƯỜI KÝ GIẤY KHAI SINH",
    "NGƯỜI KÝ GIẤY CHỨNG NHẬN KẾT HÔN",
    "NGƯỜI KÝ TRÍCH LỤC",
    "NGƯỜI THỰC HIỆN TRÍCH LỤC",
    "ĐỘC LẬP - TỰ DO - HẠNH PHÚC",
)
"""Printed in capitals on papers, but no title."""
_ANYWHERE = 3
"""Number of words from which a heading is known inside a line: two may be part of a name."""
_LONG = 12
"""Number of letters from which a line with one wrong letter must be the heading."""


def misread_words(words: Sequence[str]) -> frozenset[int]:
    """Return the places of the words that a known heading has otherwise.

    Args:
        words: The words of one line, letters only.
    """
    bare = tuple(map(search_key, words))
    if bare in _same_letters():
        return frozenset(_differing(words, _same_letters()[bare]))
    wrong: set[int] = set()
    at = 0
    while at < len(words):
        count = _longest_at(bare, at)
        if count:
            part = slice(at, at + count)
            wrong |= {at + off for off in _differing(words[part], _same_letters()[bare[part]])}
        at += count or 1
    return frozenset(wrong or _other_letter(bare))


def _longest_at(bare: tuple[str, ...], at: int) -> int:
    """Return the number of words of the longest heading at a place inside a line; 0 for none."""
    lengths = _counts().get(bare[at : at + 2], ())
    return max((n for n in lengths if bare[at : at + n] in _same_letters()), default=0)


def _differing(words: Sequence[str], headings: Sequence[tuple[str, ...]]) -> set[int]:
    """Return where words differ from headings of the same letters; nowhere if they are one."""
    keys = tuple(map(comparison_key, words))
    if keys in headings:
        return set()
    return {at for at, key in enumerate(keys) if all(key != heading[at] for heading in headings)}


def _other_letter(bare: tuple[str, ...]) -> Iterator[int]:
    """Yield the words of a line that is a heading but for one letter."""
    text = " ".join(bare)
    if sum(map(len, bare)) < _LONG:
        return
    for heading in _by_count().get(len(bare), ()):
        if Levenshtein.distance(text, " ".join(heading), score_cutoff=1) == 1:
            yield from (at for at, word in enumerate(heading) if word != bare[at])


@functools.cache
def _same_letters() -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Map headings without marks, word by word, to those with marks."""
    found: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for heading in _headings():
        words = _words(heading)
        if len(words) > 1:
            found.setdefault(tuple(map(search_key, words)), set()).add(
                tuple(map(comparison_key, words))
            )
    return {bare: tuple(sorted(same)) for bare, same in found.items()}


@functools.cache
def _by_count() -> dict[int, tuple[tuple[str, ...], ...]]:
    found: dict[int, list[tuple[str, ...]]] = {}
    for bare in _same_letters():
        found.setdefault(len(bare), []).append(bare)
    return {count: tuple(same) for count, same in found.items()}


@functools.cache
def _counts() -> dict[tuple[str, ...], tuple[int, ...]]:
    """Map the first two words of headings that are known inside a line to their lengths."""
    found: dict[tuple[str, ...], set[int]] = {}
    for bare in _same_letters():
        if len(bare) >= _ANYWHERE:
            found.setdefault(bare[:2], set()).add(len(bare))
    return {first: tuple(sorted(lengths)) for first, lengths in found.items()}


def _headings() -> Iterator[str]:
    yield _MOTTO
    yield from _PARTS
    yield from offices()
    yield from agencies()
    for model in paper_types().values():
        yield from (title for title in model.all_titles() if title.isupper())


def _words(heading: str) -> list[str]:
    letters = "".join(c if c.isalpha() else " " for c in heading)
    return letters.split()
