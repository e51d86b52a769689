"""Parts that many papers share: the national head, the head of an office, the signer's block."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable

from samples.generate.canvas import Sheet
from samples.generate.ink import seal, signature

__all__ = [
    "MOTTO",
    "NATION",
    "day_text",
    "labelled_row",
    "labelled_rows",
    "national_head",
    "office_head",
    "signer_block",
    "slashed",
]

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_HEAD_COLUMN = 76.0
"""Widest name of an office beside the nation, millimetres."""
MOTTO = "Độc lập - Tự do - Hạnh phúc"


def slashed(day: dt.date) -> str:
    """Print a day as `05/02/2026`."""
    return day.strftime("%d/%m/%Y")


def day_text(day: dt.date) -> str:
    """Print a day as NĐ 30/2020 Phụ lục I wants it: `ngày 05 tháng 02 năm 2026`, `tháng 3`."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def national_head(sheet: Sheet, y: float, *, x: float | None = None, size: float = 13) -> float:
    """Print nation and motto around a middle; returns the baseline of the rule under the motto."""
    middle = sheet.width_mm / 2 if x is None else x
    sheet.text(middle, y, NATION, size=size, ink="bold", align="center")
    sheet.text(middle, y + 6, MOTTO, size=size + 1, ink="bold", align="center")
    half = sheet.width_of(MOTTO, size + 1, "bold") / 2
    sheet.rule(middle - half, middle + half, y + 8)
    return y + 8


def office_head(sheet: Sheet, parent: str, office: str, *, y: float = 22) -> None:
    """Print the two-column head of an office: agencies on the left, nation on the right."""
    size = min(12.0, 12 * _HEAD_COLUMN / sheet.width_of(office, 12, "bold"))
    sheet.text(62, y, parent, size=12, align="center")
    sheet.text(62, y + 5.5, office, size=size, ink="bold", align="center")
    sheet.rule(52, 72, y + 7.5)
    national_head(sheet, y, x=143, size=11.5)


def signer_block(
    sheet: Sheet,
    x: float,
    y: float,
    titles: tuple[str, ...],
    name: str,
    office: str,
    rng: random.Random,
) -> None:
    """Print titles and name, sign in blue, and press the seal over a third of the signature.

    Args:
        sheet: Where.
        x: Middle of the block, millimetres.
        y: Baseline of the first title, millimetres.
        titles: Lines above the signature, e.g. `KT. CHỦ TỊCH`, `PHÓ CHỦ TỊCH`.
        name: Of the signer.
        office: Written around the seal.
        rng: Draws signature and seal.
    """
    for index, title in enumerate(titles):
        sheet.text(x, y + 6 * index, title, size=13, ink="bold", align="center")
    below = y + 6 * len(titles)
    sheet.text(x, below + 26, name, size=13, ink="bold", align="center")
    signature(sheet, x + 3, below + 11, rng)
    seal(sheet, x - 13, below + 12, office, rng)


def labelled_row(
    sheet: Sheet,
    y: float,
    *pairs: tuple[str, str, float],
    size: float = 13,
    leading: float = 1.5,
) -> float:
    """Print several labels in one row, each with its value at its own left edge (millimetres).

    Returns:
        The next baseline, millimetres.
    """
    for label, value, x in pairs:
        right = sheet.text(x, y, label, size=size)
        sheet.text(right + 1.2, y, value, size=size, ink="bold")
    return y + size * leading * 25.4 / 72


def labelled_rows(
    sheet: Sheet,
    x: float,
    y: float,
    pairs: Iterable[tuple[str, str]],
    *,
    width: float,
    size: float = 13,
) -> float:
    """Print labels one under the other, each with its value; returns the next baseline."""
    for label, value in pairs:
        y = sheet.labelled(x, y, label, value, width=width, size=size)
    return y
