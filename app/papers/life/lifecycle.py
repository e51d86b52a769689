"""The life of a paper after storage: revoked, replaced, withdrawn, restored, erased.

The verbs are in `app.papers.life.standing`; this module implements them.

Revocation, replacement and withdrawal of consent are versions of the record: the paper stays on
file, because the duty to archive remains, and is no longer offered once the index is updated.
Withdrawal is independent of the status: a paper that is both revoked and withdrawn is offered again
only after both have been undone.

The order of erasure is tombstone -> ledger and feed -> index -> desk -> bytes. The tombstone is
authoritative: after a later crash `finish_erasures` continues, and no reindex, scrub or upload
brings the paper back. Bytes under a compliance lock are hidden at once and deleted when the lock
has ended.

The ledger records each change before anything is written, so `finish_broken_off` finds what a crash
interrupted even if nobody retries it.
"""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass

from pydantic import ValidationError

from schemas.record.paper import PaperRecord, PaperStatus, StatusChange
from schemas.record.tombstone import ErasureGround, Tombstone
from storage.desk.work_queue import Desk
from storage.errors import (
    ObjectCorruptError,
    PaperMissingError,
    PaperStandingError,
    VersionConflictError,
)
from storage.objects.keys import draft_prefix, paper_prefix, tombstone_key
from storage.papers.archive import PaperArchive

__all__ = [
    "Erasure",
    "carry_out",
    "finish_broken_off",
    "finish_erasures",
    "seen",
    "tombstone_for",
    "with_consent",
    "with_status",
]

_QUIET = dt.timedelta(minutes=2)
"""Longer than writing a record takes, including retries on a slow store."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """An erased paper; `locked_until` is when the last bytes can be deleted, None if all are."""

    tombstone: Tombstone
    locked_until: dt.datetime | None


def seen(archive: PaperArchive, paper_id: str, version: int | None) -> PaperRecord:
    """Return the newest record if it is the version that a person has seen.

    Args:
        archive: Where the paper is stored.
        paper_id: SHA-256 of the original.
        version: Version that the person has seen; None: the newest.

    Raises:
        PaperMissingError: It is not on file.
        VersionConflictError: It has changed in the meantime.
    """
    record = archive.current(paper_id)
    if version is not None and record.version != version:
        raise VersionConflictError()
    return record


def with_status(record: PaperRecord, status: PaperStatus, change: StatusChange) -> PaperRecord:
    """Return the next version: revoked, replaced or restored.

    Args:
        record: The newest version.
        status: The new status; not `withdrawn`, see `with_consent`.
        change: The responsible person and the reason.

    Raises:
        PaperStandingError: It already has that status.
    """
    if status is PaperStatus.WITHDRAWN or status is record.status:
        raise PaperStandingError("already", standing=record.standing)
    return _next(record, status=status, status_change=change)


def with_consent(record: PaperRecord, given: bool, change: StatusChange) -> PaperRecord:
    """Return the next version: the owner withdrew consent to reuse or gave it again.

    Args:
        record: The newest version.
        given: False to withdraw.
        change: The person who records it and the reason.

    Raises:
        PaperStandingError: It already has that status.
    """
    if given is (record.withdrawal is None):
        raise PaperStandingError("consent")
    if given:
        return _next(record, withdrawal=None, status_change=change)
    return _next(record, withdrawal=change)


def tombstone_for(
    archive: PaperArchive,
    paper_id: str,
    *,
    ground: ErasureGround,
    reference: str,
    officer: str,
    at: dt.datetime,
    version: int | None = None,
) -> Tombstone:
    """Return the tombstone of a paper, without writing it.

    After an interrupted erasure this is the existing tombstone: the first one counts.

    Args:
        archive: Where it is stored.
        paper_id: SHA-256 of the original.
        ground: Legal ground of the erasure.
        reference: Number of the decision, without names.
        officer: Account of the responsible person.
        at: The current time, UTC.
        version: See `seen`.

    Raises:
        PaperErasedError: It is already fully erased.
        PaperMissingError, VersionConflictError: See `seen`.
    """
    begun = archive.tombstone(paper_id)
    if begun is not None and not archive.ledger.is_erased(paper_id):
        return begun
    record = seen(archive, paper_id, version)
    return Tombstone(
        paper_id=paper_id,
        version=record.version + 1,
        erased_at=at,
        ground=ground,
        reference=reference,
        officer=officer,
    )


def carry_out(archive: PaperArchive, desk: Desk, tombstone: Tombstone) -> Erasure:
    """Erase a paper; a repeated call after a crash continues where it was interrupted.

    Args:
        archive: Where it is stored.
        desk: The work queue from which it is removed.
        tombstone: What `tombstone_for` returned.

    Raises:
        PaperErasedError: Somebody else erased it first.
        StoreUnavailableError: The store does not answer; call again, or `finish_erasures`.
    """
    if archive.tombstone(tombstone.paper_id) != tombstone:
        archive.ledger.changing(tombstone.paper_id)
    return _finish(archive, desk, tombstone)


def finish_erasures(archive: PaperArchive, desk: Desk) -> tuple[Erasure, ...]:
    """Delete the bytes of erased papers whose lock has ended or whose erasure was interrupted.

    Raises:
        StoreUnavailableError: The store does not answer; call again.
    """
    tombstones = map(archive.tombstone, archive.ledger.half_erased())
    return tuple(_finish(archive, desk, tombstone) for tombstone in tombstones if tombstone)


def finish_broken_off(archive: PaperArchive, desk: Desk, quiet: dt.timedelta = _QUIET) -> int:
    """Complete every interrupted change and erasure.

    Bytes whose lock has ended are deleted, too. A record that cannot be read waits for
    `storage.papers.integrity.scrub`.

    Args:
        archive: Where the papers are stored.
        desk: The work queue from which they are removed.
        quiet: Time without activity after which a change counts as interrupted.

    Returns:
        Number of papers examined.

    Raises:
        StoreUnavailableError: The store does not answer; call again.
    """
    found = archive.ledger.broken_off(quiet)
    for paper_id in found:
        with suppress(ObjectCorruptError, PaperMissingError, ValidationError):
            tombstone = archive.tombstone(paper_id)
            if tombstone is None:
                archive.on_file(paper_id)
            else:
                _finish(archive, desk, tombstone)
    return len(found)


def _finish(archive: PaperArchive, desk: Desk, tombstone: Tombstone) -> Erasure:
    """Perform the steps from the tombstone on; each is idempotent."""
    paper_id = tombstone.paper_id
    archive.bury(tombstone)
    archive.ledger.erasing(paper_id, tombstone.version)
    archive.index.forget(paper_id)
    desk.forget(paper_id)
    locks = (
        archive.store.purge(draft_prefix(paper_id)),
        archive.store.purge(paper_prefix(paper_id), spare=tombstone_key(paper_id)),
    )
    locked_until = max(filter(None, locks), default=None)
    if locked_until is None:
        archive.ledger.erased(paper_id)
    else:
        archive.ledger.locked(paper_id, locked_until)
    return Erasure(tombstone, locked_until)


def _next(record: PaperRecord, **changes: object) -> PaperRecord:
    return record.model_copy(update={**changes, "version": record.version + 1})
