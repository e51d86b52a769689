"""Reads machine-readable codes: QR of ID cards and receipts, barcodes of dossiers."""

from __future__ import annotations

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from schemas.reading import CodeReading, CodeSymbology, Point
from schemas.text import nfc

__all__ = ["read_codes"]

_SYMBOLOGIES: dict[str, CodeSymbology] = {
    "QRCode": "qr",
    "Code128": "code128",
    "Code39": "code39",
    "PDF417": "pdf417",
    "DataMatrix": "datamatrix",
    "EAN13": "ean13",
}
_SMALL_PAGE = 2600
"""Pages with a shorter longer side are searched a second time at twice the size, pixels."""


def read_codes(pixels: NDArray[np.uint8]) -> tuple[CodeReading, ...]:
    """Return the codes on a page, top to bottom.

    Args:
        pixels: uint8 array [height, width, 3], BGR, the original page.
    """
    gray = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    found = _search(gray, 1.0)
    if not found and max(gray.shape) < _SMALL_PAGE:
        enlarged = cv2.resize(gray, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
        found = _search(enlarged, 2.0)
    return tuple(sorted(found, key=lambda code: code.polygon[0].y))


def _search(gray: NDArray[np.uint8], scale: float) -> list[CodeReading]:
    return [
        CodeReading(
            symbology=_SYMBOLOGIES.get(barcode.format.name, "other"),
            text=nfc(barcode.text),
            polygon=_corners(barcode.position, scale),
        )
        for barcode in zxingcpp.read_barcodes(gray)
        if barcode.valid and barcode.text
    ]


def _corners(position: zxingcpp.Position, scale: float) -> tuple[Point, Point, Point, Point]:
    a, b, c, d = (
        Point(corner.x / scale, corner.y / scale)
        for corner in (
            position.top_left,
            position.top_right,
            position.bottom_right,
            position.bottom_left,
        )
    )
    return a, b, c, d
