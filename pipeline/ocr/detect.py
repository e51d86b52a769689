"""Step 5a: detects the lines of text on a level page.

PP-OCR's detector outputs, per pixel of a reduced page, the probability that it belongs to the core
of a line (differentiable binarization, Liao 2020). Connected cores become rectangles, which are
grown to the size of the line. `paddleocr` does the same around the network and finds the same boxes
(a test compares them), but importing it takes seconds of every process that reads.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np
import pyclipper
from numpy.typing import NDArray

from pipeline.ocr.models import DETECTOR, SHIPPED, Model, Models
from pipeline.ocr.networks import Network, Runtime, open_network
from schemas.record.reading import Box

__all__ = ["PaddleDetector"]

_LONG_SIDE = 960
"""Longer side of the detector's input image, pixels."""
_STEP = 32
"""The sides of the input are multiples of this."""
_LEAST_CORE, _LEAST_LINE = 3, 5
"""Least shorter side of a core, and of a line, pixels of the input."""
_BEST = Runtime()


@dataclass(frozen=True, slots=True)
class _Settings:
    """What the model's file says about its input and output.

    Attributes:
        gain: Factor for every channel, float32 [3].
        offset: What is then added.
        inside: Minimum probability of a pixel of a core.
        believed: Minimum mean probability of a core.
        growth: Distance by which a core is grown, as a factor of its area over its perimeter.
        most: Maximum number of cores.
    """

    gain: NDArray[np.float32]
    offset: NDArray[np.float32]
    inside: float
    believed: float
    growth: float
    most: int

    @classmethod
    def of(cls, model: Model) -> Self:
        """Read them."""
        settings = model.settings()
        steps = {k: v for step in settings["PreProcess"]["transform_ops"] for k, v in step.items()}
        mean, spread = (np.array(steps["NormalizeImage"][key]) for key in ("mean", "std"))
        after = settings["PostProcess"]
        return cls(
            (1 / 255 / spread).astype(np.float32),
            (-mean / spread).astype(np.float32),
            after["thresh"],
            after["box_thresh"],
            after["unclip_ratio"],
            after["max_candidates"],
        )


class PaddleDetector:
    """PP-OCR detection on the cheapest runtime of this machine."""

    def __init__(self, models: Models = SHIPPED, runtime: Runtime = _BEST) -> None:
        """Load the network.

        Args:
            models: The models.
            runtime: What it runs on.

        Raises:
            ModelError: The model is missing or was altered.
        """
        model = models.load(DETECTOR)
        self._settings = _Settings.of(model)
        self._network: Network = open_network(model.network, runtime)

    def find(self, pixels: NDArray[np.uint8]) -> list[Box]:
        """Return the text boxes; see `pipeline.ocr.ports.Detector`."""
        height, width = pixels.shape[:2]
        small = _reduced(pixels).astype(np.float32)
        picture = (small * self._settings.gain + self._settings.offset).transpose(2, 0, 1)
        (answer,) = self._network([np.ascontiguousarray(picture[None])])
        cores = answer[0, 0]
        scale = width / cores.shape[1], height / cores.shape[0]
        return [_box(line, scale, width, height) for line in self._lines(cores)]

    def _lines(self, cores: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
        """Yield the corners of every line, pixels of the input."""
        mask = (cores > self._settings.inside).astype(np.uint8)
        contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        for contour in contours[: self._settings.most]:
            core, side = _rectangle(contour)
            if side < _LEAST_CORE or _belief(cores, core) < self._settings.believed:
                continue
            line, side = _rectangle(_grown(core, self._settings.growth))
            if side >= _LEAST_LINE:
                yield line


def _reduced(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Scale a page to the size of the input; hardly anything is first laid on black."""
    if sum(pixels.shape[:2]) < 2 * _STEP:
        room = [(0, max(0, _STEP - side)) for side in pixels.shape[:2]]
        pixels = np.pad(pixels, (*room, (0, 0)))
    height, width = pixels.shape[:2]
    scale = min(1.0, _LONG_SIDE / max(height, width))
    size = [max(round(int(side * scale) / _STEP) * _STEP, _STEP) for side in (width, height)]
    return np.asarray(cv2.resize(pixels, size), np.uint8)


def _rectangle(points: NDArray[np.int32]) -> tuple[NDArray[np.float32], float]:
    """Return the corners of the smallest rectangle around points, and its shorter side."""
    around = cv2.minAreaRect(points)
    return np.asarray(cv2.boxPoints(around), np.float32), min(around[1])


def _belief(cores: NDArray[np.float32], core: NDArray[np.float32]) -> float:
    """Return the mean probability inside a rectangle."""
    height, width = cores.shape
    (left, top), (right, bottom) = core.min(axis=0).tolist(), core.max(axis=0).tolist()
    x, right = (max(0, min(side, width - 1)) for side in (math.floor(left), math.ceil(right)))
    y, bottom = (max(0, min(side, height - 1)) for side in (math.floor(top), math.ceil(bottom)))
    mask = np.zeros((bottom - y + 1, right - x + 1), np.uint8)
    cv2.fillPoly(mask, [(core - (x, y)).astype(np.int32)], (1,))
    return float(cv2.mean(cores[y : bottom + 1, x : right + 1], mask)[0])


def _grown(core: NDArray[np.float32], growth: float) -> NDArray[np.int32]:
    distance = cv2.contourArea(core) * growth / cv2.arcLength(core, closed=True)
    offset = pyclipper.PyclipperOffset()
    offset.AddPath(core, pyclipper.JT_ROUND, pyclipper.ET_CLOSEDPOLYGON)
    return np.array(offset.Execute(distance)[0], np.int32)


def _box(line: NDArray[np.float32], scale: tuple[float, float], width: int, height: int) -> Box:
    """Return the box of a line on the page of the given size."""
    placed = np.rint(line.astype(np.float64) * scale).clip(0, (width, height))
    (left, top), (right, bottom) = placed.min(axis=0).tolist(), placed.max(axis=0).tolist()
    return Box(left, top, right, bottom)
