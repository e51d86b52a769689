"""Puts a value of a paper on file right: the next version, sealed anew; what was read stays.

A person may have wrong data about them corrected (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15). The
versions before stay on file with their files, so that it can be seen what was known when.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping

from app.acting import Caller, audited, note, refusal_noted
from app.desk.answers import Answer, Reviewed, apply_answers
from app.errors import FieldValueError
from app.installation import App, Sealer
from app.papers.lifecycle import seen
from app.papers.scans import Changed, named_on, other_scans
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
) -> Changed:
    """Put values of a paper on file right, in all of its scans; the files are sealed anew.

    The scan that was named comes last: if the work is broken off, it still names the others.

    Args:
        app: The installation.
        by: Who answers for it, and why.
        paper_id: SHA-256 of the original.
        values: By name of field, as a person types them; None or empty: the paper has none.
        version: Version that the person has seen; None: whichever is the newest.
        sure: Fields on whose value the person insists, although it contradicts a rule or leaves
            out what every paper of the type has.
        alone: True where this scan alone was read wrong; the others stay as they are.

    Raises:
        PaperMissingError, VersionConflictError, FieldValueError: See `rectified`.
        StoreUnavailableError, SealError: See `store_rectified`; nothing changed.
    """
    seal = app.sealer  # what cannot be signed is not begun
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
    """Return the next version of a record with corrected values; nothing is stored yet.

    Args:
        archive: Where the paper lies.
        paper_id: SHA-256 of the original.
        values: By name of field, as a person types them; None or empty: the paper has none.
        officer: Account of the person who answers for it.
        at: Now, UTC.
        version: Version that the person has seen; None: whichever is the newest.
        sure: See `correct`.

    Raises:
        PaperMissingError: It is not on file.
        VersionConflictError: It has changed since.
        FieldValueError: The type has no such field, a value is not of its form, or it contradicts
            a rule and nobody insists on it; the source names the fields, the text holds no value.
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
    """Yield the other scans with the same values, but those that say so already."""
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
    """Seal and store a corrected record; from then on it is what is found.

    Args:
        archive: Where the paper lies.
        found: What `rectified` returned.
        seal: Makes the files anew.

    Raises:
        VersionConflictError: Somebody else was first.
        StoreUnavailableError: The store does not answer; look, and correct again.
        SealError: A signature could not be made.
    """
    record = found.record
    files = () if record.withheld else tuple(seal(record, archive.readings(record.paper_id)))
    made = {file.kind for file in files}
    kept = tuple(r for r in record.renditions if r.kind not in made)
    return archive.revise(record.model_copy(update={"renditions": kept}), files)
