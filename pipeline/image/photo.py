"""Finds the sheet on a photo and rectifies it, for reading only.

A photographed sheet is a bright quadrilateral on a darker background. Its four corners define the
projective transformation to a rectangle; a scan, whose paper reaches the edges of the image, has no
such corners and is left unchanged.
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
"""Corners of a sheet on a photo: float64 array [4, 2], x, y, clockwise from the top left."""


_WORK_SIDE = 600
"""Longer side in pixels of the image on which sheets are searched."""
_SHARES = (0.2, 0.94)
"""Minimum and maximum share of the image that a photographed sheet covers."""
_DARKER = 30
"""Grey levels by which the background is darker than the sheet, on at least three sides."""
_FILL = 0.93
"""Minimum share of the quadrilateral that the bright region fills, and vice versa."""
_SQUARE = 35.0
"""Maximum deviation of corners from right angles, degrees: steeper views are unreadable anyway."""
_A_RATIO = math.sqrt(2)
_A_TOLERANCE = 0.12
"""Tolerance within which a rectified sheet is given the exact aspect ratio of an A size."""
_RIM = 0.004
"""Share of a side that is cropped together with the sheet's shadow."""


@dataclass(frozen=True, slots=True, eq=False)
class RectifiedPage:
    """A sheet rectified as if it had been scanned.

    Attributes:
        pixels: uint8 array [height, width, 3], BGR.
        to_original: 3x3 matrix from its pixels to those of the photo.
    """

    pixels: NDArray[np.uint8]
    to_original: NDArray[np.float64]


def find_sheet(pixels: NDArray[np.uint8]) -> Corners | None:
    """Return the corners of the sheet on a photo, or None if the image is not such a photo.

    Args:
        pixels: uint8 array [height, width, 3], BGR.
    """
    scale = _WORK_SIDE / max(pixels.shape[:2])
    if scale * min(pixels.shape[:2]) < 40:
        return None
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    # Print would fragment the sheet: closing removes it; blurring smooths wood and cloth.
    gray = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    calm = cv2.GaussianBlur(cv2.morphologyEx(gray, cv2.MORPH_CLOSE, np.ones((15, 15))), (5, 5), 0)
    corners = _bright_quadrilateral(np.asarray(calm, np.uint8))
    return None if corners is None else corners / scale


def rectify(pixels: NDArray[np.uint8], corners: Corners) -> RectifiedPage:
    """Return the sheet between four corners as a rectangular image."""
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
    """Return whether it is darker just outside than just inside along at least three sides."""
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
