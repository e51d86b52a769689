"""Whether the text that a page carries is what people see on it.

A word is seen where taking the text off the page takes ink away along all of it. A line is right
where the reader reads the same in the picture: what is read there wins, and where both differ, no
value of the line is believed without a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from pipeline.ocr.ports import Recognizer
from pipeline.ocr.symbols import Recognition
from pipeline.page.cut import cut_line
from pipeline.page.read import words_of
from schemas.record.reading import Box, Line, Word
from schemas.text.spelling import comparison_key

__all__ = ["agreed", "is_painted", "painted"]

_CONTRAST = 48
"""Grey levels of any colour by which ink differs from what lies under it."""
_GAP_X, _GAP_Y = 1.5, 0.6
"""Widest stretch of a word without ink, in mean widths of its letters and in heights."""
_MARKS, _MARK_GAP = 0.4, 0.1
"""How far above and below its box a line may have marks, and what may part them from its letters;
in heights."""
_SAME = 0.8
"""Least similarity of a line's text to what the reader sees there."""
_UNSEEN = 0.25
"""Share of the lines that the reader may misread before none is believed."""
_SURE = 0.9
"""Confidence from which a reading that differs contests the text."""
_CONTESTED = 0.85
"""Most that is believed of a line that the text and the picture tell differently."""


def painted(page: NDArray[np.uint8], bare: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return where text is seen: array [height, width].

    Args:
        page: uint8 array [height, width, 3].
        bare: The same page without its text.
    """
    return np.asarray(cv2.absdiff(page, bare).max(axis=2) > _CONTRAST)


def is_painted(word: Word, ink: NDArray[np.bool_]) -> bool:
    """Tell whether a word is seen from its beginning to its end.

    Args:
        word: With its box on the page.
        ink: As of `painted`.
    """
    left, top, right, bottom = (round(side) for side in word.box)
    width, rows = right - left, ink[max(0, top) : max(0, bottom)]
    if width <= 0 or not rows.size:
        return False
    columns = np.zeros(width, bool)
    visible = rows[:, max(0, left) : max(0, right)].any(axis=0)
    start = max(0, -left)
    columns[start : start + visible.size] = visible
    if not columns.any():
        return False
    places = np.flatnonzero(np.concatenate(([True], columns, [True])))
    gap = int(np.diff(places).max()) - 1
    return gap <= max(_GAP_X * width / len(word.text), _GAP_Y * word.box.height)


def agreed(
    lines: Sequence[Line],
    pixels: NDArray[np.uint8],
    ink: NDArray[np.bool_],
    recognizer: Recognizer,
) -> list[Line] | None:
    """Return lines as far as the picture says the same; None where it says something else.

    A line that the picture shows differently is returned as it was read there, in doubt.

    Args:
        lines: From the text layer, boxes on the page as drawn.
        pixels: uint8 array [height, width, 3], BGR.
        ink: As of `painted`.
        recognizer: Reads the picture.
    """
    level = [i for i, line in enumerate(lines) if line.box.width > line.box.height]
    cuts = {i: cut_line(pixels, _with_marks(lines[i].box, ink)) for i in level}
    glances = recognizer.glance([cuts[i] for i in level])
    looks = dict(zip(level, glances, strict=True))
    unlike = sum(_similarity(lines[i].text, look.text) < _SAME for i, look in looks.items())
    if unlike > _UNSEEN * len(lines):
        return None
    differ = [i for i, look in looks.items() if _plain(look.text) != _plain(lines[i].text)]
    again = dict(zip(differ, recognizer.read([cuts[i] for i in differ]), strict=True))
    return list(_settled(lines, set(level), again, recognizer.name))


def _with_marks(box: Box, ink: NDArray[np.bool_]) -> Box:
    """Return a line's box with the marks above and below its letters that fonts do not reckon."""
    left, right = max(0, round(box.left)), max(0, round(box.right))
    reach, gap = round(_MARKS * box.height), max(1, round(_MARK_GAP * box.height))
    inked = np.asarray(np.logical_or.reduce(ink[:, left:right], axis=1))
    above = inked[max(0, round(box.top) - reach) : max(0, round(box.top))]
    below = inked[max(0, round(box.bottom)) : round(box.bottom) + reach]
    top, bottom = _run_of_ink(above[::-1], gap), _run_of_ink(below, gap)
    return Box(box.left, box.top - top, box.right, box.bottom + bottom)


def _run_of_ink(rows: NDArray[np.bool_], gap: int) -> int:
    """Return how many rows there are until the last one that ink joins to the first."""
    places = np.flatnonzero(rows)
    breaks = np.flatnonzero(np.diff(np.concatenate(([-1], places))) > gap)
    joined = places[: breaks[0]] if breaks.size else places
    return int(joined[-1]) + 1 if joined.size else 0


def _settled(
    lines: Sequence[Line], level: set[int], again: dict[int, Recognition], reader: str
) -> Iterator[Line]:
    for i, line in enumerate(lines):
        look = again.get(i)
        if i not in level:  # written upwards: nobody has compared it
            yield line.model_copy(update={"confidence": _CONTESTED})
        elif look is None or not _contests(line.text, look):
            yield line
        elif not look.text:
            yield line.model_copy(update={"confidence": min(line.confidence, look.confidence)})
        else:
            yield line.model_copy(
                update={
                    "text": look.text,
                    "confidence": min(look.confidence, _CONTESTED),
                    "words": tuple(words_of(line.box, look)),
                    "reader": reader,
                    "second": line.text,
                }
            )


def _contests(text: str, look: Recognition) -> bool:
    if _plain(look.text) == _plain(text):
        return False
    return (
        look.confidence >= _SURE
        or _digits(look.text) != _digits(text)
        or _similarity(text, look.text) < _SAME
    )


def _similarity(one: str, other: str) -> float:
    return float(Levenshtein.normalized_similarity(comparison_key(one), comparison_key(other)))


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _plain(text: str) -> str:
    """What must be the same: letters with their marks and digits, whatever the punctuation."""
    return re.sub(r"[\W_]+", "", comparison_key(text))
