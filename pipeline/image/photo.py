"""Finds the sheet on a photo and flattens it, for reading only.

A sheet that was photographed is a bright quadrilateral on something darker. Its four corners give
the projective map to a rectangle; a scan, whose paper reaches the edges of the picture, has none
and is left as it is.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["Corners", "RectifiedPage", "find_sheet", "rectify"]

Corners = NDArray[np.float64]
"""Of a sheet on a photo: float64 array [4, 2], x, y, clockwise from the top left as it lies."""


_WORK_SIDE = 600
"""Longer side of the picture on which sheets are looked for, pixels."""
_SHARES = (0.2, 0.94)
"""Least and greatest share of the picture that a photographed sheet takes."""
_DARKER = 30
"""Grey levels by which what surrounds the sheet is darker, on each of three sides at least."""
_FILL = 0.93
"""Least share of the quadrilateral that the bright region fills, and the other way round."""
_SQUARE = 35.0
"""Degrees by which corners may differ from right angles: a steeper view cannot be read anyway."""
_A_RATIO = math.sqrt(2)
_A_TOLERANCE = 0.12
"""A flattened sheet of nearly the proportions of an A size is given them exactly."""
_RIM = 0.004
"""Share of a side that is left away with the sheet's shadow."""


@dataclass(frozen=True, slots=True, eq=False)
class RectifiedPage:
    """A sheet as if it had been scanned.

    Attributes:
        pixels: uint8 array [height, width, 3], BGR.
        to_original: 3x3 matrix from its pixels to those of the photo.
    """

    pixels: NDArray[np.uint8]
    to_original: NDArray[np.float64]


def find_sheet(pixels: NDArray[np.uint8]) -> Corners | None:
    """Return the corners of the sheet on a photo, or None where the picture is no such photo.

    Args:
        pixels: uint8 array [height, width, 3], BGR.
    """
    scale = _WORK_SIDE / max(pixels.shape[:2])
    if scale * min(pixels.shape[:2]) < 40:
        return None
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    # Print would tear the sheet apart: closing takes it away, blurring smooths wood and cloth.
    gray = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    calm = cv2.GaussianBlur(cv2.morphologyEx(gray, cv2.MORPH_CLOSE, np.ones((15, 15))), (5, 5), 0)
    corners = _bright_quadrilateral(np.asarray(calm, np.uint8))
    return None if corners is None else corners / scale


def rectify(pixels: NDArray[np.uint8], corners: Corners) -> RectifiedPage:
    """Return the sheet between four corners as a rectangle."""
    top, right, bottom, left = (
        float(np.linalg.norm(b - a)) for a, b in itertools.pairwise([*corners, corners[0]])
    )
    width, height = max(top, bottom), max(left, right)
    width, height = _like_paper(width, height)
    rim_x, rim_y = _RIM * width, _RIM * height
    target = np.array(
        [
            (-rim_x, -rim_y),
            (width + rim_x, -rim_y),
            (width + rim_x, height + rim_y),
            (-rim_x, height + rim_y),
        ],
        np.float32,
    )
    forward = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    flat = cv2.warpPerspective(
        pixels, forward, (round(width), round(height)), flags=cv2.INTER_CUBIC
    )
    return RectifiedPage(np.asarray(flat, np.uint8), np.linalg.inv(forward))


def _bright_quadrilateral(gray: NDArray[np.uint8]) -> NDArray[np.float64] | None:
    _, bright = cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    contours, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return None
    region = max(contours, key=cv2.contourArea)
    hull = cv2.convexHull(region)
    corners = _four_corners(hull)
    if corners is None:
        return None
    area = float(cv2.contourArea(corners.astype(np.float32)))
    share = area / gray.size
    covered = float(cv2.contourArea(region)) / max(1.0, area)
    if not (_SHARES[0] <= share <= _SHARES[1] and _FILL <= covered <= 1 / _FILL):
        return None
    return corners if _is_square(corners) and _is_surrounded(gray, corners) else None


def _four_corners(hull: NDArray[Any]) -> NDArray[np.float64] | None:
    """Simplify a convex outline to four corners, clockwise from the top left."""
    around = cv2.arcLength(hull, closed=True)
    for share in np.arange(0.01, 0.08, 0.005):
        simple = cv2.approxPolyDP(hull, float(share) * around, closed=True).reshape(-1, 2)
        if len(simple) == 4:
            corners = simple.astype(np.float64)
            center = corners.mean(axis=0)
            angles = np.arctan2(corners[:, 1] - center[1], corners[:, 0] - center[0])
            clockwise = corners[np.argsort(angles)]
            first = int(np.argmin(clockwise.sum(axis=1)))
            return np.roll(clockwise, -first, axis=0)
        if len(simple) < 4:
            return None
    return None


def _is_square(corners: NDArray[np.float64]) -> bool:
    for before, corner, after in zip(
        np.roll(corners, 1, axis=0), corners, np.roll(corners, -1, axis=0), strict=True
    ):
        one, other = before - corner, after - corner
        cosine = float(one @ other) / max(1e-6, float(np.linalg.norm(one) * np.linalg.norm(other)))
        if abs(math.degrees(math.acos(max(-1.0, min(1.0, cosine)))) - 90) > _SQUARE:
            return False
    return True


def _is_surrounded(gray: NDArray[np.uint8], corners: NDArray[np.float64]) -> bool:
    """Tell whether it is darker just outside than just inside, along three sides at least."""
    center = corners.mean(axis=0)
    darker = 0
    for start, end in itertools.pairwise([*corners, corners[0]]):
        along = start + (end - start) * np.linspace(0.1, 0.9, 40)[:, None]
        inward = center - (start + end) / 2
        inward = inward / max(1e-6, float(np.linalg.norm(inward)))
        inside, outside = _levels(gray, along + 10 * inward), _levels(gray, along - 10 * inward)
        if outside.size >= 20 and np.median(inside) - np.median(outside) >= _DARKER:
            darker += 1
    return darker >= 3


def _levels(gray: NDArray[np.uint8], points: NDArray[np.float64]) -> NDArray[np.uint8]:
    x, y = np.round(points).astype(int).T
    within = (x >= 0) & (y >= 0) & (x < gray.shape[1]) & (y < gray.shape[0])
    levels: NDArray[np.uint8] = gray[y[within], x[within]]
    return levels


def _like_paper(width: float, height: float) -> tuple[float, float]:
    ratio = max(width, height) / min(width, height)
    if abs(ratio / _A_RATIO - 1) > _A_TOLERANCE:
        return width, height
    if height >= width:
        return height / _A_RATIO, height
    return width, width / _A_RATIO
