"""The ledger of papers: what has been done with each, so that nothing is lost or done twice.

    received -> stored -> indexed            the normal path
    received -> failed -> received ...       retried until `attempts` says stop
    indexed -> erasing -> erased             the end, `erasing` while a lock keeps bytes

A worker claims a paper for a while (a lease); if it dies, the lease expires and another worker
takes over. The store is the source of truth: a lost ledger is rebuilt from it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum

import sqlalchemy as sa

from schemas.record.paper import PaperStatus
from storage.database import UtcDateTime
from storage.kept import Kept
from storage.papers.integrity.witness import RecordProof

__all__ = ["Change", "LedgerEntry", "PaperLedger", "PaperState"]


class PaperState(StrEnum):
    """How far a paper has come."""

    RECEIVED = "received"
    STORED = "stored"
    """Objects and record are in the store; the index may not know yet."""
    INDEXED = "indexed"
    FAILED = "failed"
    ERASING = "erasing"
    """Erased for everybody, but the store still holds locked bytes."""
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One row of the ledger.

    Attributes:
        paper_id: SHA-256 of the original.
        state: How far it has come.
        version: Newest version of the record in the store, 0 before the first.
        attempts: How often a worker started on it.
        error_code: Stable code of the last failure, or None.
        batch: Name of the run it belongs to, without personal data.
        worker: Who holds the lease, or None.
        lease_until: When the lease, or the lock on an erased paper, expires, UTC.
        updated_at: Last change, UTC.
    """

    paper_id: str
    state: PaperState
    version: int
    attempts: int
    error_code: str | None
    batch: str
    worker: str | None
    lease_until: dt.datetime | None
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Change:
    """A new version of a paper, for systems that follow the feed, which may see one twice.

    Attributes:
        number: Position in the feed, increasing.
        paper_id: SHA-256 of the original.
        version: Version of the record that was stored.
        at: When, UTC.
        standing: What the paper is from then on: a `PaperStatus`, or `erased`.
    """

    number: int
    paper_id: str
    version: int
    at: dt.datetime
    standing: str = PaperStatus.CURRENT


metadata = sa.MetaData()
_papers = sa.Table(
    "ledger",
    metadata,
    sa.Column("paper_id", sa.String(64), primary_key=True),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("version", sa.Integer, nullable=False, default=0),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("error_code", sa.String(64)),
    sa.Column("batch", sa.String(200), nullable=False, default=""),
    sa.Column("worker", sa.String(200)),
    sa.Column("lease_until", UtcDateTime),
    sa.Column("updated_at", UtcDateTime, nullable=False),
    sa.Index("ledger_by_state", "state", "batch"),
)
_changes = sa.Table(
    "changes",
    metadata,
    sa.Column(
        "number",
        sa.BigInteger().with_variant(sa.Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    sa.Column("paper_id", sa.String(64), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("standing", sa.String(16), nullable=False, server_default=PaperStatus.CURRENT),
    sa.Column("record_sha256", sa.String(64)),
    sa.Column("readings_sha256", sa.String(64)),
    sa.Index("changes_of_paper", "paper_id", "version"),
    sqlite_autoincrement=True,
)
_ERASED = "erased"
_PROOF = (_changes.c.record_sha256, _changes.c.readings_sha256)
_AT_ONCE = 1000
_ADVISORY_LOCK = 7_236_802  # any number, the same for all writers of a PostgreSQL database


class PaperLedger(Kept):
    """The ledger in a database."""

    _tables = metadata

    def receive(self, paper_id: str, *, batch: str = "") -> LedgerEntry:
        """Record that a paper has come in; a known paper stays as it is."""
        values = {
            "paper_id": paper_id,
            "state": PaperState.RECEIVED,
            "version": 0,
            "attempts": 0,
            "batch": batch,
            "updated_at": self._clock(),
        }
        with self.database.write() as connection:
            connection.execute(
                self.database.insert(_papers).values(values).on_conflict_do_nothing()
            )
            return _entry(connection, paper_id)

    def claim(self, paper_id: str, worker: str, seconds: float) -> bool:
        """Take a paper for work.

        Args:
            paper_id: A paper that was received.
            worker: Name of the process, for people.
            seconds: How long nobody else may have it.

        Returns:
            Whether the claim succeeded: False if it is done, unknown or claimed by another worker.
        """
        now = self._clock()
        free = sa.or_(
            _papers.c.lease_until.is_(None),
            _papers.c.lease_until < now,
            _papers.c.worker == worker,
        )
        claim = (
            sa.update(_papers)
            .where(_papers.c.paper_id == paper_id, free, _unfinished())
            .values(
                worker=worker,
                lease_until=now + dt.timedelta(seconds=seconds),
                attempts=_papers.c.attempts + 1,
                updated_at=now,
            )
        )
        with self.database.write() as connection:
            return connection.execute(claim).rowcount == 1

    def renew(self, workers: Iterable[str], seconds: float) -> int:
        """Extend the leases of workers that are known to be alive.

        Args:
            workers: Names under which they claimed.
            seconds: How long, from now.

        Returns:
            How many papers they hold.
        """
        until = self._clock() + dt.timedelta(seconds=seconds)
        held = sa.update(_papers).where(_papers.c.worker.in_(list(workers)), _unfinished())
        with self.database.write() as connection:
            return connection.execute(held.values(lease_until=until)).rowcount

    def release(self, paper_id: str, worker: str) -> None:
        """Release a lease early, so that somebody else can continue at once."""
        own = _change_of(paper_id).where(_papers.c.worker == worker)
        with self.database.write() as connection:
            connection.execute(own.values(worker=None, lease_until=None))

    def stored(
        self,
        paper_id: str,
        version: int,
        standing: PaperStatus = PaperStatus.CURRENT,
        proof: RecordProof | None = None,
    ) -> None:
        """Record that a version of the record is in the store, and publish the change.

        Change and state are written in one transaction: no change is lost, none is invented.
        """
        self._news(paper_id, version, PaperState.STORED, standing, proof)

    def proofs(self, paper_id: str) -> dict[int, RecordProof]:
        """Return what is known of the records of a paper, by version."""
        query = sa.select(_changes.c.version, *_PROOF).where(
            _changes.c.paper_id == paper_id, _changes.c.record_sha256.is_not(None)
        )
        with self.database.read() as connection:
            return {
                row.version: RecordProof(row.record_sha256, row.readings_sha256)
                for row in connection.execute(query)
            }

    def digest(self, after: int, last: int) -> str:
        """Return one hash of all records that were stored under some numbers of the feed.

        Args:
            after: Number before the first.
            last: The last number.
        """
        columns = (_changes.c.number, _changes.c.paper_id, _changes.c.version, *_PROOF)
        query = sa.select(*columns).where(_changes.c.number > after, _changes.c.number <= last)
        found = hashlib.sha256()
        with self.database.read() as connection:
            rows = connection.execution_options(yield_per=_AT_ONCE).execute(
                query.order_by(_changes.c.number)
            )
            for row in rows:
                found.update("|".join(str(value or "") for value in row).encode() + b"\n")
        return found.hexdigest()

    def indexed_papers(self) -> int:
        """Return how many papers the index has to know."""
        query = sa.select(sa.func.count()).where(_papers.c.state == PaperState.INDEXED)
        with self.database.read() as connection:
            return connection.execute(query).scalar_one()

    def is_empty(self) -> bool:
        """Tell whether no paper was ever received."""
        query = sa.select(sa.literal(1)).select_from(_papers).limit(1)
        with self.database.read() as connection:
            return connection.execute(query).first() is None

    def last_change(self) -> int:
        """Return the highest number of the feed, 0 before the first."""
        with self.database.read() as connection:
            return connection.execute(sa.select(sa.func.max(_changes.c.number))).scalar() or 0

    def changing(self, paper_id: str) -> None:
        """Record that a version or a tombstone is about to be written.

        A crash between the write and its entry in the ledger leaves this trace; see `broken_off`.
        """
        self._set(paper_id, state=PaperState.STORED)

    def broken_off(self, quiet: dt.timedelta) -> tuple[str, ...]:
        """Return the papers with a change that was started but not finished by anybody.

        Args:
            quiet: Minimum time since their last entry; longer than a change takes.
        """
        now = self._clock()
        free = sa.or_(_papers.c.lease_until.is_(None), _papers.c.lease_until < now)
        begun = _papers.c.state.in_([PaperState.STORED, PaperState.ERASING])
        query = sa.select(_papers.c.paper_id).where(begun, free, _papers.c.updated_at < now - quiet)
        with self.database.read() as connection:
            return tuple(connection.execute(query.order_by(_papers.c.paper_id)).scalars())

    def is_erased(self, paper_id: str) -> bool:
        """Return whether a paper was erased and none of its bytes are left."""
        entry = self.entry(paper_id)
        return entry is not None and entry.state is PaperState.ERASED

    def erasing(self, paper_id: str, version: int) -> None:
        """Record that a paper was erased, and publish the change; its bytes are deleted next.

        Args:
            paper_id: SHA-256 of the original.
            version: `Tombstone.version`.
        """
        self.receive(paper_id)
        self._news(paper_id, version, PaperState.ERASING, _ERASED)

    def locked(self, paper_id: str, until: dt.datetime) -> None:
        """Record until when the store locks bytes of an erased paper: no retry before that."""
        self._set(paper_id, worker=None, lease_until=until)

    def erased(self, paper_id: str) -> None:
        """Record that nothing is left of an erased paper except its tombstone."""
        self._set(paper_id, state=PaperState.ERASED, worker=None, lease_until=None)

    def half_erased(self) -> tuple[str, ...]:
        """Return the erased papers of which bytes may be left."""
        query = sa.select(_papers.c.paper_id).where(_papers.c.state == PaperState.ERASING)
        with self.database.read() as connection:
            return tuple(connection.execute(query.order_by(_papers.c.paper_id)).scalars())

    def _news(
        self,
        paper_id: str,
        version: int,
        state: PaperState,
        standing: str,
        proof: RecordProof | None = None,
    ) -> None:
        now = self._clock()
        with self.database.write() as connection:
            if not self.database.is_sqlite:  # numbers must become visible in their order
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
            known = _entry(connection, paper_id).version
            values: dict[str, object] = {
                "state": state,
                "error_code": None,
                "updated_at": now,
            }
            if version > known:
                values["version"] = version
                change = {
                    "paper_id": paper_id,
                    "version": version,
                    "at": now,
                    "standing": standing,
                    **_columns(proof),
                }
                connection.execute(_changes.insert().values(change))
            connection.execute(_change_of(paper_id).values(values))

    def take_over(
        self,
        papers: Mapping[str, int],
        standings: Mapping[str, PaperStatus] | None = None,
        proofs: Mapping[str, RecordProof] | None = None,
    ) -> None:
        """Record for many papers at once that they are stored and indexed.

        Args:
            papers: Each paper with its newest version in the store.
            standings: The standing of papers that are not current.
            proofs: By what their records are recognised.
        """
        standings, proofs = standings or {}, proofs or {}
        now = self._clock()
        done = {"state": PaperState.INDEXED, "updated_at": now}
        with self.database.write() as connection:
            if not self.database.is_sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
            select = sa.select(_papers.c.paper_id, _papers.c.version)
            rows = connection.execute(select.where(_papers.c.paper_id.in_(papers)))
            known = {row.paper_id: row.version for row in rows}
            newer = {p: v for p, v in papers.items() if v > known.get(p, 0)}
            new_rows = [
                {**done, "paper_id": p, "version": 0, "attempts": 0, "batch": ""}
                for p in papers
                if p not in known
            ]
            if new_rows:
                connection.execute(self.database.insert(_papers).on_conflict_do_nothing(), new_rows)
            if newer:
                told = [
                    {
                        "paper_id": p,
                        "version": v,
                        "at": now,
                        "standing": standings.get(p, PaperStatus.CURRENT),
                        **_columns(proofs.get(p)),
                    }
                    for p, v in newer.items()
                ]
                connection.execute(_changes.insert(), told)
                risen = _change_of(sa.bindparam("paper")).values(version=sa.bindparam("new"))
                connection.execute(risen, [{"paper": p, "new": v} for p, v in newer.items()])
            all_done = sa.update(_papers).where(_papers.c.paper_id.in_(papers))
            connection.execute(all_done.values(**done, worker=None, lease_until=None))

    def changes(self, after: int = 0, limit: int = 100) -> tuple[Change, ...]:
        """Return the changes after a number, oldest first."""
        columns = [_changes.c[field.name] for field in fields(Change)]
        query = sa.select(*columns).where(_changes.c.number > after).order_by(_changes.c.number)
        with self.database.read() as connection:
            return tuple(Change(*row) for row in connection.execute(query.limit(limit)))

    def indexed(self, paper_id: str) -> None:
        """Record that the paper is in the index: the work is done and the lease ends."""
        self._set(paper_id, state=PaperState.INDEXED, worker=None, lease_until=None)

    def fail(self, paper_id: str, error_code: str) -> None:
        """Record that an attempt failed, and why; the lease ends."""
        self._set(
            paper_id,
            state=PaperState.FAILED,
            error_code=error_code,
            worker=None,
            lease_until=None,
        )

    def entry(self, paper_id: str) -> LedgerEntry | None:
        """Return the row of one paper, or None."""
        with self.database.read() as connection:
            row = connection.execute(_papers.select().where(_papers.c.paper_id == paper_id)).first()
        return _from_row(row) if row else None

    def unfinished(self, *, batch: str | None = None, max_attempts: int = 5) -> Iterator[str]:
        """Yield the papers without a lease that are worth another attempt."""
        free = sa.or_(_papers.c.lease_until.is_(None), _papers.c.lease_until < self._clock())
        query = (
            sa.select(_papers.c.paper_id)
            .where(_unfinished(), free, _papers.c.attempts < max_attempts)
            .order_by(_papers.c.updated_at, _papers.c.paper_id)
        )
        if batch is not None:
            query = query.where(_papers.c.batch == batch)
        with self.database.read() as connection:
            found = connection.execute(query).scalars().all()
        yield from found  # the connection is free while the caller works on a paper

    def stored_papers(self) -> Iterator[tuple[str, int]]:
        """Yield every paper that must be in the store, with its newest version."""
        query = sa.select(_papers.c.paper_id, _papers.c.version).where(_papers.c.version > 0)
        with self.database.read() as connection:
            found = [(row.paper_id, row.version) for row in connection.execute(query)]
        yield from found

    def erased_papers(self) -> tuple[str, ...]:
        """Return every paper that was erased, or is being erased."""
        gone = (PaperState.ERASING, PaperState.ERASED)
        query = sa.select(_papers.c.paper_id).where(_papers.c.state.in_(gone))
        with self.database.read() as connection:
            return tuple(connection.execute(query).scalars())

    def counts(self, *, batch: str | None = None) -> dict[PaperState, int]:
        """Return how many papers are in each state."""
        query = sa.select(_papers.c.state, sa.func.count()).group_by(_papers.c.state)
        if batch is not None:
            query = query.where(_papers.c.batch == batch)
        with self.database.read() as connection:
            found = {PaperState(state): count for state, count in connection.execute(query)}
        return {state: found.get(state, 0) for state in PaperState}

    def _set(self, paper_id: str, **values: object) -> None:
        with self.database.write() as connection:
            connection.execute(_change_of(paper_id).values(updated_at=self._clock(), **values))


def _columns(proof: RecordProof | None) -> dict[str, object]:
    return asdict(proof) if proof else {"record_sha256": None, "readings_sha256": None}


def _change_of(paper_id: str | sa.BindParameter[str]) -> sa.Update:
    return sa.update(_papers).where(_papers.c.paper_id == paper_id)


def _unfinished() -> sa.ColumnElement[bool]:
    done = (PaperState.INDEXED, PaperState.ERASING, PaperState.ERASED)
    return _papers.c.state.not_in(done)


def _entry(connection: sa.Connection, paper_id: str) -> LedgerEntry:
    row = connection.execute(_papers.select().where(_papers.c.paper_id == paper_id)).one()
    return _from_row(row)


def _from_row(row: sa.Row[tuple[object, ...]]) -> LedgerEntry:
    values = dict(row._mapping)
    return LedgerEntry(**{**values, "state": PaperState(values["state"])})
