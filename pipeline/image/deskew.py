"""Step 4, clean: makes the page upright and level (deskew), for reading only.

The image that people see is never altered. `DeskewedPage` has the inverse mapping: every point
found on the level image maps to the original page.

The skew is the angle at which the rows of ink are sharpest, i.e. at which the sum of squared
differences between neighbouring rows of the projection profile peaks (Postl 1986). Instead of
rotating the page for every angle, narrow vertical strips of it are shifted against each other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.image.dewarp import Warp, find_warp
from schemas.record.reading import Box, Point, Polygon

__all__ = ["DeskewedPage", "QuarterTurn", "estimate_skew", "is_sideways", "straighten"]

QuarterTurn = Literal[0, 90, 180, 270]

_PROFILE_SIDE = 1400
"""Longer side, in pixels, of the image on which angles are measured."""
_STRIP = 8
"""Width of a strip whose rows are summed, pixels of that image."""
_SOFTNESS = 1.5
"""Blur of the strips' profiles, pixels of that image. Without it (and cubic interpolation) angle 0,
which needs no interpolation, looks sharper than small skews."""
_MAX_SKEW = 15.0
_COARSE = 1.0
_FINE = ((1.0, 0.2), (0.2, 0.02))
"""Range and step of the search around the coarse angle, degrees."""
_LINES = 4.0
"""Minimum sharpness of rows, relative to the median angle, for lines of text. Pages of text have 18
and more, the back of a page with a seal showing through less than 2."""
_LONG, _PART, _PARTS = 2.2, 1.5, 3
"""Pages longer than so many times their width are looked at in pieces: their length and number."""
_STREAK, _DARK = 60, 0.3
"""Least length, in pixels of that picture, of what is no stroke of a letter; least ink of it."""
_CUBIC = -0.75
"""Steepness of cubic interpolation, as in OpenCV."""
_LEVEL = 0.03
"""Skew too small to justify resampling the page, degrees."""
_QUARTER_TURNS = {
    90: cv2.ROTATE_90_CLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_COUNTERCLOCKWISE,
}
_WHITE = (255, 255, 255)


@dataclass(frozen=True, slots=True, eq=False)
class DeskewedPage:
    """A page rotated upright and deskewed.

    Attributes:
        pixels: uint8 array [height, width, 3], BGR.
        rotation: Degrees clockwise by which the original was rotated to be upright.
        skew: Degrees clockwise by which it was then rotated to be level.
        to_original: 3x3 matrix from level to original pixels; projective for a photo, which was
            rectified first.
        warp: Source rows of these pixels on the page to which `to_original` applies; None for a
            flat sheet.
    """

    pixels: NDArray[np.uint8]
    rotation: QuarterTurn
    skew: float
    to_original: NDArray[np.float64]
    warp: Warp | None = None

    def polygon(self, box: Box) -> Polygon:
        """Return the corners of a polygon on the original page that contains all of a box.

        On a bent page the sides of a box are curved; the polygon encloses them.
        """
        top, bottom = (box.top, box.top), (box.bottom, box.bottom)
        if self.warp is not None:
            top = self.warp.edge(box.left, box.right, box.top, -1)
            bottom = self.warp.edge(box.left, box.right, box.bottom, 1)
        corners = (
            (box.left, top[0]),
            (box.right, top[1]),
            (box.right, bottom[1]),
            (box.left, bottom[0]),
        )
        mapped = np.array([(x, y, 1.0) for x, y in corners]) @ self.to_original.T
        a, b, c, d = (Point(round(float(x / w), 1), round(float(y / w), 1)) for x, y, w in mapped)
        return a, b, c, d

    def box_around(self, polygon: Polygon) -> Box:
        """Return the box on this page around the corners of a polygon of the original page."""
        back = np.linalg.inv(self.to_original)
        mapped = np.array([(x, y, 1.0) for x, y in polygon]) @ back.T
        points = mapped[:, :2] / mapped[:, 2:]
        if self.warp is not None:
            points[:, 1] = [self.warp.straight_row(x, y) for x, y in points.tolist()]
        (left, top), (right, bottom) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
        return Box(left, top, right, bottom)

    def straightened(self, warp: Warp | None) -> DeskewedPage:
        """Return the page with its curved lines straightened (dewarped); itself if it is flat."""
        if warp is None:
            return self
        return replace(self, pixels=warp.straighten(self.pixels), warp=warp)

    def find_warp(self, dpi: float) -> Warp | None:
        """Return the warp of the lines of this page; None if they are straight."""
        return find_warp(np.asarray(cv2.cvtColor(self.pixels, cv2.COLOR_BGR2GRAY), np.uint8), dpi)


def straighten(
    pixels: NDArray[np.uint8],
    rotation: QuarterTurn = 0,
    skew: float | None = None,
    before: NDArray[np.float64] | None = None,
) -> DeskewedPage:
    """Rotate a page by a known quarter turn and deskew it.

    Args:
        pixels: uint8 array [height, width, 3], BGR.
        rotation: Degrees clockwise to rotate first.
        skew: Degrees clockwise to rotate then; None: measure it.
        before: 3x3 matrix from these pixels to those of the original, if they differ.
    """
    turned = cv2.rotate(pixels, _QUARTER_TURNS[rotation]) if rotation else pixels
    if skew is None:
        skew = estimate_skew(cv2.cvtColor(turned, cv2.COLOR_BGR2GRAY))
    back = _quarter_turn_back(rotation, pixels.shape[1], pixels.shape[0])
    back = back if before is None else before @ back
    if abs(skew) < _LEVEL:
        return DeskewedPage(turned, rotation, 0.0, back)
    forward, size = _rotation_about_center(turned.shape[1], turned.shape[0], skew)
    straight = cv2.warpAffine(turned, forward[:2], size, flags=cv2.INTER_LINEAR, borderValue=_WHITE)
    return DeskewedPage(straight, rotation, skew, back @ np.linalg.inv(forward))


def estimate_skew(gray: NDArray[np.uint8]) -> float:
    """Return by how many degrees clockwise to rotate a page to make its lines level.

    Args:
        gray: uint8 array [height, width].

    Returns:
        Degrees in [-15, 15], in steps of 0.02; 0 for a page without lines of text.
    """
    strips = _strips(_ink(gray))
    angle, sharpness = _coarse(strips)
    if not sharpness:
        return 0.0
    for reach, step in _FINE:
        angles = np.arange(angle - reach, angle + reach + step / 2, step).tolist()
        angle = max(angles, key=lambda angle: _sharpness(strips, angle))
    return round(min(max(angle, -_MAX_SKEW), _MAX_SKEW), 2)


def is_sideways(gray: NDArray[np.uint8]) -> bool:
    """Return whether the lines of a page run vertically."""
    across = along = 0.0
    parts = _parts(gray)
    for part in parts:
        ink = _without_streaks(_ink(part))
        # A profile over a longer side has more ink in it, squared: columns of a receipt.
        fair = ink.shape[1] / ink.shape[0] if len(parts) > 1 else 1.0
        across += _coarse(_strips(ink))[1]
        along += fair * _coarse(_strips(np.ascontiguousarray(ink.T)))[1]
    return along > 1.5 * across


def _parts(gray: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """Return the page, or pieces of a long one: on all of a receipt no letter would be left."""
    long, short = max(gray.shape), min(gray.shape)
    if long <= _LONG * short:
        return [gray]
    starts = np.linspace(0, long - _PART * short, _PARTS).astype(int)
    ends = starts + round(_PART * short)
    upright = gray.shape[0] == long
    return [
        gray[start:end] if upright else gray[:, start:end]
        for start, end in zip(starts, ends, strict=True)
    ]


def _without_streaks(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """Take off what runs on for longer than any stroke of a letter, in both directions.

    Dirt under a scanner's sensor, the gutter of a booklet, rules and the edges of other sheets are
    the sharpest profile of all, and say nothing about the lines.
    """
    dark = (ink > _DARK).astype(np.uint8)
    streaks = np.zeros_like(dark)
    for wide, high in ((1, _STREAK), (_STREAK, 1)):
        # A streak may lean a little: it is made thicker before its length is measured.
        thick = cv2.dilate(dark, np.ones((3, 1) if wide > high else (1, 3), np.uint8))
        streaks |= cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((high, wide), np.uint8))
    if not streaks.any():
        return ink
    lifted = ink.copy()
    lifted[cv2.dilate(streaks, np.ones((5, 5), np.uint8)) > 0] = 0
    return lifted


def _ink(gray: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return a reduced binary image of the ink: 1 for ink, 0 elsewhere."""
    scale = _PROFILE_SIDE / max(gray.shape)
    if scale * min(gray.shape) < 2 * _STRIP:  # a sliver has no lines
        return np.zeros((_STRIP, _STRIP), np.float32)
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=method)
    around = cv2.blur(small, (81, 81))
    # The margin of a scan (dark edges, punch holes) would dominate the text.
    ink = np.clip((around.astype(np.float32) - small - 18) / 50, 0, 1)
    margin_y, margin_x = (max(1, side // 40) for side in ink.shape)
    return np.ascontiguousarray(ink[margin_y:-margin_y, margin_x:-margin_x])


def _strips(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the row profiles of narrow vertical strips, float32 [height, strips]."""
    height, width = ink.shape
    width = max(_STRIP, width - width % _STRIP)
    strips = cv2.resize(ink[:, :width], (width // _STRIP, height), interpolation=cv2.INTER_AREA)
    soft: NDArray[np.float32] = cv2.GaussianBlur(strips, (1, 0), sigmaX=0.01, sigmaY=_SOFTNESS)
    return soft


def _coarse(strips: NDArray[np.float32]) -> tuple[float, float]:
    """Return the angle of the lines to one degree and their sharpness; 0 if there are none."""
    angles = np.arange(-_MAX_SKEW, _MAX_SKEW + _COARSE / 2, _COARSE).tolist()
    sharpness = [_sharpness(strips, angle) for angle in angles]
    best = int(np.argmax(sharpness))
    lines = sharpness[best] > _LINES * float(np.median(sharpness))
    return angles[best], sharpness[best] if lines else 0.0


def _sharpness(strips: NDArray[np.float32], angle: float) -> float:
    """Return how sharp rows are when every strip is moved by its share of an angle.

    The profile is the sum of the moved strips. Each is moved by whole rows and by a fraction; the
    fraction is a cubic filter with four taps, so that the sum is four products of a matrix.
    """
    height, width = strips.shape
    slope = math.tan(math.radians(angle)) * _STRIP
    moves = slope * (np.arange(width) - width / 2)
    whole = np.floor(moves)
    taps = _cubic((moves - whole).astype(np.float32))
    reach = int(np.abs(whole).max()) + 2
    columns = np.zeros((width, height + 2 * reach), np.float32)
    columns[:, reach : reach + height] = strips.T
    starts = np.arange(width) * columns.shape[1] + (reach - 2 - whole.astype(np.intp))
    moved = columns.ravel()[starts[:, None] + np.arange(height + 3)]
    profile = sum(tap @ moved[:, i : i + height] for i, tap in enumerate(taps))
    return float(np.square(np.diff(profile)).sum())


def _cubic(fraction: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
    """Return the weights of the values 2 and 1 rows before, at, and 1 after a moved row."""
    near, far = fraction, 1 - fraction

    def inner(x: NDArray[np.float32]) -> NDArray[np.float32]:
        return ((_CUBIC + 2) * x - (_CUBIC + 3)) * x * x + 1

    def outer(x: NDArray[np.float32]) -> NDArray[np.float32]:
        return ((_CUBIC * x - 5 * _CUBIC) * x + 8 * _CUBIC) * x - 4 * _CUBIC

    return outer(1 + far), inner(far), inner(near), outer(1 + near)


def _rotation_about_center(
    width: int, height: int, clockwise: float
) -> tuple[NDArray[np.float64], tuple[int, int]]:
    """Return the 3x3 matrix that rotates an image into a canvas large enough for all of it."""
    matrix = np.eye(3)
    matrix[:2] = cv2.getRotationMatrix2D((width / 2, height / 2), -clockwise, 1.0)
    cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = round(height * sin + width * cos), round(height * cos + width * sin)
    matrix[0, 2] += (size[0] - width) / 2
    matrix[1, 2] += (size[1] - height) / 2
    return matrix, size


def _quarter_turn_back(rotation: QuarterTurn, width: int, height: int) -> NDArray[np.float64]:
    """Return the 3x3 matrix from the rotated image to the original of the given size."""
    backs: dict[QuarterTurn, list[list[float]]] = {
        0: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        90: [[0, 1, 0], [-1, 0, height], [0, 0, 1]],
        180: [[-1, 0, width], [0, -1, height], [0, 0, 1]],
        270: [[0, -1, width], [1, 0, 0], [0, 0, 1]],
    }
    return np.array(backs[rotation], dtype=np.float64)
