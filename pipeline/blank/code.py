"""The QR code in the corner of every page of a printed form: opaque, without personal data."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

import numpy as np
import zxingcpp
from numpy.typing import NDArray

__all__ = ["PageCode", "modules", "new_code"]

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without those that look alike: a person may have to type the code."""
_LENGTH = 24
"""120 bits: nobody guesses the code of somebody else's form."""
_TEXT = re.compile(rf"MOTLAN-TK:1:([{_LETTERS}]{{{_LENGTH}}}):([1-9]\d?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class PageCode:
    """What the code of a page says.

    Attributes:
        form: Code of the printed form.
        page: Page of it, from 1.
    """

    form: str
    page: int

    def encode(self) -> str:
        """Return the text of the QR code."""
        return f"MOTLAN-TK:1:{self.form}:{self.page}"

    @classmethod
    def decode(cls, text: str) -> PageCode | None:
        """Parse the text of a QR code; None if it is not from a printed form."""
        found = _TEXT.fullmatch(text)
        return cls(found[1], int(found[2])) if found else None


def new_code() -> str:
    """Return a fresh random code."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def modules(code: PageCode) -> NDArray[np.bool_]:
    """Return the modules of the QR code, [side, side], True where it is black."""
    drawn = zxingcpp.create_barcode(code.encode(), zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return np.asarray(drawn.to_image(scale=1, add_quiet_zones=False)) < 128
