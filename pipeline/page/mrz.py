"""Reads a machine-readable zone (MRZ) again if its check digits are wrong.

The Vietnamese recogniser reads the capitals of a blurred zone as letters with diacritics and
miscounts `<`. If lines look like a zone but its check digits are wrong, their rows are cropped
again, enlarged, sharpened and read with only `A-Z0-9<` allowed.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.ports import Recognizer
from pipeline.ocr.symbols import Recognition, Symbol
from schemas.record.reading import Box, Line
from schemas.text.mrz import Mrz, parse_mrz
from schemas.text.spelling import search_key

__all__ = ["MrzRow", "looks_like_mrz", "reread_mrz"]

SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
_LENGTHS = {3: 30, 2: 44}
"""Characters per row of zones with three and with two rows (ICAO Doc 9303 parts 4 and 5)."""
_LEAST_SIGNS = 22
_FILLERS = 2
"""Minimum number of `<` in a row, and minimum share of capitals, digits and `<`."""
_PLAIN_SHARE = 0.85
_ROOMS = (0.0, 0.12, 0.25)
"""Margins above and below a row, in row heights; readings differ with them."""
_ENLARGED = 96
"""Height of an enlarged row, pixels."""
_WORST = 99
_FILLER_RUN = re.compile(r"<{2,}")


@dataclass(frozen=True, slots=True)
class MrzRow:
    """A row of a zone that was read again."""

    box: Box
    reading: Recognition


def looks_like_mrz(text: str) -> bool:
    """Return whether a line may be a misread row of a zone."""
    signs = search_key(text).upper().replace("«", "<<").replace(" ", "")
    plain = sum(sign in SIGNS for sign in signs)
    small = sum(sign.islower() for sign in text)
    fillers = signs.count("<")
    return (
        len(signs) >= _LEAST_SIGNS
        and fillers >= _FILLERS
        and plain >= _PLAIN_SHARE * len(signs)
        and small <= (1 - _PLAIN_SHARE) * len(signs)
    )


def reread_mrz(
    pixels: NDArray[np.uint8], lines: Sequence[Line], recognizer: Recognizer
) -> list[MrzRow]:
    """Return better readings of the rows of a badly read zone; none if not needed.

    Args:
        pixels: uint8 array [height, width, 3], BGR, level page.
        lines: The lines read on it.
        recognizer: Reads single lines.
    """
    found = sorted((x for x in lines if looks_like_mrz(x.text)), key=lambda x: x.box.top)
    best: list[MrzRow] = []
    least = min((_faults([x.text for x in group]) for group in _groups(found)), default=_WORST)
    for group in _groups(found) if least else ():
        readings = [_readings(pixels, line.box, recognizer, len(group)) for line in group]
        for chosen in itertools.product(*readings):
            faults = _faults([reading.text for reading in chosen])
            if faults < least:
                least = faults
                best = [MrzRow(x.box, y) for x, y in zip(group, chosen, strict=True)]
    return best


def _groups(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    for size in _LENGTHS:
        for first in range(len(lines) - size + 1):
            yield lines[first : first + size]


def _faults(texts: Sequence[str]) -> int:
    zone: Mrz | None = parse_mrz(texts)
    return _WORST if zone is None else len(zone.failed)


def _readings(
    pixels: NDArray[np.uint8], box: Box, recognizer: Recognizer, rows: int
) -> list[Recognition]:
    """Return the distinct readings of a row with the right number of characters."""
    cuts = [picture for room in _ROOMS for picture in _enlarged(pixels, box, room)]
    found: dict[str, Recognition] = {}
    for reading in recognizer.read_within(cuts, SIGNS):
        text = _fitted(reading.text, _LENGTHS[rows])
        if text is not None and text not in found:
            found[text] = replace(reading, text=text, symbols=_spread(text, reading))
    return list(found.values())


def _spread(text: str, reading: Recognition) -> tuple[Symbol, ...]:
    """Return the characters of a row with their positions; all are equally wide."""
    least = min(symbol.probability for symbol in reading.symbols)
    return tuple(Symbol(sign, least, (i + 0.5) / len(text)) for i, sign in enumerate(text))


def _enlarged(pixels: NDArray[np.uint8], box: Box, room: float) -> Iterator[NDArray[np.uint8]]:
    """Yield the enlarged image of a row, then the same sharpened."""
    above, beside = room * box.height, box.height / 4
    top, bottom = max(0, round(box.top - above)), round(box.bottom + above)
    left, right = max(0, round(box.left - beside)), round(box.right + beside)
    cut = pixels[top : max(bottom, top + 1), left : max(right, left + 1)]
    scale = max(1.0, _ENLARGED / cut.shape[0])
    large = cv2.resize(cut, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    yield np.asarray(large, np.uint8)
    soft = cv2.GaussianBlur(large, (0, 0), _ENLARGED / 16)
    yield np.asarray(cv2.addWeighted(large, 2.2, soft, -1.2, 0), np.uint8)


def _fitted(text: str, length: int) -> str | None:
    """Return a row with the right number of characters, or None.

    Only the longest run of `<` is lengthened or shortened: its characters are identical and close
    together, so they are miscounted. The check digits verify the result.
    """
    short = length - len(text)
    if short == 0:
        return text
    runs = sorted(_FILLER_RUN.finditer(text), key=lambda run: len(run[0]))
    if not runs or len(runs[-1][0]) + short < 1:
        return None
    start, end = runs[-1].span()
    return text[:start] + "<" * (end - start + short) + text[end:]
