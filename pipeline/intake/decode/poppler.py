"""Draws pages of a PDF by poppler through `pdf2image`, in a process of its own with a time limit.

Poppler draws what it can and exits with 0 even where a picture is damaged: the rest stays white.
Its complaints are therefore distinguished: those about data that do not decode mean that the page
lacks something, those about syntax that every viewer forgives do not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from pdf2image import convert_from_path
from pdf2image.exceptions import PDFPopplerTimeoutError, PDFSyntaxError

__all__ = ["Drawing", "draw"]

_DAMAGE = re.compile(
    r"in flate stream|Bad LZW stream|code \([^)]*\) in CCITTFax|JBIG2"
    r"|Failed to decode the codestream|Bad DCT|DCT data precision|Unknown filter"
    r"|XObject '[^']*' is (?:unknown|wrong type)"
    r"|Bad image parameters|Bad inline image|in inline image|Unknown compression method"
)
"""Messages of poppler 0.86 to 24 after which a part of the page is missing."""
_NOT_UNDERSTOOD = re.compile(
    r"Unknown operator|args to '|Arg #|Command token too long|Leftover args|No current point"
    r"|No font in show|Unknown font tag|Couldn't find a font|Weird page contents"
    r"|Unterminated string|Illegal character|End of file inside|Dictionary key must be"
)
"""Messages about what a page draws: they matter where nothing was drawn."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """A page rendered by poppler.

    Attributes:
        pixels: uint8 array [height, width, 3], BGR.
        damaged: Whether a part of the page could not be decoded.
        misread: Whether poppler did not understand all that the page draws.
    """

    pixels: NDArray[np.uint8]
    damaged: bool
    misread: bool = False

    @property
    def empty(self) -> bool:
        """Whether all is of one colour."""
        return bool((self.pixels == self.pixels[0, 0]).all())


def draw(path: Path, number: int, dpi: float, seconds: float) -> Drawing | None:
    """Render a page as a viewer shows it: its crop box, with annotations; None if it cannot be.

    Args:
        path: The PDF.
        number: Page number, from 1.
        dpi: Pixels per 72 units of the page.
        seconds: Time limit.

    Raises:
        TimeoutError: It took longer.
    """
    damaged = misread = False
    try:
        pixels = _drawn(path, number, dpi, seconds, strict=True)
    except PDFSyntaxError as complaints:
        said = str(complaints)
        damaged, misread = (bool(sign.search(said)) for sign in (_DAMAGE, _NOT_UNDERSTOOD))
        pixels = _drawn(path, number, dpi, seconds, strict=False)
    return None if pixels is None else Drawing(pixels, damaged, misread)


def _drawn(
    path: Path, number: int, dpi: float, seconds: float, *, strict: bool
) -> NDArray[np.uint8] | None:
    try:
        pages = convert_from_path(
            path,
            dpi=dpi,
            first_page=number,
            last_page=number,
            use_cropbox=True,
            strict=strict,
            timeout=seconds,
        )
    except PDFPopplerTimeoutError as error:
        raise TimeoutError from error
    except PDFSyntaxError:
        raise
    except Exception:  # pdf2image raises bare exceptions where poppler cannot open the file
        return None
    if not pages:
        return None
    return np.asarray(cv2.cvtColor(np.asarray(pages[0]), cv2.COLOR_RGB2BGR), np.uint8)
