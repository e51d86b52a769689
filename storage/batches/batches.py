"""Batches of the backfill: what was planned, who approved it, progress, failures and reasons.

    plan -> approve -> run (pause, resume) -> retry what was parked

A batch is divided into shards, the unit that one runner holds; a shard has items, one for each
file. What a page or a command shows comes from here: `Batches.all`, `shards`, `failures` and
`reasons`. Counts are kept with the shards, updated in the transaction that settles an item, so
that queries are cheap and the sum is always right.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Callable, Iterable, Mapping

import sqlalchemy as sa

from schemas.record.paper import FormOfPaper
from storage.batches import tables
from storage.batches.tables import batches, items, shards
from storage.batches.values import (
    Batch,
    BatchKind,
    BatchState,
    Copies,
    Counts,
    Failure,
    Item,
    ItemState,
    ParkReason,
    PlannedItem,
    Result,
    Shard,
)
from storage.database import Database
from storage.errors import BatchExistsError, BatchMissingError, BatchStateError
from storage.kept import Clock
from storage.papers import ledger

__all__ = [
    "Batch",
    "BatchKind",
    "BatchState",
    "Batches",
    "Copies",
    "Counts",
    "Failure",
    "Item",
    "ItemState",
    "ParkReason",
    "PlannedItem",
    "Result",
    "Shard",
]


_ROWS_AT_ONCE = 1000
_NO_FAULT: Mapping[str, object] = {"error_code": None, "reason": None, "remedy": None}


class Batches:
    """The batches in a database."""

    def __init__(
        self, database: Database, *, clock: Clock = lambda: dt.datetime.now(dt.UTC)
    ) -> None:
        """Open the batches; create their tables if they are missing.

        Args:
            database: Database of the ledger.
            clock: Returns the time, UTC.
        """
        self.database = database
        self._clock = clock
        self.database.create(ledger.metadata)
        self.database.create(tables.metadata)

    # Planning

    def create(
        self,
        name: str,
        kind: BatchKind,
        source: str,
        planned: Iterable[PlannedItem],
        *,
        by: str,
        shard_size: int,
        form_of_paper: FormOfPaper = FormOfPaper.UNKNOWN,
        left_out: Callable[[], Mapping[str, int]] = dict,
    ) -> Batch:
        """Store a plan; it runs only after `approve`.

        There may be millions of items: they are written as they come, and the batch is a draft
        until the last one is written.

        Args:
            name: A new name.
            kind: What is to be done.
            source: Where the files are.
            planned: The files in the order in which they are to be done.
            by: Account of the person who plans.
            shard_size: Items of one shard.
            form_of_paper: What the files are copies of.
            left_out: Called at the end: returns how many files were left out, by reason.

        Raises:
            BatchExistsError: There is a batch of that name.
        """
        row = {
            "name": name,
            "kind": kind,
            "source": source,
            "form_of_paper": form_of_paper,
            "state": BatchState.DRAFT,
            "created_at": self._clock(),
            "created_by": by,
            "left_out": "{}",
        }
        with self.database.write() as connection:
            draft = (batches.c.name == name, batches.c.state == BatchState.DRAFT)
            for table in (items, shards):  # left by a planner that died
                drafts = sa.select(batches.c.name).where(*draft)
                connection.execute(table.delete().where(table.c.batch.in_(drafts)))
            connection.execute(batches.delete().where(*draft))
            if connection.execute(sa.select(batches).where(batches.c.name == name)).first():
                raise BatchExistsError(source=name)
            connection.execute(batches.insert().values(row))
        self._write_items(name, planned, shard_size)
        with self.database.write() as connection:
            told = json.dumps(dict(left_out()), ensure_ascii=False)
            done = {"state": BatchState.PLANNED, "left_out": told}
            connection.execute(batches.update().where(batches.c.name == name).values(done))
        return self.get(name)

    def _write_items(self, name: str, planned: Iterable[PlannedItem], shard_size: int) -> None:
        numbered = enumerate(planned)
        for shard in itertools.count():
            group = list(itertools.islice(numbered, shard_size))
            if not group:
                return
            rows = [_item_row(name, shard, number, item) for number, item in group]
            missing = sum(item.state is ItemState.MISSING for _, item in group)
            parked = sum(item.state is ItemState.PARKED for _, item in group)
            waiting = len(group) - missing - parked
            zero = dict.fromkeys(("stored", "known", "pages", "submissions"), 0)
            of_shard = {
                **zero,
                "batch": name,
                "shard": shard,
                "items": len(group),
                "size": sum(item.size for _, item in group),
                "waiting": waiting,
                "parked": parked,
                "missing": missing,
                "cpu_seconds": 0.0,
                "finished_at": None if waiting else self._clock(),
            }
            with self.database.write() as connection:
                connection.execute(shards.insert(), of_shard)
                for start in range(0, len(rows), _ROWS_AT_ONCE):
                    connection.execute(items.insert(), rows[start : start + _ROWS_AT_ONCE])

    def approve(self, name: str, by: str) -> Batch:
        """Record that a person has looked at the plan and approved it.

        Raises:
            BatchStateError: It was approved before.
        """
        values = {"approved_at": self._clock(), "approved_by": by}
        self._move(name, (BatchState.PLANNED,), BatchState.APPROVED, values)
        return self.get(name)

    def pause(self, name: str, stopped_by: str | None = None) -> Batch:
        """Let runners finish their current papers, and start no others.

        Args:
            name: Name of the batch.
            stopped_by: Code of the installation fault, if the pause is not a person's decision.

        Raises:
            BatchStateError: It is not approved.
        """
        told = {"stopped_by": stopped_by}
        self._move(name, (BatchState.APPROVED, BatchState.PAUSED), BatchState.PAUSED, told)
        return self.get(name)

    def resume(self, name: str) -> Batch:
        """Let a paused batch run again.

        Raises:
            BatchStateError: It was never approved.
        """
        told = {"stopped_by": None}
        self._move(name, (BatchState.APPROVED, BatchState.PAUSED), BatchState.APPROVED, told)
        return self.get(name)

    def retry(self, name: str, error_codes: Iterable[str] = (), numbers: Iterable[int] = ()) -> int:
        """Let parked files be tried again.

        Args:
            name: The batch.
            error_codes: Only files parked for these reasons; all if none is given.
            numbers: Only these items; all if none is given.

        Returns:
            How many are waiting again.
        """
        chosen = [items.c.batch == name, items.c.state == ItemState.PARKED]
        if codes := list(error_codes):
            chosen.append(items.c.error_code.in_(codes))
        if only := list(numbers):
            chosen.append(items.c.number.in_(only))
        again = {"state": ItemState.WAITING, "attempts": 0, **_NO_FAULT}
        with self.database.write() as connection:
            count = sa.select(items.c.shard, sa.func.count()).where(*chosen)
            freed = connection.execute(count.group_by(items.c.shard)).all()
            connection.execute(items.update().where(*chosen).values(again))
            for shard, number in freed:
                counts = {
                    "waiting": shards.c.waiting + number,
                    "parked": shards.c.parked - number,
                    "finished_at": None,
                }
                connection.execute(shards.update().where(*_is(name, shard)).values(counts))
        return sum(number for _, number in freed)

    # Asking

    def all(self) -> list[Batch]:
        """Return every batch with its counts, newest first."""
        with self.database.read() as connection:
            order = (batches.c.created_at.desc(), batches.c.name)
            rows = connection.execute(batches.select().order_by(*order)).all()
            counts = _all_counts(connection)
        return [_batch(row, counts.get(row.name, Counts())) for row in rows]

    def get(self, name: str) -> Batch:
        """Return one batch.

        Raises:
            BatchMissingError: There is none of that name.
        """
        with self.database.read() as connection:
            row = connection.execute(batches.select().where(batches.c.name == name)).first()
            counts = _all_counts(connection, name)
        if row is None:
            raise BatchMissingError(source=name)
        return _batch(row, counts.get(name, Counts()))

    def copies(self, name: str) -> Copies:
        """Return how many files of a batch have the same bytes, or are on file already."""
        papers = sa.table("ledger", sa.column("paper_id"), sa.column("version"))
        hashed = (items.c.batch == name, items.c.paper_id.is_not(None))
        count = sa.select(sa.func.count(), sa.func.count(sa.distinct(items.c.paper_id))).where(
            *hashed
        )
        known = sa.select(sa.func.count()).where(
            *hashed, papers.c.paper_id == items.c.paper_id, papers.c.version > 0
        )
        with self.database.read() as connection:
            total, different = connection.execute(count).one()
            return Copies(total, different, connection.execute(known).scalar_one())

    def shards(self, name: str) -> list[Shard]:
        """Return the shards of a batch in their order."""
        query = shards.select().where(shards.c.batch == name).order_by(shards.c.shard)
        with self.database.read() as connection:
            return [_shard(row) for row in connection.execute(query)]

    def free_shards(self, name: str) -> list[Shard]:
        """Return the shards with work left that no living runner holds."""
        free = sa.or_(shards.c.lease_until.is_(None), shards.c.lease_until < self._clock())
        query = shards.select().where(shards.c.batch == name, shards.c.waiting > 0, free)
        with self.database.read() as connection:
            return [_shard(row) for row in connection.execute(query.order_by(shards.c.shard))]

    def failures(self, name: str, *, limit: int = 100, after: int = -1) -> list[Failure]:
        """Return files that were parked or are missing, in the order of the plan.

        Args:
            name: The batch.
            limit: Maximum number.
            after: Number of the last one on the previous page.
        """
        columns = [items.c[f] for f in Failure.__dataclass_fields__]
        failed = items.c.state.in_((ItemState.PARKED, ItemState.MISSING))
        query = (
            sa.select(*columns)
            .where(items.c.batch == name, failed, items.c.number > after)
            .order_by(items.c.number)
            .limit(limit)
        )
        with self.database.read() as connection:
            rows = [dict(row._mapping) for row in connection.execute(query)]
        return [Failure(**{**row, "state": ItemState(row["state"])}) for row in rows]

    def reasons(self, name: str) -> list[ParkReason]:
        """Return why files were parked, the most frequent reason first."""
        count = sa.func.count()
        query = (
            sa.select(items.c.error_code, count, sa.func.min(items.c.reason))
            .where(items.c.batch == name, items.c.state == ItemState.PARKED)
            .group_by(items.c.error_code)
            .order_by(count.desc(), items.c.error_code)
        )
        with self.database.read() as connection:
            return [ParkReason(code, n, text) for code, n, text in connection.execute(query)]

    # Running

    def hold(self, name: str, shard: int, runner: str, seconds: float) -> bool:
        """Take or keep a lease on a shard: nobody else may have it until the lease ends.

        Returns:
            Whether the runner holds it now.
        """
        now = self._clock()
        free = sa.or_(
            shards.c.lease_until.is_(None),
            shards.c.lease_until < now,
            shards.c.runner == runner,
        )
        values = {
            "runner": runner,
            "lease_until": now + dt.timedelta(seconds=seconds),
            "started_at": sa.func.coalesce(shards.c.started_at, now),
        }
        update = shards.update().where(*_is(name, shard), free).values(values)
        with self.database.write() as connection:
            return connection.execute(update).rowcount == 1

    def let_go(self, name: str, shard: int, runner: str) -> None:
        """Release a shard; record the time if nothing is waiting in it."""
        done = sa.case((shards.c.waiting == 0, self._clock()), else_=None)
        values = {"runner": None, "lease_until": None, "finished_at": done}
        own = shards.c.runner == runner
        with self.database.write() as connection:
            connection.execute(shards.update().where(*_is(name, shard), own).values(values))

    def submitted(self, name: str, shard: int) -> int:
        """Count one more submission of a shard to a scheduler; return the count."""
        one_more = shards.update().where(*_is(name, shard))
        one_more = one_more.values(submissions=shards.c.submissions + 1)
        with self.database.write() as connection:
            return int(connection.execute(one_more.returning(shards.c.submissions)).scalar_one())

    def waiting(self, name: str, shard: int) -> list[Item]:
        """Return the items of a shard that are still to do, in the order of the plan."""
        columns = [items.c[f] for f in Item.__dataclass_fields__]
        query = sa.select(*columns).where(
            items.c.batch == name, items.c.shard == shard, items.c.state == ItemState.WAITING
        )
        with self.database.read() as connection:
            rows = connection.execute(query.order_by(items.c.number)).all()
        return [Item(**row._mapping) for row in rows]

    def identify(self, item: Item, paper_id: str) -> None:
        """Record the hash of a file's bytes."""
        self._change_item(item, {"paper_id": paper_id})

    def begin(self, item: Item) -> int:
        """Count one more attempt on an item; return the count."""
        statement = items.update().where(*_of(item)).values(attempts=items.c.attempts + 1)
        with self.database.write() as connection:
            return int(connection.execute(statement.returning(items.c.attempts)).scalar_one())

    def take_back(self, item: Item) -> None:
        """Undo the count of an attempt that ended for a reason unrelated to the paper."""
        self._change_item(
            item, {"attempts": sa.case((items.c.attempts > 0, items.c.attempts - 1), else_=0)}
        )

    def settle(self, item: Item, state: ItemState, result: Result | None = None) -> None:
        """Record that an item is done; a second call changes nothing.

        Of several items with the same bytes one counts as stored, the others as known.
        """
        with self.database.write() as connection:
            if state is ItemState.STORED and _another_stored(connection, item):
                state = ItemState.KNOWN
            values: dict[str, object] = {"state": state, **_NO_FAULT}
            if result is not None:
                values |= {f: getattr(result, f) for f in Result.__dataclass_fields__}
            self._settle(connection, item, values, result)

    def park(
        self, item: Item, error_code: str, reason: str, cpu_seconds: float = 0.0, remedy: str = ""
    ) -> None:
        """Park an item with a reason, and what is to be done: sentences without personal data."""
        values: dict[str, object] = {
            "state": ItemState.PARKED,
            "error_code": error_code,
            "reason": reason,
            "remedy": remedy or None,
            "cpu_seconds": cpu_seconds,
        }
        with self.database.write() as connection:
            self._settle(connection, item, values, None)

    def _settle(
        self,
        connection: sa.Connection,
        item: Item,
        values: dict[str, object],
        result: Result | None,
    ) -> None:
        """Change a waiting item together with the counts of its shard."""
        values["settled_at"] = self._clock()
        waits = items.c.state == ItemState.WAITING
        changed = connection.execute(items.update().where(*_of(item), waits).values(values))
        if changed.rowcount != 1:
            return
        column = str(values["state"])
        counts: dict[str, object] = {
            "waiting": shards.c.waiting - 1,
            column: shards.c[column] + 1,
            "cpu_seconds": shards.c.cpu_seconds + (values.get("cpu_seconds") or 0.0),
        }
        if column == ItemState.STORED and result is not None:
            counts["pages"] = shards.c.pages + result.pages
        connection.execute(shards.update().where(*_is(item.batch, item.shard)).values(counts))

    def _change_item(self, item: Item, values: Mapping[str, object]) -> None:
        with self.database.write() as connection:
            connection.execute(items.update().where(*_of(item)).values(values))

    def _move(
        self,
        name: str,
        before: tuple[BatchState, ...],
        after: BatchState,
        values: Mapping[str, object],
    ) -> None:
        move = batches.update().where(batches.c.name == name, batches.c.state.in_(before))
        with self.database.write() as connection:
            moved = connection.execute(move.values(state=after, **values)).rowcount
        if not moved:
            state = self.get(name).state
            raise BatchStateError("step", state=state, after=after, source=name)


def _item_row(name: str, shard: int, number: int, item: PlannedItem) -> dict[str, object]:
    row: dict[str, object] = {f: getattr(item, f) for f in PlannedItem.__dataclass_fields__}
    return row | {"batch": name, "shard": shard, "number": number, "attempts": 0}


def _is(name: str, shard: int) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return shards.c.batch == name, shards.c.shard == shard


def _of(item: Item) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return items.c.batch == item.batch, items.c.number == item.number


def _another_stored(connection: sa.Connection, item: Item) -> bool:
    """Return whether another item of the batch with the same bytes counts as stored."""
    own = sa.select(items.c.paper_id).where(*_of(item)).scalar_subquery()
    query = sa.select(items.c.number).where(
        items.c.batch == item.batch,
        items.c.number != item.number,
        items.c.state == ItemState.STORED,
        items.c.paper_id == own,
    )
    return connection.execute(query.limit(1)).first() is not None


def _all_counts(connection: sa.Connection, name: str | None = None) -> dict[str, Counts]:
    names = list(Counts.__dataclass_fields__)
    sums = [sa.func.coalesce(sa.func.sum(shards.c[n]), 0).label(n) for n in names]
    query = sa.select(shards.c.batch, *sums).group_by(shards.c.batch)
    if name is not None:
        query = query.where(shards.c.batch == name)
    return {row.batch: _counts(row) for row in connection.execute(query)}


def _counts(row: sa.Row[tuple[object, ...]]) -> Counts:
    values = {n: row._mapping[n] for n in Counts.__dataclass_fields__}
    whole = {n: int(v) for n, v in values.items() if n != "cpu_seconds"}
    return Counts(**whole, cpu_seconds=float(values["cpu_seconds"]))


def _batch(row: sa.Row[tuple[object, ...]], counts: Counts) -> Batch:
    values = dict(row._mapping)
    values |= {
        "kind": BatchKind(values["kind"]),
        "state": BatchState(values["state"]),
        "form_of_paper": FormOfPaper(values["form_of_paper"]),
        "left_out": json.loads(values["left_out"]),
    }
    return Batch(**values, counts=counts)


def _shard(row: sa.Row[tuple[object, ...]]) -> Shard:
    names = ("batch", "submissions", "runner", "lease_until", "started_at", "finished_at")
    values = {n: row._mapping[n] for n in names}
    return Shard(**values, number=row._mapping["shard"], counts=_counts(row))
