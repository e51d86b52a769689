"""Digits as a pen in Viet Nam writes them: a flag on the one, a bar through the seven."""

from __future__ import annotations

import random
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from training.damage import Ink

Stroke = tuple[tuple[float, float], ...]

# Strokes through points of a box one high (0 is the top, 1 the foot) and about half as wide.
_SHAPES: Final[dict[str, tuple[tuple[Stroke, ...], ...]]] = {
    "0": (
        (((0.3, 0.0), (0.06, 0.3), (0.1, 0.85), (0.3, 1.0), (0.5, 0.7), (0.48, 0.2), (0.28, 0.0)),),
        (((0.4, 0.08), (0.2, 0.02), (0.03, 0.5), (0.2, 1.0), (0.46, 0.6), (0.36, 0.05)),),
    ),
    "1": (
        (((0.02, 0.42), (0.2, 0.2), (0.36, 0.0)), ((0.36, 0.0), (0.28, 0.5), (0.22, 1.0))),
        (((0.06, 0.3), (0.3, 0.0)), ((0.3, 0.0), (0.3, 1.0))),
        (((0.0, 0.55), (0.4, 0.0)), ((0.4, 0.0), (0.2, 1.0))),
        (((-0.12, 0.66), (0.14, 0.36), (0.42, 0.0)), ((0.42, 0.0), (0.3, 0.5), (0.2, 1.0))),
        (((-0.06, 0.5), (0.3, 0.02)), ((0.3, 0.02), (0.26, 1.0))),
        (((0.2, 0.0), (0.18, 1.0)),),
    ),
    "2": (
        (
            ((0.06, 0.25), (0.25, 0.0), (0.48, 0.2), (0.34, 0.6), (0.06, 0.97)),
            ((0.06, 0.97), (0.3, 0.93), (0.55, 0.97)),
        ),
        (
            (
                *((0.1, 0.28), (0.2, 0.03), (0.46, 0.1), (0.4, 0.5), (0.12, 0.93), (0.02, 0.85)),
                *((0.14, 0.76), (0.34, 0.95), (0.58, 0.84)),
            ),
        ),
    ),
    "3": (
        (
            ((0.08, 0.12), (0.3, 0.0), (0.46, 0.2), (0.2, 0.46)),
            ((0.2, 0.46), (0.48, 0.62), (0.36, 0.97), (0.03, 0.9)),
        ),
        (
            ((0.08, 0.05), (0.48, 0.03), (0.24, 0.4)),
            ((0.24, 0.4), (0.5, 0.6), (0.34, 1.0), (0.02, 0.92)),
        ),
    ),
    "4": (
        (((0.2, 0.03), (0.04, 0.6)), ((0.04, 0.6), (0.58, 0.56)), ((0.42, 0.3), (0.34, 1.0))),
        (((0.4, 0.0), (0.02, 0.62)), ((0.02, 0.62), (0.58, 0.62)), ((0.4, 0.0), (0.38, 1.0))),
    ),
    "5": (
        (
            ((0.14, 0.04), (0.1, 0.42)),
            ((0.1, 0.42), (0.36, 0.38), (0.48, 0.68), (0.28, 0.99), (0.02, 0.9)),
            ((0.14, 0.04), (0.52, 0.0)),
        ),
        (
            ((0.22, 0.1), (0.12, 0.42), (0.4, 0.45), (0.42, 0.8), (0.2, 1.0), (0.0, 0.9)),
            ((0.2, 0.08), (0.6, 0.02)),
        ),
    ),
    "6": (
        (
            (
                *((0.42, 0.0), (0.14, 0.35), (0.05, 0.75), (0.24, 1.0), (0.46, 0.76)),
                *((0.28, 0.52), (0.07, 0.72)),
            ),
        ),
    ),
    "7": (
        (((0.02, 0.1), (0.5, 0.03)), ((0.5, 0.03), (0.3, 0.45), (0.2, 1.0))),
        (
            ((0.0, 0.14), (0.12, 0.04), (0.52, 0.05)),
            ((0.52, 0.05), (0.32, 0.5), (0.22, 1.0)),
            ((0.1, 0.52), (0.52, 0.46)),
        ),
        (((0.0, 0.06), (0.46, 0.0)), ((0.46, 0.0), (0.26, 1.0)), ((0.12, 0.5), (0.56, 0.5))),
    ),
    "8": (
        (
            (
                *((0.44, 0.14), (0.26, 0.0), (0.1, 0.2), (0.28, 0.46), (0.46, 0.76)),
                *((0.24, 1.0), (0.04, 0.78), (0.26, 0.48), (0.45, 0.12)),
            ),
        ),
    ),
    "9": (
        (
            (
                *((0.42, 0.18), (0.24, 0.02), (0.05, 0.24), (0.2, 0.48), (0.42, 0.24)),
                *((0.4, 0.62), (0.3, 1.0)),
            ),
        ),
        (
            (
                *((0.4, 0.16), (0.22, 0.0), (0.05, 0.22), (0.22, 0.44), (0.43, 0.2)),
                *((0.42, 0.75), (0.24, 1.0), (0.02, 0.92)),
            ),
        ),
    ),
    "/": ((((0.42, -0.05), (0.02, 1.1)),),),
    "-": ((((0.05, 0.58), (0.42, 0.55)),),),
    ".": ((((0.1, 0.95), (0.14, 0.98)),),),
}
SIGNS: Final = frozenset(_SHAPES)


def write_digits(text: str, em: int, rng: random.Random) -> Ink:
    """Writes digits, slashes, dashes and dots.

    Args:
        text: Only signs of `SIGNS`.
        em: The size of the print around it in pixels.
        rng: The source of chance.

    Returns:
        The ink; digits stand two thirds down.
    """
    height = em * rng.uniform(0.6, 1.2)
    width = height * rng.uniform(0.75, 1.25)
    gap = em * rng.uniform(-0.04, 0.16)
    slant = rng.uniform(-0.1, 0.35)
    thick = max(1, round(em * rng.uniform(0.045, 0.13)))
    canvas = np.zeros((em * 3, int(len(text) * (width * 0.8 + em * 0.2)) + 2 * em), np.uint8)
    column, hand = em * 0.8, rng.randrange(2)
    for sign in text:
        shapes = _SHAPES[sign]
        shape = shapes[hand % len(shapes)] if rng.random() < 0.7 else rng.choice(shapes)
        foot = em * 2 + em * rng.uniform(-0.05, 0.05)
        size = rng.uniform(0.88, 1.12)
        for stroke in shape:
            points = np.array(stroke, np.float32)
            points += [(rng.gauss(0, 0.025), rng.gauss(0, 0.025)) for _ in stroke]
            curve = _smooth(points)
            x = column + (curve[:, 0] + slant * (1 - curve[:, 1])) * width * size
            y = foot - (1 - curve[:, 1]) * height * size
            path = (np.stack([x, y], 1) * 16).round().astype(np.int32)
            cv2.polylines(
                canvas,
                [path],
                isClosed=False,
                color=255,
                thickness=thick,
                lineType=cv2.LINE_AA,
                shift=4,
            )
        widest = max(point[0] for stroke in shape for point in stroke)
        column += widest * width * size + gap
    return np.asarray(canvas / 255, np.float32)


def _smooth(points: npt.NDArray[np.float32], steps: int = 10) -> npt.NDArray[np.float32]:
    """A curve through the points (Catmull-Rom)."""
    if len(points) < 3:
        return points
    padded = np.concatenate([points[:1], points, points[-1:]])
    t = np.linspace(0, 1, steps, endpoint=False, dtype=np.float32)[:, None]
    parts = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        parts.append(
            0.5
            * (
                2 * b
                + (c - a) * t
                + (2 * a - 5 * b + 4 * c - d) * t**2
                + (3 * b - a - 3 * c + d) * t**3
            )
        )
    curve: npt.NDArray[np.float32] = np.concatenate([*parts, points[-1:]]).astype(np.float32)
    return curve
