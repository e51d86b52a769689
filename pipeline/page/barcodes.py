"""Reads machine-readable codes: QR codes of ID cards and receipts, barcodes of dossiers.

If the whole page yields nothing, regions that look like codes (half ink, half paper) are cropped,
enlarged, sharpened and searched again: the QR code of a card at 150 dpi has less than two pixels
per module.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from schemas.record.reading import CodeReading, CodeSymbology, Point
from schemas.text.spelling import nfc

__all__ = ["read_barcodes"]

_SYMBOLOGIES: dict[str, CodeSymbology] = {
    "QRCode": "qr",
    "Code128": "code128",
    "Code39": "code39",
    "PDF417": "pdf417",
    "DataMatrix": "datamatrix",
    "EAN13": "ean13",
}
_WINDOWS = 45
"""Number of windows along the longer side of a page in which ink is counted."""
_BLOCKS = 12
"""Number of blocks along a window in which the share of ink is told."""
_HALF_INK = (0.28, 0.8)
"""Range of the share of ink in a code; text has less, pictures have more."""
_LEAST_SIDE, _GREATEST_SIDE = 0.035, 0.7
"""Range of the sides of possible codes, relative to the longer side of the page."""
_MAX_PLACES = 6
_ROOM = 0.25
"""Margin around a region, relative to its sides; codes need a quiet zone."""
_ENLARGED = 700
"""Minimum longer side, in pixels, after enlargement; the factor is at least three."""


def read_barcodes(pixels: NDArray[np.uint8]) -> tuple[CodeReading, ...]:
    """Return the codes on a page from top to bottom.

    Args:
        pixels: uint8 array [height, width, 3], BGR, the original page.
    """
    gray = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)
    found = _search(gray) or _search_places(gray)
    return tuple(sorted(found, key=lambda code: code.polygon[0].y))


def _search_places(gray: NDArray[np.uint8]) -> list[CodeReading]:
    found: dict[str, CodeReading] = {}
    for left, top, right, bottom in _places(gray):
        cut = gray[top:bottom, left:right]
        scale = max(3.0, _ENLARGED / max(cut.shape))
        large = cv2.resize(cut, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        soft = cv2.GaussianBlur(large, (0, 0), scale)
        sharp = cv2.addWeighted(large, 2.5, soft, -1.5, 0)
        for picture in (large, sharp):
            codes = _search(np.asarray(picture, np.uint8), scale, (left, top))
            found |= {code.text: code for code in codes if code.text not in found}
            if codes:
                break
    return list(found.values())


def _places(gray: NDArray[np.uint8]) -> Iterator[tuple[int, int, int, int]]:
    """Yield left, top, right, bottom of regions that are half ink, largest first.

    What is ink shows only at full resolution; how much of it there is, at a fraction of it.
    """
    side = max(gray.shape)
    window = max(5, side // _WINDOWS)
    block = max(1, window // _BLOCKS)
    few = _shrunk(gray, block)
    small = max(5, window // block)
    around = cv2.blur(few, (4 * small, 4 * small))
    dim = cv2.compare(cv2.blur(few, (small, small)), 200, cv2.CMP_LT)
    wide, high = few.shape[1] * block, few.shape[0] * block
    level = cv2.resize(around, (wide, high), interpolation=cv2.INTER_NEAREST)
    ink = np.asarray(cv2.compare(gray[:high, :wide], level, cv2.CMP_LT), np.uint8)
    share = cv2.blur(cv2.bitwise_and(_shrunk(ink, block), dim), (small, small))
    least, most = (255 * part for part in _HALF_INK)
    half = cv2.inRange(share, least, most)
    half = cv2.morphologyEx(half, cv2.MORPH_OPEN, np.ones((small, small), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(half, connectivity=4)
    boxes = [[block * part for part in row] for row in stats[1:].tolist()]
    fits = [
        row
        for row in boxes
        if max(row[2:4]) <= _GREATEST_SIDE * side and min(row[2:4]) >= _LEAST_SIDE * side
    ]
    for left, top, across, down, _ in sorted(fits, key=lambda r: -r[4])[:_MAX_PLACES]:
        x, y = round(_ROOM * across) + window, round(_ROOM * down) + window
        yield max(0, left - x), max(0, top - y), left + across + x, top + down + y


def _shrunk(picture: NDArray[np.uint8], block: int) -> NDArray[np.uint8]:
    """Return the means of square blocks; a rest at the right and below is left out."""
    if block == 1:
        return picture
    high, wide = (side // block for side in picture.shape)
    whole = picture[: high * block, : wide * block]
    return np.asarray(cv2.resize(whole, (wide, high), interpolation=cv2.INTER_AREA), np.uint8)


def _search(
    gray: NDArray[np.uint8], scale: float = 1.0, corner: tuple[int, int] = (0, 0)
) -> list[CodeReading]:
    return [
        CodeReading(
            symbology=_SYMBOLOGIES.get(barcode.format.name, "other"),
            text=nfc(barcode.text),
            polygon=_corners(barcode.position, scale, corner),
        )
        for barcode in zxingcpp.read_barcodes(gray)
        if barcode.valid and barcode.text
    ]


def _corners(
    position: zxingcpp.Position, scale: float, corner: tuple[int, int]
) -> tuple[Point, Point, Point, Point]:
    a, b, c, d = (
        Point(point.x / scale + corner[0], point.y / scale + corner[1])
        for point in (
            position.top_left,
            position.top_right,
            position.bottom_right,
            position.bottom_left,
        )
    )
    return a, b, c, d
