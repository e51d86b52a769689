"""Derives the record of a paper from its lines, its dossier and what people decided.

Used whenever a paper is read, reprocessed or given another type, so that findings from outside the
page are never lost.
"""

from __future__ import annotations

from dataclasses import replace

from app.desk.dossiers.compare import hold_against_dossier
from app.installation import App
from app.papers.digitizing.steps import ReadPaper
from extractors.classify import classify
from extractors.extract import extract, judge_again
from extractors.judge.future import doubt_future
from extractors.judge.state import keep_outside
from extractors.version import rules_version
from schemas.papers.registry import UNKNOWN, paper_type
from schemas.record.evidence import FieldEvidence
from schemas.record.paper import Classification, PaperRecord
from schemas.record.reading import PRINTED_FORM, PageReading

__all__ = ["compared", "derive_again"]


def compared(paper: ReadPaper, app: App) -> ReadPaper:
    """Return a newly read paper, compared with the other papers of its dossier."""
    return replace(paper, record=hold_against_dossier(app, paper.record))


def derive_again(
    before: PaperRecord,
    pages: tuple[PageReading, ...],
    app: App,
    chosen: Classification | None = None,
) -> PaperRecord:
    """Return a record extracted again from its lines with the current rules.

    A type that a person chose is kept, and so is every value that a person settled, unless the type
    changes now. Findings from other papers are replaced by a new comparison.

    Args:
        before: The current record.
        pages: Its lines.
        app: The installation.
        chosen: The type that a person has chosen now.

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
    """Return what a person settled, and what is known because it was printed here."""
    return {
        name: field
        for name, field in record.fields.items()
        if field.confirmed is not None or field.reader == PRINTED_FORM
    }
