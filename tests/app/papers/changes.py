"""Changes of a paper on file without audit entry: what the verbs do when they have noted it."""

from __future__ import annotations

import datetime as dt

from app.papers.life.lifecycle import (
    Erasure,
    carry_out,
    seen,
    tombstone_for,
    with_consent,
    with_status,
)
from schemas.record.paper import PaperStatus, StatusChange
from schemas.record.tombstone import ErasureGround
from storage.desk.work_queue import Desk
from storage.papers.archive import PaperArchive, Saved


def set_status(
    archive: PaperArchive,
    paper_id: str,
    status: PaperStatus,
    change: StatusChange,
    *,
    version: int | None = None,
) -> Saved:
    return archive.revise(with_status(seen(archive, paper_id, version), status, change))


def set_consent(
    archive: PaperArchive,
    paper_id: str,
    given: bool,
    change: StatusChange,
    *,
    version: int | None = None,
) -> Saved:
    return archive.revise(with_consent(seen(archive, paper_id, version), given, change))


def erase(
    archive: PaperArchive,
    desk: Desk,
    paper_id: str,
    *,
    ground: ErasureGround,
    reference: str,
    officer: str,
    at: dt.datetime,
    version: int | None = None,
) -> Erasure:
    left = tombstone_for(
        archive,
        paper_id,
        ground=ground,
        reference=reference,
        officer=officer,
        at=at,
        version=version,
    )
    return carry_out(archive, desk, left)
