"""Puts a value of a paper on file right: the next version, sealed anew; what was read stays.

A person may have wrong data about them corrected (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15). The
versions before stay on file with their files, so that it can be seen what was known when.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from app.acting import Caller, audited, note, refusal_noted
from app.desk.answers import Answer, Reviewed, apply_answers
from app.errors import FieldValueError
from app.installation import App, Sealer
from app.papers.lifecycle import seen
from schemas.papers.registry import paper_type
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
) -> Saved:
    """Put values of a paper on file right; the files are sealed anew.

    Args:
        app: The installation.
        by: Who answers for it, and why.
        paper_id: SHA-256 of the original.
        values: By name of field, as a person types them; None or empty: the paper has none.
        version: Version that the person has seen; None: whichever is the newest.

    Raises:
        PaperMissingError, VersionConflictError, FieldValueError: See `rectified`.
        StoreUnavailableError, SealError: See `store_rectified`; nothing changed.
    """
    seal = app.sealer  # what cannot be signed is not begun
    entry = app.index.get(paper_id)
    owner = entry.subject_id if entry else None
    with refusal_noted(app, by, Action.CORRECT, paper_id=paper_id, subject=owner):
        found = rectified(app.archive, paper_id, values, by.officer, app.clock(), version=version)
    note(app, by, Action.CORRECT, paper_id=paper_id, subject=owner, fields=sorted(values))
    saved = store_rectified(app.archive, found, seal)
    keep_corrections(app.desk.database, found.settled)
    app.pictures.forget(paper_id)
    return saved


def rectified(
    archive: PaperArchive,
    paper_id: str,
    values: Mapping[str, str | None],
    officer: str,
    at: dt.datetime,
    *,
    version: int | None = None,
) -> Reviewed:
    """Return the next version of a record with corrected values; nothing is stored yet.

    Args:
        archive: Where the paper lies.
        paper_id: SHA-256 of the original.
        values: By name of field, as a person types them; None or empty: the paper has none.
        officer: Account of the person who answers for it.
        at: Now, UTC.
        version: Version that the person has seen; None: whichever is the newest.

    Raises:
        PaperMissingError: It is not on file.
        VersionConflictError: It has changed since.
        FieldValueError: The type has no such field, or a value is not of its form; the source
            names the fields, the text holds no value.
    """
    record = seen(archive, paper_id, version)
    model = paper_type(record.classification.paper_type)
    unknown = set(values) - set(model.specs() if model else ())
    if unknown or not values:
        raise FieldValueError("unknown-field")
    answers = {name: Answer(text or "") for name, text in values.items()}
    found = apply_answers(record, answers, officer, at)
    if found.problems:
        problems = " ".join(dict.fromkeys(found.problems.values()))
        raise FieldValueError("values", problems=problems, source=", ".join(sorted(found.problems)))
    update = {"version": record.version + 1, "processed_at": at}
    return Reviewed(found.record.model_copy(update=update), found.settled, {})


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
