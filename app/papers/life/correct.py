"""Corrects a value of a paper on file: creates and seals the next version; the raw text stays.

A person has the right to have wrong data about them corrected (Luật Bảo vệ dữ liệu cá nhân
91/2025/QH15). Earlier versions stay on file with their files, to show what was known when.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping

from app.acting import Caller, audited, note, refusal_noted
from app.desk.answers import Answer, Reviewed, apply_answers
from app.errors import FieldValueError
from app.installation import App, Sealer
from app.papers.life.lifecycle import seen
from app.papers.life.scans import Changed, named_on, other_scans
from schemas.papers.registry import paper_type
from schemas.record.evidence import FieldState
from schemas.record.paper import PaperRecord
from storage.audit.chain import Action
from storage.desk.corrections import keep_corrections
from storage.papers.archive import PaperArchive, Saved

__all__ = ["correct", "rectified", "store_rectified"]


@audited(Action.CORRECT)
def correct(
    app: App,
    by: Caller,
    paper_id: str,
    values: Mapping[str, str | None],
    *,
    version: int | None = None,
    sure: Collection[str] = (),
    alone: bool = False,
    seal: Sealer | None = None,
) -> Changed:
    """Correct values of a paper on file in all its scans; the files are sealed again.

    The named scan is changed last: after an interruption it still names the others.

    Args:
        app: The installation.
        by: The responsible person and the reason.
        paper_id: SHA-256 of the original.
        values: Values by field name, as typed; None or empty: the paper has none.
        version: Version that the person has seen; None: the newest.
        sure: Fields on whose values the person insists although they contradict a rule or are empty
            where every paper of the type has a value.
        alone: Whether only this scan was misread; the others are not changed.
        seal: Creates the signed files; None: with the keys of the installation.

    Raises:
        PaperMissingError, VersionConflictError, FieldValueError: See `rectified`.
        StoreUnavailableError, SealError: See `store_rectified`; nothing changed.
    """
    seal = seal or app.sealer  # do not start what cannot be signed
    scans = () if alone else other_scans(app, paper_id)
    owner = named_on(app, paper_id)
    with refusal_noted(app, by, Action.CORRECT, paper_id=paper_id, subject=owner):
        first = rectified(
            app.archive, paper_id, values, by.officer, app.clock(), version=version, sure=sure
        )
        others = list(_others(app, by, scans, values, first, sure))
    for found in (*others, first):
        changed = found.record.paper_id
        subject = named_on(app, changed)
        note(app, by, Action.CORRECT, paper_id=changed, subject=subject, fields=sorted(values))
    done = [_store(app, found, seal) for found in others]
    saved = _store(app, first, seal)
    return Changed(saved.record, saved.created, tuple(each.record for each in done))


def rectified(
    archive: PaperArchive,
    paper_id: str,
    values: Mapping[str, str | None],
    officer: str,
    at: dt.datetime,
    *,
    version: int | None = None,
    sure: Collection[str] = (),
) -> Reviewed:
    """Return the next version of a record with corrected values, without storing it.

    Args:
        archive: Where the paper is stored.
        paper_id: SHA-256 of the original.
        values: Values by field name, as typed; None or empty: the paper has none.
        officer: Account of the responsible person.
        at: The current time, UTC.
        version: Version that the person has seen; None: the newest.
        sure: See `correct`.

    Raises:
        PaperMissingError: It is not on file.
        VersionConflictError: It has changed in the meantime.
        FieldValueError: The type has no such field, a value has the wrong format, or it contradicts
            a rule and nobody insists on it; the error names the fields but contains no values.
    """
    record = seen(archive, paper_id, version)
    model = paper_type(record.classification.paper_type)
    unknown = {*values, *sure} - set(model.specs() if model else ())
    if unknown or not values:
        raise FieldValueError("unknown-field", source=", ".join(sorted(unknown)) or None)
    answers = {name: Answer(text or "", sure=name in sure) for name, text in values.items()}
    found = apply_answers(record, answers, officer, at)
    if found.problems:
        problems = " ".join(dict.fromkeys(found.problems.values()))
        where = ", ".join(sorted(found.problems))
        if found.doubted == set(found.problems):
            raise FieldValueError("doubted", problems=problems, source=where)
        raise FieldValueError("values", problems=problems, source=where)
    update = {"version": record.version + 1, "processed_at": at}
    return Reviewed(found.record.model_copy(update=update), found.settled, {})


def _others(
    app: App,
    by: Caller,
    scans: Iterable[str],
    values: Mapping[str, str | None],
    first: Reviewed,
    sure: Collection[str],
) -> Iterator[Reviewed]:
    """Yield the other scans with the same corrected values, except those that already have them."""
    for paper_id in scans:
        found = rectified(app.archive, paper_id, values, by.officer, app.clock(), sure=sure)
        before = app.archive.load(paper_id)
        if any(_differs(before, first.record, name) for name in values):
            yield found


def _differs(before: PaperRecord, after: PaperRecord, name: str) -> bool:
    field = before.fields.get(name)
    return before.value(name) != after.value(name) or (
        field is not None and field.state is FieldState.REVIEW
    )


def _store(app: App, found: Reviewed, seal: Sealer) -> Saved:
    saved = store_rectified(app.archive, found, seal)
    keep_corrections(app.desk.database, found.settled)
    app.pictures.forget(saved.record.paper_id)
    return saved


def store_rectified(archive: PaperArchive, found: Reviewed, seal: Sealer) -> Saved:
    """Seal and store a corrected record; from then on searches find it.

    Args:
        archive: Where the paper is stored.
        found: What `rectified` returned.
        seal: Creates the signed files.

    Raises:
        VersionConflictError: Somebody else stored this version first.
        StoreUnavailableError: The store does not answer; check the paper, then correct again.
        SealError: A signature could not be made.
    """
    record = found.record
    files = () if record.withheld else tuple(seal(record, archive.readings(record.paper_id)))
    made = {file.kind for file in files}
    kept = tuple(r for r in record.renditions if r.kind not in made)
    return archive.revise(record.model_copy(update={"renditions": kept}), files)
