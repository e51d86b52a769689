"""Drawn papers as a perfect reader sees them, and ways to spoil them."""

from __future__ import annotations

import functools
from collections.abc import Callable

from extractors.extract import extract
from samples.generate import seeded
from samples.generate.paper import DrawnPaper, readings
from samples.generate.papers import layouts
from schemas.record.evidence import FieldEvidence, FieldState
from schemas.record.reading import PageReading

__all__ = ["draw", "edit", "extract_drawn", "failed_rules", "values"]


@functools.cache
def draw(paper_type: str, seed: int) -> DrawnPaper:
    """Draw a paper of the test's own seeds."""
    return layouts()[paper_type](seeded(f"test/{seed}"))


def extract_drawn(paper: DrawnPaper, *, split: bool = False) -> dict[str, FieldEvidence]:
    """Extract a drawn paper from its true lines."""
    return extract(paper.paper_type, readings(paper, split=split))


def values(fields: dict[str, FieldEvidence]) -> dict[str, str]:
    """Values of the fields that have one and may be used unseen."""
    return {
        name: field.value
        for name, field in fields.items()
        if field.value is not None and field.state is FieldState.ACCEPTED
    }


def failed_rules(field: FieldEvidence) -> set[str]:
    """Names of the rules that a field fails."""
    return {result.rule for result in field.rules if result.outcome == "failed"}


def edit(
    pages: tuple[PageReading, ...], change: Callable[[str], str | None]
) -> tuple[PageReading, ...]:
    """Rewrite every line of a reading; a line changed to None disappears."""
    edited = []
    for page in pages:
        lines = [
            line.model_copy(update={"text": text, "words": ()})
            for line in page.lines
            if (text := change(line.text)) is not None
        ]
        edited.append(page.model_copy(update={"lines": tuple(lines)}))
    return tuple(edited)
