"""Python types for the values of papers, used in the annotations of the paper types.

Stored, every value is a text in its normalised form (`extractors.values.normalise`). These types
turn that text into a date, a quantity or an identifier with its format checked, and back into
exactly the same text (`PaperModel.of`).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)

__all__ = [
    "NO_END",
    "Day",
    "IdNumber",
    "Number",
    "PartialDate",
    "Quantity",
    "SexName",
    "TaxCode",
    "Text",
    "months_later",
    "read_day",
]

NO_END = dt.date.max
"""Date of expiry of a paper that says `không thời hạn` (no expiry): 9999-12-31."""

_WHOLE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_PART = re.compile(r"(?P<year>\d{4})(?:-(?P<month>0[1-9]|1[0-2]))?", re.ASCII)
_FIGURE = re.compile(r"\d+(?:\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which the paper gives only the year, or the month and year."""

    year: int
    month: int | None = None

    @property
    def first(self) -> dt.date:
        """First day that it may mean."""
        return dt.date(self.year, self.month or 1, 1)

    @property
    def last(self) -> dt.date:
        """Last day that it may mean."""
        month = self.month or 12
        return dt.date(self.year, month, calendar.monthrange(self.year, month)[1])

    def isoformat(self) -> str:
        """Return it in the stored form: `2015`, `2015-03`."""
        return f"{self.year:04}" if self.month is None else f"{self.year:04}-{self.month:02}"


def months_later(day: dt.date, months: int) -> dt.date | None:
    """Return the same day some calendar months later; None after the last year.

    The last day of the month stands for a day that the month does not have.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > dt.MAXYEAR:
        return None
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def read_day(value: object) -> dt.date | PartialDate:
    """Return the date that a normalised value represents.

    Raises:
        ValueError: It is not a date: wrong format, or a day that the calendar does not have.
    """
    if isinstance(value, dt.date | PartialDate):
        return value
    if not isinstance(value, str):
        raise ValueError("not a date")
    if _WHOLE.fullmatch(value):
        return dt.date.fromisoformat(value)
    part = _PART.fullmatch(value)
    if part is None or part["year"] == "0000":
        raise ValueError("not a date")
    return PartialDate(int(part["year"]), int(part["month"]) if part["month"] else None)


def _figure(value: object) -> object:
    """Refuse what Python accepts as a number but no paper prints: `1e5`, ` 7`, `NaN`."""
    if isinstance(value, str) and not _FIGURE.fullmatch(value):
        raise ValueError("not a figure")
    return value


def _iso(day: dt.date | PartialDate) -> str:
    return day.isoformat()


Day = Annotated[
    dt.date | PartialDate,
    PlainValidator(read_day),
    PlainSerializer(_iso, return_type=str, when_used="json"),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "format": "date"},
                {"type": "string", "pattern": r"^[0-9]{4}(-(0[1-9]|1[0-2]))?$"},
            ]
        }
    ),
]
"""A day; a month or a year if the paper gives no more; `NO_END` for `không thời hạn`."""

Text = Annotated[str, StringConstraints(min_length=1)]
"""Any text that is not empty; a missing value is None."""

IdNumber = Annotated[
    str,
    StringConstraints(
        pattern=r"^([0-9]{12}|[0-9]{9}|[0-9]{10}(-[0-9]{3})?|[0-9]{0,8}[A-Z][A-Z0-9]{0,9})$",
        max_length=14,
    ),
]
"""Personal number (12 digits) or the number of an older identity card (9 digits); the number of a
passport or the tax code of an organisation where the paper gives that instead."""

TaxCode = Annotated[str, StringConstraints(pattern=r"^([0-9]{10}(-[0-9]{3})?|[0-9]{12})$")]
"""Tax code of an enterprise, of its branch, or of a person (TT 86/2024/TT-BTC)."""

SexName = Literal["Nam", "Nữ"]

Number = Annotated[
    Decimal,
    BeforeValidator(_figure),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$"}),
]
"""A number without a unit: a ratio."""


class Quantity(BaseModel):
    """A figure and the unit in which the paper states it: `{"amount": "120.5", "unit": "m²"}`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    amount: Number = Field(title="Giá trị", description="the figure, with a decimal point")
    unit: Text = Field(title="Đơn vị", description="the unit as printed")
