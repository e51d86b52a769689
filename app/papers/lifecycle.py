"""What becomes of a paper after it was stored: revoked, replaced, withdrawn, restored, erased.

The verbs are in `app.papers.standing`; here is what they do.

Revocation, replacement and withdrawal of consent are versions of the record: the paper stays on
file, because the duty to archive stays, and is offered no more from the moment the index knows.
Withdrawal stands beside the status: a paper that is revoked while its owner's consent is withdrawn
is not offered again by either of them being lifted alone.

Erasure goes tombstone -> ledger and feed -> index -> desk -> bytes. The tombstone decides: after a
crash behind it `finish_erasures` goes on, and no reindex, scrub or new upload brings the paper
back. Bytes under a compliance lock are hidden at once and removed when the lock has ended.

The ledger notes each of them before anything is written; so `finish_broken_off` finds what a crash
cut off, although nobody asks for it again.
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
"""Longer than it takes to write a record while a slow store is asked again."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """An erased paper; `locked_until` says when the last of its bytes can go, None: all went."""

    tombstone: Tombstone
    locked_until: dt.datetime | None


def seen(archive: PaperArchive, paper_id: str, version: int | None) -> PaperRecord:
    """Return the newest record if it is the one that a person has seen.

    Args:
        archive: Where the paper lies.
        paper_id: SHA-256 of the original.
        version: Version that the person has seen; None: whichever is the newest.

    Raises:
        PaperMissingError: It is not on file.
        VersionConflictError: It has changed since.
    """
    record = archive.current(paper_id)
    if version is not None and record.version != version:
        raise VersionConflictError()
    return record


def with_status(record: PaperRecord, status: PaperStatus, change: StatusChange) -> PaperRecord:
    """Return the next version: revoked, replaced, or standing again.

    Args:
        record: The newest version.
        status: What the paper is from now on; not `withdrawn`, see `with_consent`.
        change: Who says so, and why.

    Raises:
        PaperStandingError: It is that already.
    """
    if status is PaperStatus.WITHDRAWN or status is record.status:
        raise PaperStandingError("already", standing=record.standing)
    return _next(record, status=status, status_change=change)


def with_consent(record: PaperRecord, given: bool, change: StatusChange) -> PaperRecord:
    """Return the next version: the owner withdrew the consent to reuse, or gave it again.

    Args:
        record: The newest version.
        given: False to withdraw.
        change: Who notes it, and why.

    Raises:
        PaperStandingError: It is that already.
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
    """Return what is to be left of a paper; nothing is written yet.

    Of an erasure that was broken off it is what was written then: the first tombstone counts.

    Args:
        archive: Where it lies.
        paper_id: SHA-256 of the original.
        ground: Why it may no longer be kept.
        reference: Number of the decision, without names.
        officer: Account of the person who answers for it.
        at: Now, UTC.
        version: See `seen`.

    Raises:
        PaperErasedError: It was erased before, and nothing is left.
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
    """Erase a paper; called again after a crash it goes on where it was broken off.

    Args:
        archive: Where it lies.
        desk: Where it was worked on.
        tombstone: What `tombstone_for` returned.

    Raises:
        PaperErasedError: Somebody else was first.
        StoreUnavailableError: The store does not answer; call again, or `finish_erasures`.
    """
    if archive.tombstone(tombstone.paper_id) != tombstone:
        archive.bury(tombstone)
    return _finish(archive, desk, tombstone)


def finish_erasures(archive: PaperArchive, desk: Desk) -> tuple[Erasure, ...]:
    """Remove the bytes of erased papers whose lock has ended or whose erasure was broken off.

    Raises:
        StoreUnavailableError: The store does not answer; call again.
    """
    tombstones = map(archive.tombstone, archive.ledger.half_erased())
    return tuple(_finish(archive, desk, tombstone) for tombstone in tombstones if tombstone)


def finish_broken_off(archive: PaperArchive, desk: Desk, quiet: dt.timedelta = _QUIET) -> int:
    """Bring every change and erasure to its end that was begun, and that nobody goes on with.

    Bytes whose lock has ended go, too. A record that cannot be read waits for
    `storage.papers.scrub`.

    Args:
        archive: Where the papers lie.
        desk: Where they were worked on.
        quiet: How long nothing has been heard of a paper before it counts as broken off.

    Returns:
        How many papers were looked at.

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
    """Do what follows the tombstone; every step may be done again."""
    paper_id = tombstone.paper_id
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
