"""What a program read of the pages, in one shape for all of them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from schemas.record.reading import Box

__all__ = ["ReadLine", "ReadWord", "Result", "lines_of_table", "lines_of_told"]

_WORD: Final = "5"
"""Level of a word in the tables of Tesseract and of poppler."""


@dataclass(frozen=True, slots=True)
class ReadWord:
    """A word; the confidence is None where the program tells none."""

    text: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class ReadLine:
    """What a program takes for a line, and where it stands."""

    words: tuple[ReadWord, ...]
    box: Box


@dataclass(slots=True)
class Result:
    """What came out of one program.

    Attributes:
        lines: By the name of the page, in the program's order.
        files: The PDFs that it wrote.
        trust: Roots to verify their signatures with.
        refused: Pages that it did not take, and why.
    """

    lines: dict[str, tuple[ReadLine, ...]] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)
    trust: list[Path] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def lines_of_told(told: list[dict[str, Any]]) -> tuple[ReadLine, ...]:
    """Return the lines that a process told as JSON: `box`, and `words` with confidences."""
    return tuple(
        ReadLine(tuple(ReadWord(text, sure) for text, sure in line["words"]), Box(*line["box"]))
        for line in told
    )


def lines_of_table(table: str, *, sure: bool) -> dict[int, tuple[ReadLine, ...]]:
    """Return the lines of a table of words, by page, as Tesseract and pdftotext write it.

    Args:
        table: Tab-separated, with a head.
        sure: Whether its column `conf` means anything.
    """
    rows = csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    words = [row for row in rows if row["level"] == _WORD and row["text"].strip()]
    pages: dict[int, list[ReadLine]] = {}
    for (page, *_), members in groupby(words, _place):
        pages.setdefault(int(page), []).append(_line(list(members), sure=sure))
    return {page: tuple(lines) for page, lines in pages.items()}


def _place(word: dict[str, str]) -> tuple[str, str, str, str]:
    return word["page_num"], word["block_num"], word["par_num"], word["line_num"]


def _line(words: Sequence[dict[str, str]], *, sure: bool) -> ReadLine:
    boxes = []
    for word in words:
        left, top, width, height = (
            float(word[side]) for side in ("left", "top", "width", "height")
        )
        boxes.append(Box(left, top, left + width, top + height))
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.union(box)
    texts = (ReadWord(word["text"], float(word["conf"]) / 100 if sure else None) for word in words)
    return ReadLine(tuple(texts), whole)
