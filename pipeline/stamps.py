"""Finds stamps in black ink and records them as facts: round seals, and boxes for what came in.

Black stamps cannot be parted from print by their colour. A round seal that was scanned without
colour is told by its rim. The stamp of incoming papers (TT 01/2019 and NĐ 30/2020, annex IV: 35 by
50 mm, `ĐẾN`, `Số`, `Ngày`, `Chuyển`) is told by its words. What lies over print stays there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from schemas.reading import Box, Line, MarkKind
from schemas.text import search_key

__all__ = ["find_arrival_stamps", "find_dark_seals"]

_DPI = 75.0
_MM_PER_INCH = 25.4
_RADIUS_MM = (11.0, 24.0)
"""Of round seals and postmarks."""
_DARKER = 40
_VOTES = 22
"""Least support of a circle by its edges (see `cv2.HoughCircles`)."""
_RIM = 0.85
"""Least share of the directions in which a rim has ink."""
_HALO = 0.45
"""Greatest share of the directions in which ink lies just outside the rim."""
_CANDIDATES = 12
_ANGLES = np.linspace(0, 2 * np.pi, 180, endpoint=False)
_ARRIVED = re.compile(r"(cong van )?den\b.{0,12}")
_ENTRY = re.compile(r"(so|ngay|gio|chuyen|luu|ho so)\b.{0,40}")
_NEAR_MM = (32.0, 26.0)
"""How far right or left and how far below `ĐẾN` the other words of its stamp begin."""


def find_dark_seals(pixels: NDArray[np.uint8], dpi: float) -> Iterator[tuple[MarkKind, Box]]:
    """Yield round seals and postmarks that are not told by their colour.

    Args:
        pixels: uint8 array [height, width, 3], BGR, without red ink.
        dpi: Pixels per inch.
    """
    scale = min(1.0, _DPI / dpi)
    gray = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    mm = dpi * scale / _MM_PER_INCH
    low, high = (round(radius * mm) for radius in _RADIUS_MM)
    if min(small.shape) < 2 * high:
        return
    ink = cv2.subtract(cv2.blur(small, (61, 61)), small) > _DARKER
    circles = cv2.HoughCircles(
        np.where(ink, 0, 255).astype(np.uint8), cv2.HOUGH_GRADIENT, 1.0, high, param1=200,
        param2=_VOTES, minRadius=low, maxRadius=high,
    )  # fmt: skip
    found: list[tuple[float, float]] = []
    for x, y, near in () if circles is None else circles[0][:_CANDIDATES].tolist():
        radius = _rim(ink, x, y, near)
        if radius and all(abs(x - a) + abs(y - b) > high for a, b in found):
            found.append((x, y))
            sides = (x - radius, y - radius, x + radius, y + radius)
            yield "dark_seal", Box(*(side / scale for side in sides))


def find_arrival_stamps(lines: Sequence[Line], dpi: float) -> Iterator[tuple[MarkKind, Box]]:
    """Yield the stamps of incoming papers: `ĐẾN` with two other words of the stamp beside it.

    Args:
        lines: As read, upright coordinates.
        dpi: Pixels per inch of these.
    """
    mm = dpi / _MM_PER_INCH
    beside, below = (reach * mm for reach in _NEAR_MM)
    for head in lines:
        if not _ARRIVED.fullmatch(search_key(head.text)):
            continue
        entries = [
            line.box
            for line in lines
            if line is not head
            and abs(line.box.left - head.box.left) < beside
            and -below / 2 < line.box.top - head.box.top < below
            and _ENTRY.fullmatch(search_key(line.text))
        ]
        if len(entries) > 1:
            box = head.box
            for entry in entries:
                box = box.union(entry)
            yield "arrival_stamp", box


def _rim(ink: NDArray[np.bool_], x: float, y: float, near: float) -> float | None:
    """Return the radius at which a circle has a rim with paper around it, pixels."""
    for radius in np.arange(near - 3, near + 3.5, 0.5).tolist():
        rim = _inked(ink, x, y, radius) | _inked(ink, x, y, radius + 1)
        outside = _inked(ink, x, y, radius + 4)
        if rim.mean() >= _RIM and outside.mean() <= _HALO:
            return float(radius)
    return None


def _inked(ink: NDArray[np.bool_], x: float, y: float, radius: float) -> NDArray[np.bool_]:
    columns = np.round(x + radius * np.cos(_ANGLES)).astype(int).clip(0, ink.shape[1] - 1)
    rows = np.round(y + radius * np.sin(_ANGLES)).astype(int).clip(0, ink.shape[0] - 1)
    return np.asarray(ink[rows, columns], np.bool_)
