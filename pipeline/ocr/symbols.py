"""The reading of a line of text and its symbols."""

from __future__ import annotations

from dataclasses import dataclass, replace

__all__ = ["Recognition", "Symbol"]


@dataclass(frozen=True, slots=True)
class Symbol:
    """One recognised symbol.

    Attributes:
        text: The symbol.
        probability: The network's probability, 0 to 1; not calibrated.
        position: Middle of the symbol along the line, 0 (left edge) to 1 (right edge).
        alternatives: The same letter with other diacritics, with their probabilities.
        contested: Whether a second reader read one of these instead.
    """

    text: str
    probability: float
    position: float
    alternatives: tuple[tuple[str, float], ...] = ()
    contested: bool = False

    def read_as(self, text: str, probability: float) -> Symbol:
        """Return the symbol with one of its alternatives as text; the old text becomes one."""
        others = tuple(pair for pair in self.alternatives if pair[0] != text)
        now = (*others, (self.text, self.probability))
        return replace(self, text=text, probability=probability, alternatives=now)


@dataclass(frozen=True, slots=True)
class Recognition:
    """A line as read.

    Attributes:
        text: NFC text without outer spaces.
        confidence: Calibrated probability that the whole text is correct.
        symbols: The symbols with their positions, including outer spaces.
        seen: The symbols according to the image alone, before the language model; empty if a
            recogniser does not provide them.
        second: The line as read by the second reader, if it was used.
    """

    text: str
    confidence: float
    symbols: tuple[Symbol, ...]
    seen: tuple[Symbol, ...] = ()
    second: str | None = None
