"""Pre-processing of line pictures for the reader, and decoding of its output to text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from training.text.charset import SYMBOLS

HEIGHT: Final = 48
FRAME: Final = 8  # pixels of width for each column of the output


@dataclass(frozen=True)
class Reading:
    """A line as read.

    Attributes:
        text: The text.
        probabilities: For each sign of the text, the probability of its best column.
        columns: Output columns that the picture itself filled.
    """

    text: str
    probabilities: tuple[float, ...]
    columns: int = 0

    @property
    def room(self) -> float:
        """Columns for each sign; with few, letters get lost."""
        return self.columns / max(1, len(self.probabilities))


def scale_to_height(
    picture: npt.NDArray[np.uint8], height: int = HEIGHT, stretch: float = 1.0
) -> npt.NDArray[np.uint8]:
    """Scales a line picture to the height of the reader, its width stretched besides."""
    width = max(FRAME, round(picture.shape[1] * height / picture.shape[0] * stretch))
    shrinks = picture.shape[0] > height
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, (width, height), interpolation=method), np.uint8)


def to_input(
    pictures: list[npt.NDArray[np.uint8]], width: int | None = None
) -> npt.NDArray[np.float32]:
    """Stacks scaled BGR pictures to one input batch, padded on the right with mid-grey."""
    widest = width or max(picture.shape[1] for picture in pictures)
    batch = np.zeros((len(pictures), 3, HEIGHT, widest), np.float32)
    for row, picture in enumerate(pictures):
        planes = picture.transpose(2, 0, 1).astype(np.float32)
        batch[row, :, :, : picture.shape[1]] = planes / 127.5 - 1
    return batch


def decode(posterior: npt.NDArray[np.float32]) -> Reading:
    """Reads the best path of one line's posterior [columns, classes]."""
    best = posterior.argmax(-1)
    text: list[str] = []
    probabilities: list[float] = []
    before = 0
    for column, symbol in enumerate(best):
        probability = float(posterior[column, symbol])
        if symbol and symbol == before:
            probabilities[-1] = max(probabilities[-1], probability)
        elif symbol:
            text.append(SYMBOLS[symbol])
            probabilities.append(probability)
        before = symbol
    return Reading("".join(text), tuple(probabilities))
