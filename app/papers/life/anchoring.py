"""Ties the hashes of records to the audit chain, so that store and ledger cannot be changed alike.

The ledger knows the hash of each record. From time to time one entry of the chain takes up all that
came since the last one; nobody without the key of the chain can make such an entry fit again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.acting import MACHINE, Caller, audited, note
from app.installation import App
from storage.audit.chain import Action

__all__ = ["Anchor", "anchor_records", "broken_anchors"]

_BY = Caller(MACHINE, purpose="neo mã băm hồ sơ dữ liệu")


@dataclass(frozen=True, slots=True)
class Anchor:
    """An entry of the chain that vouches for the records of some numbers of the feed."""

    entry: int
    first: int
    last: int
    digest: str


@audited(Action.RECORDS)
def anchor_records(app: App) -> int:
    """Let the chain vouch for all records that it does not vouch for yet.

    Returns:
        How many there were.

    Raises:
        StoreUnavailableError: The database does not answer.
    """
    newest = app.audit.newest(Action.RECORDS)
    before = int(newest.event.fields[1]) if newest else 0
    last = app.ledger.last_change()
    if last <= before:
        return 0
    digest = app.ledger.digest(before, last)
    note(app, _BY, Action.RECORDS, fields=(str(before + 1), str(last), digest))
    return last - before


def broken_anchors(app: App) -> Iterator[Anchor]:
    """Yield the entries that vouch for records which the ledger no longer knows as they were.

    Raises:
        StoreUnavailableError: The database does not answer.
    """
    for entry in app.audit.entries_of(Action.RECORDS):
        first, last, digest = entry.event.fields
        if app.ledger.digest(int(first) - 1, int(last)) != digest:
            yield Anchor(entry.number, int(first), int(last), digest)
