"""Steps 2 to 6 of one paper: pages, reading, type, fields.

Each step is a module of its own; this one only puts them in order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version

from extractors.certification import form_of_copy
from extractors.classify import classify
from extractors.extract import extract
from pipeline.errors import SecretPaperError
from pipeline.intake import Intake
from pipeline.limits import DEFAULT_LIMITS, Limits
from pipeline.pages import page_images
from pipeline.read import PageReader
from pipeline.receive import Received
from schemas.evidence import FieldEvidence
from schemas.papers.registry import UNKNOWN
from schemas.reading import PageReading
from schemas.record import Classification, PageInfo, PaperRecord
from schemas.text import search_key

__all__ = ["Understood", "make_record", "refuse_secret", "understand"]

_SECRET_MARKS = ("mat", "toi mat", "tuyet mat")
_SECRET_DEPTH = 0.35
"""Share of the page from the top in which a mark of secrecy stands (NĐ 30/2020, ô 10a)."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a paper says.

    Attributes:
        pages: Everything read, page by page.
        classification: The type it was taken for.
        fields: The values of that type, each with its evidence.
        reader: Name and version of the line reader.
    """

    pages: tuple[PageReading, ...]
    classification: Classification
    fields: dict[str, FieldEvidence]
    reader: str


def understand(
    file: Received,
    reader: PageReader,
    limits: Limits = DEFAULT_LIMITS,
    on_page: Callable[[int], None] | None = None,
) -> Understood:
    """Read a paper, tell its type and extract its fields.

    Args:
        file: The file as received.
        reader: Reads pages; keep one per process.
        limits: Bounds on the file.
        on_page: Called with the number of each page when it has been read.

    Raises:
        InputError: The file cannot or must not be digitised.
    """
    pages: list[PageReading] = []
    for image in page_images(file, limits):
        page = reader.read(image)
        refuse_secret(page, file.name)
        pages.append(page)
        if on_page:
            on_page(page.number)
    classification = classify(pages)
    known = classification.paper_type != UNKNOWN
    fields = extract(classification.paper_type, tuple(pages)) if known else {}
    return Understood(tuple(pages), classification, fields, reader.name)


def refuse_secret(page: PageReading, name: str) -> None:
    """Refuse a page that bears a mark of state secrecy.

    Raises:
        SecretPaperError: A line in the head says `MẬT`, `TỐI MẬT` or `TUYỆT MẬT`.
    """
    depth = _SECRET_DEPTH * (page.height if page.rotation in (0, 180) else page.width)
    for line in page.lines:
        mark = search_key(line.text).strip(" .:-")
        if line.box.center.y < depth and line.text.strip().isupper() and mark in _SECRET_MARKS:
            raise SecretPaperError(f"trang {page.number} có dấu chỉ độ mật", source=name)


def make_record(
    file: Received, understood: Understood, intake: Intake, processed_at: dt.datetime
) -> PaperRecord:
    """Put together the record of a paper; renditions are added when they are made.

    A stamp of certification outweighs what was declared at the counter.
    """
    return PaperRecord(
        paper_id=file.sha256,
        received_at=intake.received_at,
        processed_at=processed_at,
        software=f"motlan/{version('motlan')} {understood.reader}",
        channel=intake.channel,
        dossier=intake.dossier,
        procedure=intake.procedure,
        operator=intake.operator,
        media_type=file.media_type,
        size=len(file.data),
        pages=tuple(_page_info(page) for page in understood.pages),
        classification=understood.classification,
        form_of_paper=form_of_copy(understood.pages) or intake.form_of_paper,
        fields=understood.fields,
        text="\f".join(page.text for page in understood.pages),
    )


def _page_info(page: PageReading) -> PageInfo:
    return PageInfo(
        number=page.number,
        width=page.width,
        height=page.height,
        dpi=page.dpi,
        rotation=page.rotation,
        skew=page.skew,
        blank=page.blank,
        line_count=len(page.lines),
        codes=page.codes,
    )
