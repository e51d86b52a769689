"""Machine-readable codes as pictures."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import zxingcpp

__all__ = ["barcode"]

_FORMATS = {"qr": "QRCode", "code128": "Code128"}


def barcode(symbology: Literal["qr", "code128"], text: str) -> npt.NDArray[np.uint8]:
    """Return a code in black on white, one pixel a module, with its quiet zone (height, width)."""
    code = zxingcpp.create_barcode(text, zxingcpp.barcode_format_from_str(_FORMATS[symbology]))
    picture = np.asarray(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=True))
    return picture.astype(np.uint8)
