"""Checks that the text layer of a page is what people see on it.

A word is visible if removing the text from the page removes ink along all of it. A line is correct
if the recogniser reads the same in the image: its reading wins, and if both differ, no value of the
line is accepted without a person.
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
"""Grey levels, in any colour channel, by which ink differs from what is under it."""
_GAP_X, _GAP_Y = 1.5, 0.6
"""Maximum gap without ink in a word, in mean letter widths and in heights."""
_MARKS, _MARK_GAP = 0.4, 0.1
"""Maximum distance of diacritics above and below the box of a line, and maximum gap between them
and the letters, in heights."""
_SAME = 0.8
"""Minimum similarity of a line's text to the recogniser's reading."""
_UNSEEN = 0.25
"""Maximum share of differing lines; above it no line is accepted."""
_SURE = 0.9
"""Minimum confidence for a differing reading to contest the text."""
_CONTESTED = 0.85
"""Upper limit of the confidence of a line whose text and image differ."""


def painted(page: NDArray[np.uint8], bare: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return where text is visible: array [height, width].

    Args:
        page: uint8 array [height, width, 3].
        bare: The same page without its text.
    """
    return np.asarray(cv2.absdiff(page, bare).max(axis=2) > _CONTRAST)


def is_painted(word: Word, ink: NDArray[np.bool_]) -> bool:
    """Return whether a word is visible along its whole length.

    Args:
        word: A word with its box on the page.
        ink: Result of `painted`.
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
    """Return the lines that agree with the image; None if the image shows something else.

    A differing line is returned as read in the image, with low confidence.

    Args:
        lines: Lines of the text layer, with boxes on the rendered page.
        pixels: uint8 array [height, width, 3], BGR.
        ink: Result of `painted`.
        recognizer: Reads the image.
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
    """Return a line's box including diacritics, which font metrics do not cover."""
    left, right = max(0, round(box.left)), max(0, round(box.right))
    reach, gap = round(_MARKS * box.height), max(1, round(_MARK_GAP * box.height))
    inked = np.asarray(np.logical_or.reduce(ink[:, left:right], axis=1))
    above = inked[max(0, round(box.top) - reach) : max(0, round(box.top))]
    below = inked[max(0, round(box.bottom)) : round(box.bottom) + reach]
    top, bottom = _run_of_ink(above[::-1], gap), _run_of_ink(below, gap)
    return Box(box.left, box.top - top, box.right, box.bottom + bottom)


def _run_of_ink(rows: NDArray[np.bool_], gap: int) -> int:
    """Return the number of rows up to the last one that ink connects to the first."""
    places = np.flatnonzero(rows)
    breaks = np.flatnonzero(np.diff(np.concatenate(([-1], places))) > gap)
    joined = places[: breaks[0]] if breaks.size else places
    return int(joined[-1]) + 1 if joined.size else 0


def _settled(
    lines: Sequence[Line], level: set[int], again: dict[int, Recognition], reader: str
) -> Iterator[Line]:
    for i, line in enumerate(lines):
        look = again.get(i)
        if i not in level:  # vertical text: not compared
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
    """Return what must agree: letters with diacritics, and digits, without punctuation."""
    return re.sub(r"[\W_]+", "", comparison_key(text))
