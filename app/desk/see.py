"""Views of a paper that is not signed yet: values, page pictures, re-read regions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.acting import Caller, audited
from app.desk.drafts import draft_of, record_of
from app.desk.noting import note_paper
from app.desk.pictures import LEGIBLE, draw_pages, page_image
from app.installation import App
from app.papers.digitizing.keeping import note_duplicates
from extractors.toolkit.one_line import value_on_line
from extractors.values.normalise import normalise
from pipeline.page import region
from schemas.papers.registry import paper_type
from schemas.presentation.display import shown
from schemas.record.paper import PaperRecord
from schemas.record.reading import Polygon
from storage.audit.chain import Action
from storage.desk.desk_papers import DeskPaper
from storage.errors import ObjectMissingError

__all__ = ["RegionRead", "read_region", "see_paper", "see_picture"]


@dataclass(frozen=True, slots=True)
class RegionRead:
    """Reading of a region.

    Attributes:
        raw: The raw text.
        text: The value of the field in the text.
        confidence: Probability that the whole text is correct.
    """

    raw: str
    text: str
    confidence: float


@audited(Action.READ)
def see_paper(app: App, by: Caller, paper: DeskPaper) -> PaperRecord:
    """Return what was read from a paper, with its current likely duplicates on file.

    Raises:
        NotDraftedError: It has not been read yet.
    """
    record = record_of(app, paper)
    named = sorted(name for name in record.fields if record.value(name))
    note_paper(app, by, Action.READ, paper, record, named)
    return note_duplicates(record, app)


@audited(Action.READ)
def see_picture(app: App, by: Caller, paper: DeskPaper, number: int, size: str) -> Path | None:
    """Return a page picture, rendered again if it was lost; None if there is no such page.

    A thumbnail shows no legible text, so it leaves no audit entry.

    Args:
        app: The installation.
        by: The caller.
        paper: The paper.
        number: Page number, from 1.
        size: Name of the size (`app.desk.pictures.SIZES`).

    Raises:
        InputError: The file cannot be decoded.
    """
    path = app.pictures.path(paper.paper_id, number, size)
    if path is None and number > len(paper.pages):
        return None
    if size in LEGIBLE:
        note_paper(app, by, Action.READ, paper, fields=(_page(number),))
    if path is None:
        draw_pages(app, paper.paper_id)
        path = app.pictures.path(paper.paper_id, number, size)
    return path


@audited(Action.READ)
def read_region(
    app: App, by: Caller, paper: DeskPaper, number: int, polygon: Polygon, field: str = ""
) -> RegionRead:
    """Read a region of a page that a person drew; return its text and confidence.

    Args:
        app: The installation.
        by: The person who drew it.
        paper: The paper.
        number: Page number, from 1.
        polygon: The region, in pixels of the original page.
        field: Name of the field; its label is not part of the value.

    Raises:
        NotDraftedError: The paper has not been read yet.
        ObjectMissingError: It has no such page.
    """
    draft = draft_of(app, paper)
    if number > len(draft.pages):
        raise ObjectMissingError("page")
    note_paper(app, by, Action.READ, paper, draft.record, (_page(number),))
    image = page_image(app, paper.paper_id, number)
    rows = region.read_region(image, draft.pages[number - 1], polygon, app.recognizer)
    confidence = min((row.confidence for row in rows), default=0.0)
    raw = " ".join(row.text for row in rows)
    return RegionRead(raw, _value(draft.record, field, raw), confidence)


def _value(record: PaperRecord, field: str, raw: str) -> str:
    """Return the reading as a person would type it: without label, in the format of its kind."""
    model = paper_type(record.classification.paper_type)
    specs = model.specs() if model else {}
    spec = specs.get(field)
    if spec is None:
        return raw
    others = [other for name, other in specs.items() if name != field]
    text = value_on_line(raw, spec, others)
    return shown(spec.kind, normalise(spec.kind, text).value) or text


def _page(number: int) -> str:
    return f"page-{number}"
