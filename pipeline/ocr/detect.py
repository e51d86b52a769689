"""Step 5a: detects the lines of text on a level page."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.models import DETECTOR, SHIPPED, Models
from pipeline.ocr.networks import Runtime, open_network
from schemas.record.reading import Box

__all__ = ["PaddleDetector"]

_LONG_SIDE = 960
"""Longer side of the detector's input image, pixels."""
_BEST = Runtime()


class PaddleDetector:
    """PP-OCR detection through `paddleocr`, offline, on the cheapest runtime of this machine."""

    def __init__(self, models: Models = SHIPPED, runtime: Runtime = _BEST) -> None:
        """Load the network.

        Args:
            models: The models.
            runtime: What it runs on.

        Raises:
            ModelError: The model is missing or was altered.
        """
        os.environ.setdefault("PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK", "True")
        from paddleocr import TextDetection  # takes seconds to import, so only when detecting

        model = models.load(DETECTOR)
        self._network: Any = TextDetection(
            model_name="PP-OCRv6_small_det", model_dir=str(model.folder), engine="onnxruntime"
        )
        # paddleocr does not support OpenVINO: it only does pre- and post-processing.
        network = open_network(model.network, runtime)
        self._network.paddlex_predictor.runner = lambda x: network(x)

    def find(self, pixels: NDArray[np.uint8]) -> list[Box]:
        """Return the text boxes; see `pipeline.ocr.ports.Detector`."""
        (result,) = self._network.predict(pixels, limit_side_len=_LONG_SIDE, limit_type="max")
        return [_bounding_box(polygon) for polygon in result["dt_polys"]]


def _bounding_box(polygon: NDArray[np.int16]) -> Box:
    left, top = polygon.min(axis=0)
    right, bottom = polygon.max(axis=0)
    return Box(float(left), float(top), float(right), float(bottom))
