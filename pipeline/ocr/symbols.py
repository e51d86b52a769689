"""What a line of text was read as: its symbols, one by one, and the whole."""

from __future__ import annotations

from dataclasses import dataclass, replace

__all__ = ["Recognition", "Symbol"]


@dataclass(frozen=True, slots=True)
class Symbol:
    """One recognised symbol.

    Attributes:
        text: The symbol.
        probability: The network's own belief, 0 to 1; not calibrated.
        position: Middle of the symbol along the line, 0 (left edge) to 1 (right edge).
        alternatives: The same letter with other marks, with their probabilities.
        contested: Whether a second reader saw one of these instead.
    """

    text: str
    probability: float
    position: float
    alternatives: tuple[tuple[str, float], ...] = ()
    contested: bool = False

    def read_as(self, text: str, probability: float) -> Symbol:
        """Return the symbol read as one of its alternatives; what it was becomes one of them."""
        others = tuple(pair for pair in self.alternatives if pair[0] != text)
        now = (*others, (self.text, self.probability))
        return replace(self, text=text, probability=probability, alternatives=now)


@dataclass(frozen=True, slots=True)
class Recognition:
    """A line as read.

    Attributes:
        text: NFC text without outer spaces.
        confidence: Calibrated chance that the whole text is right.
        symbols: The symbols with their places; outer spaces included.
        seen: The symbols by the picture alone, before the language had its say; empty where a
            recogniser does not tell.
        second: The line as a second reader sees it, where it was asked.
    """

    text: str
    confidence: float
    symbols: tuple[Symbol, ...]
    seen: tuple[Symbol, ...] = ()
    second: str | None = None
