"""The second reader: Tesseract, an independent reader for lines of which the first is unsure.

It was trained on other images by other people, so it seldom makes the same mistakes: if both
readings agree, they are very probably correct. The model is Tesseract's own Vietnamese `best`
model; the library comes with the `tesserocr` wheel.
"""

from __future__ import annotations

import functools
import os
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.models import SECOND_READER, SHIPPED, Models
from schemas.text.spelling import nfc

__all__ = ["TesseractReader"]

_ROOM = 6
"""Empty pixels around the ink. Tesseract's reading of a raw line depends on them: with 0 or 16 it
makes two to four times as many errors."""


class TesseractReader:
    """Reads single lines with Tesseract; one thread, one instance per process.

    The model is loaded with the first line, because many papers have no doubtful lines.
    """

    def __init__(self, models: Models = SHIPPED) -> None:
        """Store the location of the model; nothing is opened yet."""
        self._models = models

    @property
    def name(self) -> str:
        """Name and version, as written into evidence."""
        return f"tesseract/{self._tesseract.Version()}"

    @functools.cached_property
    def _tesseract(self) -> Any:
        """The loaded model.

        Raises:
            ModelError: It is missing or was altered.
        """
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # more threads cost more without any benefit
        import tesserocr

        model = self._models.file(SECOND_READER)
        return tesserocr.PyTessBaseAPI(
            path=str(model.parent),
            lang=model.stem,
            psm=tesserocr.PSM.RAW_LINE,
            oem=tesserocr.OEM.LSTM_ONLY,
        )

    def read(self, line: NDArray[np.uint8]) -> str:
        """Read an image of one line; see `pipeline.ocr.ports.SecondReader`."""
        picture = _framed(line)
        if picture is None:
            return ""
        height, width = picture.shape
        self._tesseract.SetImageBytes(picture.tobytes(), width, height, 1, width)
        return nfc(self._tesseract.GetUTF8Text()).strip()


def _framed(line: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """Return the line in grey, cropped to its ink with an even margin."""
    gray = cv2.cvtColor(line, cv2.COLOR_BGR2GRAY)
    ink = cv2.threshold(gray, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)[1]
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if rows.size == 0:
        return None
    inked = gray[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    framed: NDArray[np.uint8] = cv2.copyMakeBorder(
        inked, _ROOM, _ROOM, _ROOM, _ROOM, cv2.BORDER_CONSTANT, value=255
    )
    return framed
