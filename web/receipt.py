"""The QR code of a receipt: a link to the dossier's progress, without any name."""

from __future__ import annotations

import zxingcpp

__all__ = ["qr_svg"]


def qr_svg(text: str) -> str:
    """Return the QR code of a text as an SVG document."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return str(code.to_svg(add_quiet_zones=True))
