"""Runs steps 2 to 6 for one paper: pages, reading, type, fields.

Each step has its own module; this one only calls them in order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version

from extractors.certification import form_of_copy
from extractors.classify import classify
from extractors.extract import extract
from extractors.version import rules_version
from pipeline.image.steps import Known, Measured
from pipeline.intake.decode.bounded import bounded_page_images
from pipeline.intake.decode.page_image import PageImage
from pipeline.intake.limits import DEFAULT_LIMITS, Limits
from pipeline.intake.look import check_floor
from pipeline.intake.perceptual_hash import perceptual_hash
from pipeline.intake.policy import DEFAULT_POLICY, IntakePolicy
from pipeline.intake.quality import has_print, judge, unreadable
from pipeline.intake.receive import Received
from pipeline.intake.secrecy import refuse_secret
from pipeline.page.legible import against_reading
from pipeline.page.read import PageReader
from pipeline.page.text_layer import TextLayer
from schemas.papers.registry import UNKNOWN
from schemas.record.evidence import FieldEvidence
from schemas.record.intake import Intake
from schemas.record.page import PageQuality
from schemas.record.paper import Classification, PageInfo, PaperRecord
from schemas.record.reading import PageReading

__all__ = ["PageFacts", "Understood", "make_record", "software", "understand"]

_READABLE = 0.3
"""Confidence from which a line says something."""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """Facts about the image of a page.

    Attributes:
        quality: The quality verdict on the scan; None for a born-digital page.
        perceptual_hash: Perceptual hash of the upright picture; None for a blank page.
    """

    quality: PageQuality | None = None
    perceptual_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """What was understood of a paper.

    Attributes:
        pages: Readings, page by page.
        classification: The classified type.
        fields: The values of that type, each with its evidence.
        reader: Name and version of the line reader.
        facts: Facts about each page's image, page by page.
    """

    pages: tuple[PageReading, ...]
    classification: Classification
    fields: dict[str, FieldEvidence]
    reader: str
    facts: tuple[PageFacts, ...] = ()


def understand(
    file: Received,
    reader: PageReader,
    limits: Limits = DEFAULT_LIMITS,
    on_page: Callable[[int], None] | None = None,
    policy: IntakePolicy = DEFAULT_POLICY,
    seen_not_secret: bool = False,
    verdicts: Mapping[int, PageQuality] | None = None,
) -> Understood:
    """Read a paper, classify it and extract its fields.

    Args:
        file: The file as received.
        reader: Reads pages; keep one per process.
        limits: Limits on the file.
        on_page: Called with the number of each page after it has been read.
        policy: The choices of the installation.
        seen_not_secret: Whether a person looked and found no secrecy mark.
        verdicts: Quality verdicts from the first look, by page number; other pages are judged here.

    Raises:
        InputError: The file cannot or must not be digitised.
    """
    pages: list[PageReading] = []
    facts: list[PageFacts] = []
    with TextLayer(file, limits) as layer:
        for image in bounded_page_images(file, limits):
            verdict = verdicts.get(image.number) if verdicts else None
            page, known = _understand_page(image, layer, reader, verdict)
            if known.quality:
                check_floor(known.quality, page.number, file.name, policy)
            refuse_secret(page, file.name, seen_by_person=seen_not_secret)
            pages.append(page)
            facts.append(known)
            if on_page:
                on_page(page.number)
    classification = classify(pages)
    known_type = classification.paper_type != UNKNOWN
    fields = extract(classification.paper_type, tuple(pages)) if known_type else {}
    return Understood(tuple(pages), classification, fields, reader.name, tuple(facts))


def _understand_page(
    image: PageImage, layer: TextLayer, reader: PageReader, verdict: PageQuality | None
) -> tuple[PageReading, PageFacts]:
    """Use the text layer of a born-digital page; judge and read any other page."""
    page = layer.read(image, reader)
    if page is not None:
        return page, PageFacts(perceptual_hash=perceptual_hash(image.pixels))
    known = None
    if verdict is None:
        judged = judge(image)
        verdict, known = judged.summary(), Known(corners=Measured(judged.corners))
    page = reader.read(image, known)
    if not _says_anything(page) and has_print(image):
        verdict = unreadable(verdict)
    verdict = against_reading(verdict, page)
    key = None if page.blank else perceptual_hash(image.pixels, page.rotation)
    return page, PageFacts(verdict, key)


def _says_anything(page: PageReading) -> bool:
    """Tell whether a word or a code was read on a page with any confidence."""
    return bool(page.codes) or any(
        line.confidence >= _READABLE and sum(map(str.isalnum, line.text)) > 1 for line in page.lines
    )


def make_record(
    file: Received, understood: Understood, intake: Intake, processed_at: dt.datetime
) -> PaperRecord:
    """Build the record of a paper; renditions are added when they are created.

    A certification stamp overrides the form of copy declared at the counter.
    """
    return PaperRecord(
        paper_id=file.sha256,
        received_at=intake.received_at,
        processed_at=processed_at,
        software=software(understood.reader),
        rules=rules_version(understood.classification.paper_type),
        channel=intake.channel,
        dossier=intake.dossier,
        procedure=intake.procedure,
        operator=intake.operator,
        media_type=file.media_type,
        size=len(file.data),
        pages=tuple(map(_page_info, understood.pages, _facts(understood))),
        classification=understood.classification,
        form_of_paper=form_of_copy(understood.pages) or intake.form_of_paper,
        fields=understood.fields,
        text="\f".join(page.text for page in understood.pages),
    )


def software(reader: str) -> str:
    """Return the software versions that a record stores.

    Args:
        reader: Name and version of the line reader.
    """
    return f"motlan/{version('motlan')} {reader}"


def _facts(understood: Understood) -> tuple[PageFacts, ...]:
    return understood.facts or (PageFacts(),) * len(understood.pages)


def _page_info(page: PageReading, facts: PageFacts) -> PageInfo:
    return PageInfo(
        number=page.number,
        width=page.width,
        height=page.height,
        dpi=page.dpi,
        rotation=page.rotation,
        rotation_confidence=page.rotation_confidence,
        skew=page.skew,
        blank=page.blank,
        line_count=len(page.lines),
        codes=page.codes,
        marks=page.marks,
        quality=facts.quality,
        picture_key=facts.perceptual_hash,
    )
