"""Step 5e: reads stamps of secrecy and urgency, which are pressed on by hand and slanted.

The detector knows level lines: a slanted `MẬT` gives a scrap that resembles nothing, and a paper
that must not enter the system would pass. Each stamp is laid level and read by itself; only what
resembles one of the marks is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.geometry import overlap
from pipeline.image.ink import red_share
from pipeline.image.slanted import (
    SlantedStamp,
    find_framed,
    find_red,
    find_rows,
    laid_level,
    laid_wide,
    letters_alone,
)
from pipeline.ocr.ports import Recognizer
from pipeline.ocr.symbols import Recognition
from pipeline.page.readable import ReadablePage
from schemas.record.reading import Box
from schemas.text.office_marks import SECRECY, URGENCY, closest_mark, plain_mark

__all__ = ["StampReading", "read_office_stamps"]

_MOST = 24
"""Maximum number of stamps that are read, from the top: many frames are those of a form."""
_ANOTHER_WORD = 0.8
"""Upper limit of the confidence of a reading that is no mark, letter for letter."""
_SOME_RED = 5e-5
"""Minimum share of red pixels for a page to be searched: a thin, small stamp is not more."""


@dataclass(frozen=True, slots=True)
class StampReading:
    """A mark of secrecy or urgency: the box around the stamp, and its reading."""

    box: Box
    reading: Recognition


def read_office_stamps(page: ReadablePage, recognizer: Recognizer) -> list[StampReading]:
    """Return the stamps of a page that resemble a mark of secrecy or urgency.

    Args:
        page: The page, upright and level.
        recognizer: Reads them.
    """
    cuts = sorted(_cuts(page), key=lambda cut: cut[0].y)[:_MOST]
    readings = recognizer.read([cut for _, cut in cuts])
    found = [
        StampReading(stamp.box, _unsure(reading))
        for (stamp, _), reading in zip(cuts, readings, strict=True)
        if closest_mark(reading.text, (*SECRECY, *URGENCY))
    ]
    found.sort(key=lambda one: (-len(one.reading.text), -one.reading.confidence))
    kept: list[StampReading] = []
    for one in found:
        if not any(overlap(one.box, other.box) for other in kept):
            kept.append(one)
    return kept


def _unsure(reading: Recognition) -> Recognition:
    """Return the reading of a stamp: nothing but a mark stands in one, so another word is none."""
    text = plain_mark(reading.text)
    most = 1.0 if text in (*SECRECY, *URGENCY) else _ANOTHER_WORD
    return replace(reading, text=text, confidence=min(reading.confidence, most), symbols=())


def _cuts(page: ReadablePage) -> Iterator[tuple[SlantedStamp, NDArray[np.uint8]]]:
    if red_share(page.colour) > _SOME_RED:
        yield from _levelled(page.red, find_red(page.red, page.dpi))
    yield from _levelled(page.print, find_framed(page.print, page.dpi))
    rows = find_rows(page.print, page.dpi)
    if rows:
        yield from _levelled(letters_alone(page.print, page.dpi), rows)
        yield from ((row, laid_wide(page.print, row)) for row in rows)


def _levelled(
    ink: NDArray[np.uint8], stamps: list[SlantedStamp]
) -> Iterator[tuple[SlantedStamp, NDArray[np.uint8]]]:
    for stamp in stamps:
        words = laid_level(ink, stamp)
        if words is not None:
            yield stamp, words
