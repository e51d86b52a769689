"""Draws pages of a PDF by poppler's `pdftoppm`, a process of its own with a time limit.

Poppler draws what it can and exits with 0 even where a picture is damaged: the rest stays white.
What it complains of is therefore told apart: complaints about data that do not decode mean that
the page lacks something, complaints about syntax that every viewer forgives do not.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["Drawing", "draw"]

_HEADER = re.compile(rb"P6\s+(\d+)\s+(\d+)\s+255\s")
_DAMAGE = re.compile(
    rb"in flate stream|Bad LZW stream|code \([^)]*\) in CCITTFax|JBIG2"
    rb"|Failed to decode the codestream|Bad DCT|DCT data precision|Unknown filter"
    rb"|XObject '[^']*' is (?:unknown|wrong type)"
    rb"|Bad image parameters|Bad inline image|in inline image|Unknown compression method"
)
"""Complaints of poppler 0.86 to 24 after which a part of the page is missing."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """What poppler made of a page.

    Attributes:
        pixels: uint8 array [height, width, 3], BGR; None where nothing was drawn.
        damaged: Whether something that belongs to the page could not be decoded.
    """

    pixels: NDArray[np.uint8] | None
    damaged: bool


def draw(path: Path, number: int, dpi: float, seconds: float) -> Drawing:
    """Draw what a viewer shows of a page: its crop box, with annotations.

    Args:
        path: The PDF.
        number: Of the page, from 1.
        dpi: Pixels for 72 units of the page.
        seconds: Longest time.

    Raises:
        TimeoutError: It took longer.
    """
    command = ["pdftoppm", "-cropbox", "-r", f"{dpi:.6f}", "-f", str(number), "-l", str(number)]
    try:
        done = subprocess.run(
            [*command, str(path)], capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise TimeoutError from error
    damaged = done.returncode != 0 or _DAMAGE.search(done.stderr) is not None
    return Drawing(_picture(done.stdout), damaged)


def _picture(printed: bytes) -> NDArray[np.uint8] | None:
    header = _HEADER.match(printed)
    if header is None:
        return None
    width, height = int(header[1]), int(header[2])
    if len(printed) - header.end() != width * height * 3:
        return None
    rgb = np.frombuffer(printed, np.uint8, offset=header.end()).reshape(height, width, 3)
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), np.uint8)
