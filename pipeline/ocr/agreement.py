"""What two readers of one line make of it together.

Symbol by symbol, by Bayes' rule: a second reader that sees the same letter makes it more probable,
one that sees another mark on it is weighed against the picture, and one that sees something else
makes it doubtful. Nothing is written that the first reader did not hold possible.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from pipeline.ocr.symbols import Symbol

__all__ = ["weigh"]

_AGREE = 12.0
"""How much likelier the second reader sees a letter where it stands than where it does not."""
_DIFFER = 1 / 8
"""How much likelier it sees another one, or none, where the first is right than where it errs."""
_MISSED = re.compile(r"[\w.,;:/]")
"""What the first reader may have missed; other signs are frames and specks to the second."""
_PERHAPS_MISSED = 0.9
"""Most that is believed of a symbol behind which the second reader sees another one."""
_ALIKE = 0.6
"""Least similarity of the two texts: below, the second reader has lost its way."""


def weigh(symbols: tuple[Symbol, ...], second: str) -> tuple[Symbol, ...]:
    """Return the first reader's symbols as both readers see them.

    Args:
        symbols: The line as the first reader sees it; outer spaces included.
        second: The whole line as the second reader sees it.
    """
    first = [symbol.text for symbol in symbols]
    if Levenshtein.normalized_similarity(first, list(second)) < _ALIKE:
        return symbols
    seen = dict(_beside(first, second))
    return tuple(_settle(symbol, seen.get(i)) for i, symbol in enumerate(symbols))


def _beside(first: list[str], second: str) -> Iterator[tuple[int, str]]:
    """Yield, for symbols of the first text, what the second has there; empty for nothing.

    Where the second has more than the first, the symbol before the gap has the whole of it.
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
