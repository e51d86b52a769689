"""Digits as a pen in Viet Nam writes them: a flag on the one, a bar through the seven."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from training.drawing.damage import Ink

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


@dataclass(frozen=True)
class _Manner:
    """How somebody writes: sizes in pixels, slant, and which forms of the digits."""

    height: float
    width: float
    slant: float
    thick: int
    habit: int


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
    manner = _Manner(
        height,
        height * rng.uniform(0.75, 1.25),
        rng.uniform(-0.1, 0.35),
        max(1, round(em * rng.uniform(0.045, 0.13))),
        rng.randrange(2),
    )
    gap = em * rng.uniform(-0.04, 0.16)
    room = int(len(text) * (manner.width * 0.8 + em * 0.2)) + 2 * em
    canvas = np.zeros((em * 3, room), np.uint8)
    column = em * 0.8
    for sign in text:
        shapes = _SHAPES[sign]
        usual = rng.random() < 0.7
        shape = shapes[manner.habit % len(shapes)] if usual else rng.choice(shapes)
        size = rng.uniform(0.88, 1.12)
        foot = em * (2 + rng.uniform(-0.05, 0.05))
        for stroke in shape:
            _draw(canvas, _shaken(stroke, rng), (column, foot), size, manner)
        column += max(x for stroke in shape for x, _ in stroke) * manner.width * size + gap
    return np.asarray(canvas / 255, np.float32)


def _shaken(stroke: Stroke, rng: random.Random) -> npt.NDArray[np.float32]:
    points = [(x + rng.gauss(0, 0.025), y + rng.gauss(0, 0.025)) for x, y in stroke]
    return _smooth(np.array(points, np.float32))


def _draw(
    canvas: npt.NDArray[np.uint8],
    curve: npt.NDArray[np.float32],
    place: tuple[float, float],
    size: float,
    manner: _Manner,
) -> None:
    above = 1 - curve[:, 1]
    x = place[0] + (curve[:, 0] + manner.slant * above) * manner.width * size
    y = place[1] - above * manner.height * size
    path = (np.stack([x, y], 1) * 16).round().astype(np.int32)
    cv2.polylines(
        canvas,
        [path],
        isClosed=False,
        color=255,
        thickness=manner.thick,
        lineType=cv2.LINE_AA,
        shift=4,
    )


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
