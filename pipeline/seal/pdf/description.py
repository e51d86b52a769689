"""What is to be written into a PDF/A: its metadata, its attachment, how its pages are treated."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import IntEnum

__all__ = ["RECORD_NAME", "Attachment", "DocumentInfo", "Treatment"]

RECORD_NAME = "record.json"
"""Name of the attached record."""


class Treatment(IntEnum):
    """How much the pages of a PDF are changed, each tried where the one before is no PDF/A."""

    AS_IT_IS = 0
    CLEANED = 1
    DRAWN = 2
    """Those pages are drawn that cannot be PDF/A otherwise."""


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """Metadata of the document.

    Attributes:
        title: Paper type, with its number if known.
        identifier: Stable identifier (`dc:identifier`).
        created: Time of creation, with a time zone.
        subject: Abstract (trích yếu).
        publisher: Agency that makes the copy.
        source: What it was made from (`dc:source`), e.g. the hash of the original.
    """

    title: str
    identifier: str
    created: dt.datetime
    subject: str = ""
    publisher: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file attached to the document: the data of what the pages show."""

    name: str
    data: bytes
    media_type: str
    description: str
