"""Step 5a: where the lines of text lie on a level page."""

from __future__ import annotations

import os
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.models import DETECTOR, Model, load_model
from pipeline.ocr.networks import open_network
from schemas.record.reading import Box

__all__ = ["Detector", "PaddleDetector"]

_LONG_SIDE = 960
"""Longer side of the picture that the detector sees, pixels."""


class Detector(Protocol):
    """Finds lines of text."""

    def find(self, pixels: NDArray[np.uint8]) -> list[Box]:
        """Return the boxes of text on a level page, in no order.

        Args:
            pixels: uint8 array [height, width, 3], BGR.
        """
        ...


class PaddleDetector:
    """PP-OCR detection through `paddleocr`, offline, on the runtime that costs least here."""

    def __init__(
        self,
        model: Model | None = None,
        long_side: int = _LONG_SIDE,
        runtime: str | None = None,
    ) -> None:
        """Load the network.

        Args:
            model: Model folder; the shipped detector where None.
            long_side: Pages are scaled so that their longer side has at most this many pixels.
            runtime: See `pipeline.ocr.networks.open_network`.
        """
        os.environ.setdefault("PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK", "True")
        from paddleocr import TextDetection  # seconds of import, paid only by who detects

        model = model or load_model(DETECTOR)
        self._long_side = long_side
        self._network: Any = TextDetection(
            model_name="PP-OCRv6_small_det", model_dir=str(model.folder), engine="onnxruntime"
        )
        # paddleocr knows no OpenVINO: it keeps the steps before and after the network.
        network = open_network(model.network, runtime)
        self._network.paddlex_predictor.runner = lambda x: network(x)

    def find(self, pixels: NDArray[np.uint8]) -> list[Box]:
        """Return the boxes of text; see `Detector.find`."""
        (result,) = self._network.predict(pixels, limit_side_len=self._long_side, limit_type="max")
        return [_bounding_box(polygon) for polygon in result["dt_polys"]]


def _bounding_box(polygon: NDArray[np.int16]) -> Box:
    left, top = polygon.min(axis=0)
    right, bottom = polygon.max(axis=0)
    return Box(float(left), float(top), float(right), float(bottom))
