"""Folders of labelled line pictures: labels.tsv with file, tab, text in each row."""

from __future__ import annotations

import zlib
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from training.reading import HEIGHT, scale_to_height
from training.text.charset import readable


def read_labels(folder: Path) -> list[tuple[Path, str]]:
    """Reads labels.tsv of a folder of line pictures."""
    rows = (folder / "labels.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (row.split("\t") for row in rows)
    return [(folder / pair[0], readable(pair[1])) for pair in pairs if len(pair) == 2]


def kept_for_test(path: Path) -> bool:
    """Tells whether a real line is kept from training: every second one, by its name."""
    return zlib.crc32(path.name.encode()) % 2 == 0


def load_picture(path: Path, stretch: float) -> npt.NDArray[np.uint8]:
    """Loads a line picture at the height of the reader.

    Raises:
        FileNotFoundError: There is no such picture, or it is none.
    """
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise FileNotFoundError(path)
    return scale_to_height(np.asarray(picture, np.uint8), HEIGHT, stretch)
