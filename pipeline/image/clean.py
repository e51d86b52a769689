"""Parts of step 4, clean, for reading only: even out lighting, remove rules and dotted lines.

An image that needs neither is returned unchanged, as the same array.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.geometry import MM_PER_INCH
from pipeline.image.digit_boxes import find_sides

__all__ = ["even_light", "find_horizontal_rules", "find_ink", "lift_rules"]

_LIGHT_SIDE = 300
"""Longer side in pixels of the image on which the lighting is measured."""
_UNEVEN = 0.82
"""Ratio of darkest to brightest lighting above which a page counts as evenly lit."""
_DIM = 200
"""Paper grey level below which a page is also brightened."""
_WHITE = 245
_RULE_MM, _RULE_THICK_MM = 14.0, 1.0
"""Minimum length and maximum thickness of a rule; no letter stroke is this long."""
_DOT_MM, _LEADER_GAP_MM, _LEADER_MM = 0.9, 2.2, 8.0
"""Dotted lines: maximum side of a dot, maximum gap between dots, minimum length."""
_INK = 30
"""Grey levels by which ink is darker than its surroundings."""


def even_light(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a page with uniform paper brightness; the same array if it is already uniform.

    The page is divided by its lighting, which is estimated by removing print with a closing.
    """
    light = _light(pixels)
    dark, bright = np.percentile(light, (3, 97))
    if dark >= _UNEVEN * bright and bright >= _DIM:
        return pixels
    height, width = pixels.shape[:2]
    field = cv2.resize(light, (width, height), interpolation=cv2.INTER_LINEAR)
    gain = _WHITE / np.maximum(field.astype(np.float32), 16.0)
    even: NDArray[np.uint8] = np.minimum(255.0, pixels * gain[:, :, None]).astype(np.uint8)
    return even


def lift_rules(pixels: NDArray[np.uint8], dpi: float) -> NDArray[np.uint8]:
    """Return a level page without rules, boxes and dotted lines of forms; letters on them are kept.

    Args:
        pixels: uint8 array [height, width, 3], BGR, level.
        dpi: Pixels per inch.
    """
    mm = dpi / MM_PER_INCH
    ink = find_ink(pixels)
    length, thick = round(_RULE_MM * mm), max(2, round(_RULE_THICK_MM * mm))
    level = find_horizontal_rules(ink, mm)
    upright = cv2.transpose(_rules(cv2.transpose(ink), length, thick))
    rules = level | upright | _leaders(ink, mm)
    for left, top, right, bottom in find_sides(ink, level, mm):
        rules[top:bottom, max(0, left - 1) : right + 1] = 1
    if not rules.any():
        return pixels
    paper = np.percentile(pixels[::8, ::8], 90, axis=(0, 1)).astype(np.uint8)
    return np.asarray(cv2.copyTo(np.full_like(pixels, paper), rules, pixels.copy()), np.uint8)


def find_horizontal_rules(ink: NDArray[np.uint8], mm: float) -> NDArray[np.uint8]:
    """Return the mask of horizontal rules: array [height, width] of 0 and 1, like `ink`.

    Args:
        ink: Array [height, width], 1 for ink.
        mm: Pixels per millimetre.
    """
    return _rules(ink, round(_RULE_MM * mm), max(2, round(_RULE_THICK_MM * mm)))


def find_ink(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the mask of pixels darker than their surroundings: array [height, width] of 0 and 1.

    Args:
        pixels: uint8 array [height, width, 3], BGR.
    """
    gray = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    around = cv2.blur(gray, (61, 61))
    return np.asarray(cv2.subtract(around, gray) > _INK, np.uint8)


def _light(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    scale = min(1.0, _LIGHT_SIDE / max(pixels.shape[:2]))
    gray = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((21, 21), np.uint8))
    # Seals, pictures and dark rims are not shadows: the median ignores small areas.
    return np.asarray(cv2.medianBlur(paper, 31), np.uint8)


def _rules(ink: NDArray[np.uint8], length: int, thick: int) -> NDArray[np.uint8]:
    """Return the pixels of horizontal rules that belong to no letter stroke."""
    long = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, length), np.uint8)))
    if not long.any():
        return long
    solid = cv2.morphologyEx(long, cv2.MORPH_OPEN, np.ones((thick + 1, 1), np.uint8))
    thin = cv2.dilate(long & ~solid & 1, np.ones((3, 3), np.uint8))
    # A stroke that continues above and below the rule belongs to a letter.
    rest = ink & ~thin & 1
    crossing = cv2.morphologyEx(rest, cv2.MORPH_CLOSE, np.ones((thick + 4, 1), np.uint8))
    return np.asarray(thin & ~(crossing & thin) & 1, np.uint8)


def _leaders(ink: NDArray[np.uint8], mm: float) -> NDArray[np.uint8]:
    """Return the pixels of dotted lines: many dots in a row; dots of letters are isolated."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    small = (stats[:, 2] <= _DOT_MM * mm) & (stats[:, 3] <= _DOT_MM * mm)
    small[0] = False
    dots = small[labels].astype(np.uint8)
    gap = np.ones((1, max(3, round(_LEADER_GAP_MM * mm))), np.uint8)
    row = np.ones((1, round(_LEADER_MM * mm)), np.uint8)
    chains = cv2.morphologyEx(cv2.morphologyEx(dots, cv2.MORPH_CLOSE, gap), cv2.MORPH_OPEN, row)
    around = cv2.dilate(chains, np.ones((max(3, round(_DOT_MM * mm)), 3), np.uint8))
    return np.asarray(cv2.dilate(dots & around, np.ones((3, 3), np.uint8)), np.uint8)
