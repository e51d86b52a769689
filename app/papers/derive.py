"""What a paper says, put together in one place: by its page, by its dossier, by people.

Every way of a paper comes through here: it is read for the first time, done again, or taken for
another type. What was found outside the page is never lost on it.
"""

from __future__ import annotations

from dataclasses import replace

from app.desk.dossier import hold_against_dossier
from app.installation import App
from app.papers.steps import ReadPaper
from extractors.classify import classify
from extractors.extract import extract, judge_again
from extractors.judge.future import doubt_future
from extractors.judge.state import keep_outside
from extractors.version import rules_version
from schemas.papers.registry import UNKNOWN, paper_type
from schemas.record.evidence import FieldEvidence
from schemas.record.paper import Classification, PaperRecord
from schemas.record.reading import PageReading

__all__ = ["compared", "derive_again"]


def compared(paper: ReadPaper, app: App) -> ReadPaper:
    """Return a paper that was just read, held against the others of its dossier."""
    return replace(paper, record=hold_against_dossier(app, paper.record))


def derive_again(
    before: PaperRecord,
    pages: tuple[PageReading, ...],
    app: App,
    chosen: Classification | None = None,
) -> PaperRecord:
    """Return a record with what its lines say by the rules of today.

    The type that a person chose stays, and so does every value that one settled, unless the paper
    is of another type now. Findings of other papers stay until they are compared again, which is
    done here.

    Args:
        before: The record as it stands.
        pages: Its lines.
        app: Where to work.
        chosen: The type that a person chooses now.

    Raises:
        UnknownPaperTypeError: There is no such type.
    """
    found = chosen or _chosen_before(before) or classify(pages)
    fields = {} if found.paper_type == UNKNOWN else extract(found.paper_type, pages)
    if found.paper_type == before.classification.paper_type and (settled := _settled(before)):
        fields = judge_again(found.paper_type, fields | settled)
    model = paper_type(found.paper_type)
    fields = doubt_future(model, keep_outside(before.fields, fields), app.today())
    update = {
        "classification": found,
        "rules": rules_version(found.paper_type),
        "fields": fields,
    }
    return hold_against_dossier(app, before.model_copy(update=update))


def _chosen_before(record: PaperRecord) -> Classification | None:
    return record.classification if record.classification.chosen_by else None


def _settled(record: PaperRecord) -> dict[str, FieldEvidence]:
    return {name: field for name, field in record.fields.items() if field.confirmed is not None}
