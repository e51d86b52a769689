"""Puts a value of a paper on file right: the next version, sealed anew; what was read stays.

A person may have wrong data about them corrected (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15). The
versions before stay on file with their files, so that it can be seen what was known when.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from app.desk.answers import Answer, Reviewed, apply_answers
from app.errors import FieldValueError
from app.installation import Sealer
from schemas.papers.registry import paper_type
from storage.errors import VersionConflictError
from storage.papers.archive import PaperArchive, Saved

__all__ = ["rectified", "store_rectified"]


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
    record = archive.current(paper_id)
    if version is not None and record.version != version:
        raise VersionConflictError()
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
