"""How far readings are from the truth, and one row of a table."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from rapidfuzz.distance import Levenshtein

HEAD = (
    "| reader | CER % | without diacritics % | exact lines % | CPU s/{unit} |\n"
    "|---|---|---|---|---|"
)


@dataclass
class Clock:
    """Processor time that was spent, child processes included."""

    seconds: float = field(default=0.0)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Counts what is spent inside."""
        start = os.times()
        yield
        self.seconds += sum(os.times()[:4]) - sum(start[:4])


def normal(text: str) -> str:
    """Returns the text composed, with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def bare(text: str) -> str:
    """Returns the text without diacritics."""
    parts = unicodedata.normalize("NFD", text)
    letters = "".join(part for part in parts if not unicodedata.combining(part))
    return letters.replace("đ", "d").replace("Đ", "D")


def error_shares(texts: Sequence[str], truths: Sequence[str]) -> tuple[float, float]:
    """Returns the share of characters that are wrong, with and without diacritics.

    Args:
        texts: What was read, line by line.
        truths: What stands there.
    """
    signs = sum(map(len, truths))
    wrong = sum(map(Levenshtein.distance, texts, truths))
    plain = sum(map(Levenshtein.distance, map(bare, texts), map(bare, truths)))
    return wrong / signs, plain / signs


def row(name: str, texts: Sequence[str], truths: Sequence[str], cost: float) -> str:
    """Returns the row of a table.

    Args:
        name: The reader.
        texts: What it read, line by line.
        truths: What stands there.
        cost: CPU seconds for a line or a page.
    """
    wrong, plain = error_shares(texts, truths)
    exact = sum(map(str.__eq__, texts, truths))
    return (
        f"| {name} | {100 * wrong:.2f} | {100 * plain:.2f} "
        f"| {100 * exact / len(truths):.1f} | {cost:.3f} |"
    )


def confusions(texts: Sequence[str], truths: Sequence[str]) -> dict[tuple[str, str], int]:
    """Counts what was written in place of what, the most frequent first."""
    counts: dict[tuple[str, str], int] = {}
    for text, truth in zip(texts, truths, strict=True):
        for kind, *bounds in Levenshtein.opcodes(truth, text):
            start, end, from_, to = map(int, bounds)
            if kind != "equal":
                pair = truth[start:end], text[from_:to]
                counts[pair] = counts.get(pair, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: -item[1]))
