"""The QR code of a receipt: a link to the dossier's progress, without any name."""

from __future__ import annotations

import base64

import zxingcpp
from fastapi import Request

__all__ = ["qr_of"]


def qr_of(request: Request, code: str) -> str:
    """Return the picture that leads to the progress of a receipt's dossier, as a data URI.

    Args:
        request: The request; its address is where the public page is.
        code: Code of the receipt.
    """
    address = f"{str(request.base_url).rstrip('/')}/trang-thai?ma={code}"
    made = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture = str(made.to_svg(add_quiet_zones=True))
    return f"data:image/svg+xml;base64,{base64.b64encode(picture.encode()).decode()}"
