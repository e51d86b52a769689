"""What the confined children of `pipeline.page.text_layer` find in a PDF."""

from __future__ import annotations

import contextlib
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from pipeline.confined.frames import Answer, Question
from pipeline.intake.decode.poppler import draw
from pipeline.page.textless import save_textless

__all__ = ["bare", "covered", "printed"]

_COLUMNS = 15
"""Fewest columns of a row of `pdfimages -list`."""
_PICTURES = {"image", "stencil"}
"""Poppler's names of painted images; masks belong to one of them."""


def covered(question: Question) -> Iterator[Answer]:
    """Answer with the area that images cover, in square inches, by page; with None if unknown."""
    listing = _run(question, "pdfimages", "-list", _path(question)).decode()
    if not listing:
        yield Answer()
        return
    found: dict[int, float] = defaultdict(float)
    for row in (line.split() for line in listing.splitlines()[2:]):
        if len(row) < _COLUMNS or row[2] not in _PICTURES:
            continue
        # Counted from the end: a picture within the contents has no number of an object.
        across, down = float(row[-4]), float(row[-3])
        if across and down:
            found[int(row[0])] += float(row[3]) / across * float(row[4]) / down
    yield Answer(list(found.items()))


def printed(question: Question) -> Iterator[Answer]:
    """Answer with the words of a page and their places, as poppler prints them."""
    number = str(question.facts["number"])
    layout = ("-bbox-layout", "-cropbox", "-f", number, "-l", number)
    yield Answer(None, _run(question, "pdftotext", *layout, _path(question), "-"))


def bare(question: Question) -> Iterator[Answer]:
    """Answer with a page drawn without its text; with nothing where this is not possible."""
    facts, path = question.facts, _path(question)
    without = path.with_name("textless.pdf")
    unit = save_textless(path, facts["number"], without)
    drawing = None
    if unit is not None:
        with contextlib.suppress(TimeoutError):
            drawing = draw(without, 1, facts["dpi"] * unit, facts["seconds"])
    if drawing is None:
        yield Answer()
    else:
        yield Answer(drawing.pixels.shape, np.ascontiguousarray(drawing.pixels).data)


def _path(question: Question) -> Path:
    return Path(question.folder, question.facts["file"])


def _run(question: Question, *command: str | Path) -> bytes:
    """Return the output of a tool; empty if it fails."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            capture_output=True,
            timeout=question.facts["seconds"],
            check=False,
        )
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout if done.returncode == 0 else b""
