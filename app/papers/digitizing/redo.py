"""Reprocesses a paper on file: with a newer reader, or with newer rules on the stored lines.

A paper with an unchanged result is left alone. Otherwise it gets its next version; earlier versions
and everything that a person confirmed are kept. It is compared with its dossier again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.acting import Caller, audited, note
from app.backfill.errors import ConfirmedElsewhereError
from app.installation import App
from app.papers.digitizing.derive import derive_again
from app.papers.digitizing.outcome import Outcome
from app.papers.digitizing.sealing import seal_again
from app.papers.digitizing.steps import read_paper
from app.papers.original import original_of
from extractors.version import rules_version
from pipeline.paper import software
from schemas.record.evidence import FieldState, Origin
from schemas.record.intake import Intake
from schemas.record.paper import PaperRecord
from schemas.record.reading import PageReading
from storage.audit.chain import Action
from storage.batches.batches import BatchKind
from storage.errors import VersionConflictError
from storage.papers.search.entries import entry_of

__all__ = ["is_current", "reader_of", "redo", "same_reading"]


@dataclass(frozen=True, slots=True)
class _Again:
    """The new result for a paper."""

    record: PaperRecord
    pages: tuple[PageReading, ...]


def is_current(record: PaperRecord, kind: BatchKind, reader: str) -> bool:
    """Return whether reprocessing a paper cannot change anything.

    Args:
        record: The newest version.
        kind: The kind of reprocessing.
        reader: Name and version of the current line reader.
    """
    rules = record.rules == rules_version(record.classification.paper_type)
    if kind is BatchKind.REEXTRACT:
        return rules
    return record.software == software(reader)


def reader_of(kind: BatchKind, app: App) -> str:
    """Return the name of the current reader; empty, without loading it, if it does not matter."""
    return app.reader.name if kind is BatchKind.REREAD else ""


def same_reading(before: PaperRecord, after: PaperRecord) -> bool:
    """Return whether two versions of a record agree.

    Compares the type, the values, the field states and the contradictions with other papers.
    """
    if before.classification.paper_type != after.classification.paper_type:
        return False
    return _facts(before) == _facts(after)


@audited(Action.REDO)
def redo(app: App, by: Caller, paper_id: str, kind: BatchKind, *, store: bool = True) -> Outcome:
    """Reprocess one paper.

    Args:
        app: The installation.
        by: The caller.
        paper_id: A paper on file.
        kind: Whether to read it again or to extract again from the stored lines.
        store: False for a trial: everything runs, including sealing; nothing is stored or logged.

    Returns:
        `stored` with the next version; `already_on_file` if nothing would change or an earlier
        attempt with the same software has stored it.

    Raises:
        ConfirmedElsewhereError: Its type would change, and a person has confirmed values.
        StorageError: The store does not answer, or the paper is not on file.
        KeyStoreError: Signing is not possible here; nothing was written.
    """
    _ = app.signers  # do not start what cannot be signed
    before = app.archive.load(paper_id)
    if is_current(before, kind, reader_of(kind, app)):
        return Outcome.of(before, created=False)
    again = _read(before, app) if kind is BatchKind.REREAD else _extract(before, app)
    if same_reading(before, again.record):
        return Outcome.of(before, created=False)
    _spare_the_confirmed(before, again.record)
    if not store:
        return _tried(again, app)
    by = by.about(dossier=before.dossier, procedure=before.procedure)
    named = entry_of(before).concerned
    note(app, by, Action.REDO, paper_id=paper_id, subject=named, fields=(kind,))
    return _store(before, again, app)


def _read(before: PaperRecord, app: App) -> _Again:
    file = original_of(app.archive, before.paper_id)
    # It is on file, so the check for secrecy marks has already been made.
    intake = Intake.of(before, seen_not_secret=True)
    read = read_paper(file, intake, app)
    seen = {page.number: page.seen_by for page in before.pages}
    changed = {
        "software": read.record.software,
        "pages": tuple(
            page.model_copy(update={"seen_by": seen.get(page.number)}) for page in read.record.pages
        ),
        "text": read.record.text,
    }
    return _Again(_next(before.model_copy(update=changed), read.pages, app), read.pages)


def _extract(before: PaperRecord, app: App) -> _Again:
    pages = app.archive.readings(before.paper_id)
    if not pages:
        return _Again(before, pages)  # there is nothing to extract from
    return _Again(_next(before, pages, app), pages)


def _next(before: PaperRecord, pages: tuple[PageReading, ...], app: App) -> PaperRecord:
    update = {"version": before.version + 1, "processed_at": dt.datetime.now(dt.UTC)}
    return derive_again(before, pages, app).model_copy(update=update)


def _spare_the_confirmed(before: PaperRecord, after: PaperRecord) -> None:
    if before.classification.paper_type == after.classification.paper_type:
        return
    if any(field.state is FieldState.CONFIRMED for field in before.fields.values()):
        raise ConfirmedElsewhereError()


def _store(before: PaperRecord, again: _Again, app: App) -> Outcome:
    """Seal and store the next version; no page in doubt is signed before a person has seen it."""
    unsealed = before.withheld or again.record.unseen_pages
    files = [] if unsealed else seal_again(app, again.record, again.pages)
    made = {file.kind for file in files}
    kept = tuple(r for r in before.renditions if r.kind not in made)
    record = again.record.model_copy(update={"renditions": kept})
    try:
        saved = app.archive.revise(record, files, again.pages)
    except VersionConflictError:  # another worker or a person stored it first
        return Outcome.of(app.archive.load(before.paper_id), created=False)
    return Outcome.of(saved.record, saved.created)


def _tried(again: _Again, app: App) -> Outcome:
    if not again.record.withheld:
        seal_again(app, again.record, again.pages)
    return Outcome.of(again.record, created=False)


def _facts(record: PaperRecord) -> dict[str, tuple[object, ...]]:
    return {
        name: (field.value, field.state, {r for r in field.rules if r.origin is not Origin.PAGE})
        for name, field in record.fields.items()
    }
