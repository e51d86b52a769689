"""The work queue of the desk: papers between the scanner and the store.

    waiting -> reading -> to_review -> to_check -> to_sign -> signed
       |          |                    (four eyes)
       |          +-> failed -> waiting           tried again
       +-> rescan -> reading | replaced           a page is to be scanned again
    any open state -> replaced | rejected         scanned again, split, or handed back

One row is one paper, as in the ledger; the bytes and the draft are in the store. A worker holds a
paper by a lease and a person changes it with its revision (optimistic locking), so that neither
overwrites the work of the other. Every change writes an event in the same transaction: the events
are the basis of all statistics about operators, branches and agents.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from pydantic import TypeAdapter

from schemas.record.intake import Intake
from schemas.record.paper import Channel, FormOfPaper
from storage.database import UtcDateTime
from storage.desk import tables
from storage.desk.desk_papers import (
    _AGAIN,
    CLOSED,
    SYSTEM,
    DeskEvent,
    DeskPaper,
    DeskState,
    EventKind,
    JudgedPage,
)
from storage.desk.tables import corrections, events, hand_ins, papers, typed
from storage.errors import DeskConflictError, PaperMissingError
from storage.kept import Kept

__all__ = ["Desk"]


_READ = (DeskState.TO_REVIEW, DeskState.TO_CHECK, DeskState.TO_SIGN, DeskState.SIGNED)
_LONGEST_NAME = 200


class Desk(Kept):
    """The work queue in a database."""

    _tables = tables.metadata

    def enqueue(
        self,
        paper_id: str,
        intake: Intake,
        branch: str,
        station: str,
        *,
        place: int = 0,
        detail: str = "",
        file_name: str = "",
        handover: str | None = None,
        apart: bool = False,
    ) -> DeskPaper:
        """Put a paper on the queue; one that is there and open, or signed, stays as it is.

        The bytes must be in the store (`flows.counter.hand_in`). A paper that failed, was replaced
        or was given back begins anew.

        Args:
            paper_id: SHA-256 of the original.
            intake: How it was handed in.
            branch: Code of the branch or agent.
            station: Code of the counter or machine.
            place: Position within its dossier.
            detail: Where it comes from, if it was not handed in as it is.
            file_name: See `DeskPaper`.
            handover: See `DeskPaper`.
            apart: See `DeskPaper`.
        """
        now = self._clock()
        values = {
            "state": DeskState.WAITING,
            "dossier": intake.dossier,
            "procedure": intake.procedure,
            "branch": branch,
            "station": station,
            "channel": intake.channel,
            "operator": intake.operator,
            "form_of_paper": intake.form_of_paper,
            "seen_not_secret": intake.seen_not_secret,
            "place": place,
            "file_name": file_name[:_LONGEST_NAME],
            "handover": handover,
            "apart": apart,
            "taken_by": None,
            "received_at": intake.received_at,
            "updated_at": now,
            **_BLANK,
        }
        new = self.database.insert(papers).values(paper_id=paper_id, revision=1, **values)
        again = (
            sa.update(papers)
            .where(papers.c.paper_id == paper_id, papers.c.state.in_(_AGAIN))
            .values(revision=papers.c.revision + 1, **values)
        )
        with self.database.write() as connection:
            added = connection.execute(new.on_conflict_do_nothing().returning(papers.c.paper_id))
            is_new = added.first() is not None
            reopened = not is_new and connection.execute(again).rowcount == 1
            paper = _one(connection, paper_id)
            if is_new or reopened:
                actor = intake.operator or SYSTEM
                self._note(connection, paper, EventKind.RECEIVED, actor, detail)
            return paper

    def derive(
        self, old: DeskPaper, paper_id: str, *, place: int, detail: str = "", dossier: str = ""
    ) -> DeskPaper:
        """Put a paper on the queue that is made of another: it was handed in like that one.

        Args:
            old: The paper that it is made of.
            paper_id: SHA-256 of the new paper.
            place: Position within its dossier.
            detail: See `enqueue`.
            dossier: Mã hồ sơ, where the old paper has none.
        """
        intake = dataclasses.replace(old.intake, dossier=old.dossier or dossier or None)
        return self.enqueue(
            paper_id,
            intake,
            old.branch,
            old.station,
            place=place,
            detail=detail,
            file_name=old.file_name,
            handover=old.handover,
            apart=old.apart,
        )

    def get(self, paper_id: str) -> DeskPaper:
        """Return one line.

        Raises:
            PaperMissingError: The paper is not on the list.
        """
        with self.database.read() as connection:
            return _one(connection, paper_id)

    def several(self, paper_ids: Iterable[str]) -> list[DeskPaper]:
        """Return the rows of some papers, unordered; papers not on the queue are left out."""
        query = papers.select().where(papers.c.paper_id.in_(list(paper_ids)))
        with self.database.read() as connection:
            return [_paper(row) for row in connection.execute(query)]

    def find(
        self,
        *,
        states: Iterable[DeskState] = (),
        branch: str | None = None,
        operator: str | None = None,
        dossier: str | None = None,
        limit: int = 500,
    ) -> list[DeskPaper]:
        """Return rows in the order in which the papers came in.

        Args:
            states: Only these; all where empty.
            branch: Only papers of this branch.
            operator: Only those that this account handed in.
            dossier: Only this dossier's.
            limit: At most so many.
        """
        query = papers.select().order_by(papers.c.received_at, papers.c.place, papers.c.paper_id)
        wanted = list(states)
        if wanted:
            query = query.where(papers.c.state.in_(wanted))
        for column, value in (("branch", branch), ("operator", operator), ("dossier", dossier)):
            if value is not None:
                query = query.where(papers.c[column] == value)
        with self.database.read() as connection:
            return [_paper(row) for row in connection.execute(query.limit(limit))]

    def queues(self) -> list[tuple[str, int, float]]:
        """Return each state with the number of its papers, and seconds since the oldest changed."""
        oldest = sa.func.min(papers.c.updated_at)
        query = sa.select(papers.c.state, sa.func.count(), sa.type_coerce(oldest, UtcDateTime))
        now = self._clock()
        with self.database.read() as connection:
            rows = connection.execute(query.group_by(papers.c.state)).all()
        return [(state, count, (now - at).total_seconds()) for state, count, at in rows]

    def claim(
        self,
        worker: str,
        seconds: float,
        states: Sequence[DeskState],
        *,
        max_attempts: int = 5,
        first_of_dossier: bool = False,
    ) -> DeskPaper | None:
        """Take the next paper that nobody holds.

        Args:
            worker: Name of the process.
            seconds: How long nobody else may have it.
            states: In which states; the first is served first.
            max_attempts: After this many attempts a paper is left for a person.
            first_of_dossier: Only from dossiers of which nothing was read yet, or is being read.

        Returns:
            The paper, or None where there is nothing to do.
        """
        now = self._clock()
        order = sa.case({state.value: i for i, state in enumerate(states)}, value=papers.c.state)
        free = sa.or_(papers.c.lease_until.is_(None), papers.c.lease_until < now)
        query = (
            sa.select(papers.c.paper_id)
            .where(papers.c.state.in_(states), free, papers.c.attempts < max_attempts)
            .order_by(order, papers.c.received_at, papers.c.place)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if first_of_dossier:
            query = query.where(papers.c.dossier.is_not(None), ~_read_before(now))
        with self.database.write() as connection:
            found = connection.execute(query).scalar()
            if found is None:
                return None
            lease = {"worker": worker, "lease_until": now + dt.timedelta(seconds=seconds)}
            attempts = papers.c.attempts + 1
            connection.execute(_change(found).values(**lease, attempts=attempts))
            return _one(connection, found)

    def take(self, seen: DeskPaper, worker: str, seconds: float) -> bool:
        """Take a particular paper as it was seen; False if it has changed or somebody holds it."""
        now = self._clock()
        free = sa.or_(papers.c.lease_until.is_(None), papers.c.lease_until < now)
        lease = _change(seen.paper_id).where(papers.c.revision == seen.revision, free)
        until = now + dt.timedelta(seconds=seconds)
        with self.database.write() as connection:
            return connection.execute(lease.values(worker=worker, lease_until=until)).rowcount == 1

    def release(self, seen: DeskPaper, worker: str) -> None:
        """Release a lease early."""
        held = _change(seen.paper_id).where(papers.c.worker == worker)
        with self.database.write() as connection:
            connection.execute(held.values(worker=None, lease_until=None))

    def put_back(self, seen: DeskPaper, worker: str) -> None:
        """Release a lease under which nothing could be done; it counts as no attempt."""
        held = _change(seen.paper_id).where(papers.c.worker == worker, papers.c.attempts > 0)
        free = {"worker": None, "lease_until": None, "attempts": papers.c.attempts - 1}
        with self.database.write() as connection:
            connection.execute(held.values(**free))

    def move(
        self,
        seen: DeskPaper,
        to: DeskState,
        kind: EventKind,
        actor: str,
        *,
        detail: str = "",
        amount: int = 0,
        **changes: object,
    ) -> DeskPaper:
        """Change a paper as it was seen, and record the event; its lease ends.

        Args:
            seen: The row as the caller knows it.
            to: New state; may be the old one.
            kind: What was done.
            actor: Who did it.
            detail: See `DeskEvent`.
            amount: See `DeskEvent`.
            **changes: New values of other columns.

        Raises:
            DeskConflictError: Somebody changed it in the meantime.
            ValueError: It would be replaced by itself, and so by nothing.
        """
        if changes.get("replaced_by") == seen.paper_id:
            raise ValueError("a paper cannot be replaced by itself")
        if "pages" in changes:
            changes["pages"] = _dump(changes["pages"])
        if to is not seen.state:
            changes.setdefault("attempts", 0)
        values = {"state": to, "worker": None, "lease_until": None, **changes}
        change = _change(seen.paper_id).where(papers.c.revision == seen.revision)
        with self.database.write() as connection:
            done = connection.execute(
                change.values(revision=seen.revision + 1, updated_at=self._clock(), **values)
            )
            if done.rowcount != 1:
                raise DeskConflictError()
            if to in CLOSED:  # nobody can send it any more
                connection.execute(typed.delete().where(typed.c.paper_id == seen.paper_id))
            paper = _one(connection, seen.paper_id)
            self._note(connection, paper, kind, actor, detail, amount)
            return paper

    def forget(self, paper_id: str) -> None:
        """Remove a paper that was erased, and what was read and corrected of it.

        Its events stay for the statistics: they name no citizen.
        """
        with self.database.write() as connection:
            for table in (papers, corrections, hand_ins, typed):
                connection.execute(table.delete().where(table.c.paper_id == paper_id))

    def events(self, paper_id: str) -> tuple[DeskEvent, ...]:
        """Return what was done with a paper, oldest first."""
        query = events.select().where(events.c.paper_id == paper_id).order_by(events.c.number)
        with self.database.read() as connection:
            return tuple(_event(row) for row in connection.execute(query))

    def counts(
        self,
        *,
        branch: str | None = None,
        operator: str | None = None,
        dossier: str | None = None,
    ) -> dict[str, int]:
        """Return how many papers are in each state."""
        query = sa.select(papers.c.state, sa.func.count()).group_by(papers.c.state)
        if branch is not None:
            query = query.where(papers.c.branch == branch)
        if operator is not None:
            query = query.where(papers.c.operator == operator)
        if dossier is not None:
            query = query.where(papers.c.dossier == dossier)
        with self.database.read() as connection:
            found = {row.state: row[1] for row in connection.execute(query)}
        return {state.value: found.get(state.value, 0) for state in DeskState}

    def _note(
        self,
        connection: sa.Connection,
        paper: DeskPaper,
        kind: EventKind,
        actor: str,
        detail: str = "",
        amount: int = 0,
    ) -> None:
        connection.execute(
            events.insert().values(
                paper_id=paper.paper_id,
                kind=kind,
                actor=actor,
                branch=paper.branch,
                station=paper.station,
                channel=paper.channel,
                detail=detail,
                amount=amount,
                at=self._clock(),
            )
        )


_PAGES = TypeAdapter(tuple[JudgedPage, ...])
_BLANK: dict[str, object] = {
    "pages": "[]",
    "paper_type": None,
    "doubts": 0,
    "sampled": False,
    "draft": None,
    "error_code": None,
    "replaced_by": None,
    "reviewed_by": None,
    "checked_by": None,
    "signed_by": None,
    "attempts": 0,
    "worker": None,
    "lease_until": None,
}
"""Initial values of a paper's columns."""


def _read_before(now: dt.datetime) -> sa.Exists:
    """Return whether another paper of the dossier was read, or is being read."""
    other = papers.alias()
    held = sa.and_(other.c.state == DeskState.READING, other.c.lease_until >= now)
    read = other.c.state.in_(_READ)
    return sa.exists().where(other.c.dossier == papers.c.dossier, sa.or_(held, read))


def _change(paper_id: str) -> sa.Update:
    return sa.update(papers).where(papers.c.paper_id == paper_id)


def _one(connection: sa.Connection, paper_id: str) -> DeskPaper:
    row = connection.execute(papers.select().where(papers.c.paper_id == paper_id)).first()
    if row is None:
        raise PaperMissingError("work-list")
    return _paper(row)


def _paper(row: sa.Row[tuple[object, ...]]) -> DeskPaper:
    values = dict(row._mapping)
    return DeskPaper(
        **{
            **values,
            "state": DeskState(values["state"]),
            "channel": Channel(values["channel"]),
            "form_of_paper": FormOfPaper(values["form_of_paper"]),
            "pages": _load(str(values["pages"])),
        }
    )


def _event(row: sa.Row[tuple[object, ...]]) -> DeskEvent:
    values = dict(row._mapping)
    kind, channel = EventKind(values["kind"]), Channel(values["channel"])
    return DeskEvent(**{**values, "kind": kind, "channel": channel})


def _dump(pages: object) -> str:
    return _PAGES.dump_json(_PAGES.validate_python(pages)).decode()


def _load(text: str) -> tuple[JudgedPage, ...]:
    return _PAGES.validate_json(text)
