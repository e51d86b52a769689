"""Finds stamps of one line, however slanted they were pressed on, and lays them level.

NĐ 30/2020/NĐ-CP prescribes frames of 20 to 40 by 8 mm for urgency, TT 24/2020/TT-BCA the same for
secrecy; with room for smaller and larger ones. Red stamps are found by their colour, with frame or
without; in black ink a rectangular frame tells a stamp from other words, or its slant: offices also
use arrows and other shapes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.geometry import MM_PER_INCH
from schemas.record.reading import Box

__all__ = [
    "SlantedStamp",
    "find_framed",
    "find_red",
    "find_rows",
    "laid_level",
    "laid_wide",
    "letters_alone",
]

_LONG_MM, _HIGH_MM, _OBLONG = (12.0, 75.0), (3.0, 17.0), 1.5
"""Length and height of stamps of one line, and minimum ratio of both."""
_MOST_SLANTED = 60.0
"""Degrees from the level beyond which a stamp is taken to stand upright."""
_DPI = 110.0
_MM = _DPI / MM_PER_INCH
_JOIN_MM = (1.2, 4.0)
"""Distance up to which red strokes are one stamp: two stamps may stand close together, and two
words of one without a frame far apart."""
_LETTER_MM, _ROW_MM = (0.4, 9.0), 2.6
"""Size of letters and their marks, and distance up to which they are one row."""
_SHORT_MM = 7.0
"""Minimum length of a row: some letters may have run into the outline of the stamp."""
_SLANTED = 5.0
"""Degrees from the level: print is less slanted once the page is level."""
_TRIED = np.arange(-5.0, 5.5, 0.5)
"""Corrections of a slant that are tried, degrees."""
_AROUND = 0.8
"""Share of the outline of a frame that must be inked: the rest is worn off."""
_STRAIGHT = 0.8
"""Minimum share of the rectangle around it that a frame encloses."""
_EMPTY = 0.6
"""Share of a framed area from which on it is filled, not framed."""
_MARGIN, _MARGIN_BARE = 0.12, 0.45
"""Room around a stamp with a frame, and around one without: marks stand above and below letters."""
_INSET, _SPANS = 0.2, 0.55
"""Depth at the edges within which strokes belong to the frame, in heights, and the least length of
its sides, as a share."""
_ROOM = 0.15
"""Room around the letters, in their heights."""
_LETTER, _SIGN = 0.2, 0.04
"""Minimum height of a letter and of a mark on it, in heights of the stamp."""


@dataclass(frozen=True, slots=True)
class SlantedStamp:
    """A stamp: its middle, sides (pixels of the page) and slant in degrees clockwise."""

    x: float
    y: float
    width: float
    height: float
    slant: float

    @property
    def box(self) -> Box:
        """The box around it."""
        corners = cv2.boxPoints(((self.x, self.y), (self.width, self.height), self.slant))
        (left, top), (right, bottom) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
        return Box(left, top, right, bottom)


def _is_stamp_size(width_mm: float, height_mm: float, shortest: float) -> bool:
    """Return whether a level rectangle has the size of a stamp of one line."""
    return (
        shortest <= width_mm <= _LONG_MM[1]
        and _HIGH_MM[0] <= height_mm <= _HIGH_MM[1]
        and width_mm >= _OBLONG * height_mm
    )


def find_red(ink: NDArray[np.uint8], dpi: float) -> list[SlantedStamp]:
    """Return the red stamps of one line; some may be parts of others.

    Args:
        ink: uint8 array [height, width, 3], only the red ink, dark on white.
        dpi: Pixels per inch.
    """
    mask, scale = _small(ink, dpi)
    found: dict[SlantedStamp, None] = {}
    for reach in _JOIN_MM:
        side = round(reach * _MM)
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
        joined = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel), np.uint8)
        stamps = (_evened(stamp, mask) for stamp, _ in _rectangles(joined))
        found |= dict.fromkeys(_scaled(stamp, scale) for stamp in stamps)
    return list(found)


def find_framed(ink: NDArray[np.uint8], dpi: float) -> list[SlantedStamp]:
    """Return the stamps of one line that stand in a rectangular frame.

    Args:
        ink: uint8 array [height, width, 3], dark on white.
        dpi: Pixels per inch.
    """
    mask, scale = _small(ink, dpi)
    joined = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 3))), np.uint8)
    return [
        _scaled(stamp, scale)
        for stamp, outline in _rectangles(joined)
        if _is_framed(stamp, outline, joined)
    ]


def find_rows(ink: NDArray[np.uint8], dpi: float) -> list[SlantedStamp]:
    """Return slanted rows of letters in the upper half of a level page.

    Args:
        ink: uint8 array [height, width, 3], dark on white.
        dpi: Pixels per inch.
    """
    mask, scale = _small(ink[: ink.shape[0] // 2], dpi)
    letters = _of_letters(mask, _MM)
    side = round(_ROW_MM * _MM)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    joined = np.asarray(cv2.morphologyEx(letters, cv2.MORPH_CLOSE, kernel), np.uint8)
    rows = (_evened(row, letters) for row, _ in _rectangles(joined, _SHORT_MM))
    return [_scaled(row, scale) for row in rows if abs(row.slant) >= _SLANTED]


def letters_alone(ink: NDArray[np.uint8], dpi: float) -> NDArray[np.uint8]:
    """Return the page with only what has the size of letters: no frames, arrows, rules.

    Args:
        ink: uint8 array [height, width, 3], dark on white.
        dpi: Pixels per inch.
    """
    kept = cv2.dilate(_of_letters(_mask(ink), dpi / MM_PER_INCH), np.ones((3, 3), np.uint8)) > 0
    alone = np.full_like(ink, 255)
    alone[kept] = ink[kept]
    return alone


def _of_letters(mask: NDArray[np.uint8], mm: float) -> NDArray[np.uint8]:
    """Return the strokes of a mask that are neither larger nor smaller than letters."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    size = np.maximum(stats[:, 2], stats[:, 3]) / mm
    fits = (size >= _LETTER_MM[0]) & (size <= _LETTER_MM[1])
    fits[0] = False
    return np.asarray(fits[labels], np.uint8)


def laid_level(ink: NDArray[np.uint8], stamp: SlantedStamp) -> NDArray[np.uint8] | None:
    """Return the words of a stamp, level and without its frame; None if nothing is in it.

    Args:
        ink: uint8 array [height, width, 3], dark on white.
        stamp: The stamp on it.
    """
    words = _without_frame(_turned(ink, stamp, _MARGIN))
    return _trimmed(_turned(ink, stamp, _MARGIN_BARE)) if words is None else _trimmed(words)


def laid_wide(ink: NDArray[np.uint8], row: SlantedStamp) -> NDArray[np.uint8]:
    """Return a row of letters, level, with what stands before and after it.

    Args:
        ink: uint8 array [height, width, 3], dark on white.
        row: Letters on it.
    """
    return _turned(ink, replace(row, width=3 * row.width), _MARGIN)


def _turned(ink: NDArray[np.uint8], stamp: SlantedStamp, margin: float) -> NDArray[np.uint8]:
    room = margin * stamp.height
    width, height = round(stamp.width + 2 * room), round(stamp.height + 2 * room)
    turn = cv2.getRotationMatrix2D((stamp.x, stamp.y), stamp.slant, 1.0)
    turn[:, 2] += (width / 2 - stamp.x, height / 2 - stamp.y)
    level = cv2.warpAffine(
        ink, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255)
    )
    return np.asarray(level, np.uint8)


def _small(ink: NDArray[np.uint8], dpi: float) -> tuple[NDArray[np.uint8], float]:
    """Return the mask of the ink at the resolution of this module, and its scale."""
    scale = _DPI / dpi
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    gray = cv2.cvtColor(ink, cv2.COLOR_BGR2GRAY)
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=method)
    return (small < _threshold(small)).astype(np.uint8), scale


def _threshold(gray: NDArray[np.uint8] | cv2.typing.MatLike) -> float:
    return float(np.percentile(gray, 90)) - 60.0


def _rectangles(
    mask: NDArray[np.uint8], shortest: float = _LONG_MM[0]
) -> Iterator[tuple[SlantedStamp, NDArray[np.int32]]]:
    """Yield the rectangle around every shape of the size of a stamp, and its outline."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    for outline in outlines:
        (x, y), (width, height), slant = cv2.minAreaRect(outline)
        if width < height:
            width, height, slant = height, width, slant - 90.0
        slant = (slant + 90.0) % 180.0 - 90.0
        fits = _is_stamp_size(width / _MM, height / _MM, shortest)
        if fits and abs(slant) <= _MOST_SLANTED:
            yield SlantedStamp(x, y, width, height, slant), np.asarray(outline, np.int32)


def _evened(stamp: SlantedStamp, mask: NDArray[np.uint8]) -> SlantedStamp:
    """Return the stamp with the slant at which its ink lies flattest: marks tilt its outline."""
    left, top, right, bottom = (max(0, round(side)) for side in stamp.box)
    rows, columns = np.nonzero(mask[top:bottom, left:right])
    slants = stamp.slant + _TRIED
    turns = np.radians(slants)[:, None]
    across = rows * np.cos(turns) - columns * np.sin(turns)
    high = np.percentile(across, 95, axis=1) - np.percentile(across, 5, axis=1)
    return replace(stamp, slant=float(slants[int(high.argmin())]))


def _is_framed(stamp: SlantedStamp, outline: NDArray[np.int32], mask: NDArray[np.uint8]) -> bool:
    area = stamp.width * stamp.height
    if cv2.contourArea(outline) < _STRAIGHT * area:
        return False
    frame = np.zeros_like(mask)
    corners = cv2.boxPoints(((stamp.x, stamp.y), (stamp.width, stamp.height), stamp.slant))
    cv2.polylines(frame, [corners.astype(np.int32)], isClosed=True, color=1, thickness=5)
    edge = np.zeros_like(mask)
    cv2.polylines(edge, [corners.astype(np.int32)], isClosed=True, color=1, thickness=1)
    near = cv2.dilate(mask & frame, np.ones((5, 5), np.uint8))
    inside = np.zeros_like(mask)
    cv2.fillPoly(inside, [corners.astype(np.int32)], 1)
    filled = float((mask & inside).sum()) / max(1.0, float(inside.sum()))
    around = float((near & edge).sum()) / max(1.0, float(edge.sum()))
    return around >= _AROUND and filled < _EMPTY


def _without_frame(level: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """Return a level stamp with its frame as paper; None if it has none. Letters may touch it."""
    mask = _mask(level)
    height, width = mask.shape
    across = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, round(_SPANS * width)), np.uint8))
    if not across.any():
        return None
    down = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((round(_SPANS * height), 1), np.uint8))
    frame = cv2.dilate(across | down, np.ones((3, 3), np.uint8)) & mask
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask & ~frame & 1, connectivity=8)
    top, bottom = stats[:, 1], stats[:, 1] + stats[:, 3]
    left, right = stats[:, 0], stats[:, 0] + stats[:, 2]
    inset = _INSET * height
    rim = (bottom < inset) | (top > height - inset) | (right < inset) | (left > width - inset)
    rim[0] = False
    clean = level.copy()
    clean[cv2.dilate(frame | rim[labels].astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = 255
    return clean


def _trimmed(level: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """Return the part of a level stamp that holds its letters; None if it holds none."""
    mask = _mask(level)
    height = mask.shape[0]
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    ink = stats[1:][np.maximum(stats[1:, 2], stats[1:, 3]) > _SIGN * height]
    if not len(ink) or ink[:, 3].max() < _LETTER * height:
        return None
    left, top = ink[:, 0].min(), ink[:, 1].min()
    right, bottom = (ink[:, 0] + ink[:, 2]).max(), (ink[:, 1] + ink[:, 3]).max()
    room = max(2, round(_ROOM * (bottom - top)))
    part = level[max(0, top - room) : bottom + room, max(0, left - room) : right + room]
    return np.ascontiguousarray(part)


def _mask(level: NDArray[np.uint8]) -> NDArray[np.uint8]:
    gray = cv2.cvtColor(level, cv2.COLOR_BGR2GRAY)
    return np.asarray(gray < _threshold(gray), np.uint8)


def _scaled(stamp: SlantedStamp, scale: float) -> SlantedStamp:
    return SlantedStamp(
        stamp.x / scale, stamp.y / scale, stamp.width / scale, stamp.height / scale, stamp.slant
    )
