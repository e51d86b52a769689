"""Samples made worse in known places, so that it is known what a person has to do."""

from __future__ import annotations

from pathlib import Path

import cv2

from samples.generate import seeded
from samples.generate.paper import write
from samples.generate.papers import layouts
from samples.generate.scan import Grade
from tests.conftest import SAMPLES

__all__ = ["blurred", "cards", "spoiled"]

_WHITE = (250, 250, 250)
_SEX = (368, 692, 446, 758)
_REGISTERED_ON = (600, 1556, 806, 1634)


def spoiled(folder: Path) -> Path:
    """A birth certificate on which two values that it must have cannot be read."""
    picture = cv2.imread(str(SAMPLES / "giay-khai-sinh-1.jpg"))
    for left, top, right, bottom in (_SEX, _REGISTERED_ON):
        cv2.rectangle(picture, (left, top), (right, bottom), _WHITE, -1)
    path = folder / "giay-khai-sinh-mat-chu.jpg"
    cv2.imwrite(str(path), picture)
    return path


def blurred(folder: Path) -> Path:
    """A letter that was moved on the glass."""
    picture = cv2.imread(str(SAMPLES / "cong-van.jpg"))
    path = folder / "cong-van-nhoe.jpg"
    cv2.imwrite(str(path), cv2.GaussianBlur(picture, (0, 0), 6))
    return path


def cards(folder: Path, count: int) -> list[Path]:
    """Driving licences: small papers that are read quickly."""
    draw = layouts()["driving_licence"]
    return [
        write(draw(seeded(f"card/{i}")), folder, f"the-{i}", grade=Grade.CLEAN, seed=i)
        for i in range(count)
    ]
