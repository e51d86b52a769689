"""Combines two readers' readings of one line.

This is done symbol by symbol with Bayes' rule: if the second reader sees the same letter, it
becomes more probable; a different diacritic is weighed against the image; anything else makes the
letter doubtful. The result contains nothing that the first reader did not consider possible.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from pipeline.ocr.symbols import Symbol

__all__ = ["weigh"]

_AGREE = 12.0
"""Likelihood ratio of the second reader seeing a letter if it is there to if it is not."""
_DIFFER = 1 / 8
"""Likelihood ratio of it seeing another letter or none if the first is right to if it is wrong."""
_MISSED = re.compile(r"[\w.,;:/]")
"""What the first reader may have missed; other signs are frames and specks."""
_PERHAPS_MISSED = 0.9
"""Upper limit of the probability of a symbol after which the second reader sees another one."""
_ALIKE = 0.6
"""Minimum similarity of the two texts; below it the second reading is ignored."""


def weigh(symbols: tuple[Symbol, ...], second: str) -> tuple[Symbol, ...]:
    """Return the first reader's symbols with probabilities based on both readers.

    Args:
        symbols: The line as read by the first reader, including outer spaces.
        second: The whole line as read by the second reader.
    """
    first = [symbol.text for symbol in symbols]
    if Levenshtein.normalized_similarity(first, list(second)) < _ALIKE:
        return symbols
    seen = dict(_beside(first, second))
    return tuple(_settle(symbol, seen.get(i)) for i, symbol in enumerate(symbols))


def _beside(first: list[str], second: str) -> Iterator[tuple[int, str]]:
    """Yield, for each symbol of the first text, what the second has there; empty for nothing.

    Additional text of the second reader is assigned to the symbol before the gap.
    """
    for kind, *bounds in Levenshtein.opcodes(first, list(second)):
        start, end, from_, to = map(int, bounds)
        for i in range(start, end):
            yield i, second[from_ + i - start] if from_ + i - start < to else ""
        if kind == "insert" and _MISSED.search(second[from_:to]):
            yield max(0, start - 1), second[max(0, from_ - 1) : to]


def _settle(symbol: Symbol, seen: str | None) -> Symbol:
    if seen is None or (symbol.text == " " and not seen):
        return symbol
    if len(seen) > 1:
        return replace(symbol, probability=min(symbol.probability, _PERHAPS_MISSED))
    if seen == symbol.text:
        return replace(symbol, probability=_updated(symbol.probability, _AGREE))
    possible = dict(symbol.alternatives)
    if seen not in possible:
        return replace(symbol, probability=_updated(symbol.probability, _DIFFER))
    symbol = replace(symbol, contested=True)
    ours, theirs = symbol.probability, possible[seen] * _AGREE
    if ours >= theirs:
        return replace(symbol, probability=ours * ours / (ours + theirs))
    return symbol.read_as(seen, theirs / (ours + theirs))


def _updated(probability: float, factor: float) -> float:
    return probability * factor / (probability * factor + 1.0 - probability)
