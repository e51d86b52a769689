"""Statistics of the desk: queues, throughput, branches and operators compared, sampled checks.

Everything is counted by the database from the work queue and its events (`storage.desk.tables`);
nothing here names a citizen. Hours and days are in Hanoi time.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from storage.database import Database
from storage.desk.desk_papers import CLOSED, DOUBTS, SYSTEM, DeskState, EventKind
from storage.desk.tables import corrections, events, papers

__all__ = [
    "AGES",
    "BranchFigures",
    "DeskFigures",
    "OperatorFigures",
    "QueueFigures",
    "ReadingFigures",
    "Throughput",
    "TimeSpan",
    "TypeErrors",
    "UnseenFigures",
]

AGES = (dt.timedelta(hours=1), dt.timedelta(hours=8), dt.timedelta(days=1))
"""Upper limits of the age groups of a queue; the last group has no limit."""
_HANOI = 7 * 3600
"""Seconds ahead of UTC, all year round."""


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """Period from one moment (included) to another (excluded), both UTC; `branch` None: all."""

    start: dt.datetime
    end: dt.datetime
    branch: str | None = None


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """Papers in one state.

    Attributes:
        state: The state.
        ages: Papers in each age group of `AGES`; the last group is older than all limits.
        oldest: When the oldest came in, UTC.
    """

    state: DeskState
    ages: tuple[int, int, int, int]
    oldest: dt.datetime

    @property
    def total(self) -> int:
        """Papers of all ages."""
        return sum(self.ages)


@dataclass(frozen=True, slots=True)
class Throughput:
    """What was done in one hour or day.

    Attributes:
        begins: `YYYY-MM-DD` or `YYYY-MM-DD HH`, in Hanoi.
        received: Papers that came in.
        signed: Papers signed and stored.
        failed: Papers that could not be read.
    """

    begins: str
    received: int
    signed: int
    failed: int


@dataclass(frozen=True, slots=True)
class BranchFigures:
    """One branch or postal agent.

    Attributes:
        branch: Its code.
        received: Papers handed in.
        signed: Papers signed.
        pages: Pages judged.
        rescans: Papers of which a page had to be scanned again.
        kept_as_is: Bad scans that were used nevertheless.
        failed: Papers that could not be read.
        rejected: Papers given back.
        corrected: Fields that a person changed.
        median_minutes: From handing in to signature; None if nothing was signed.
        late_minutes: Minutes within which nine of ten were signed (90th percentile).
    """

    branch: str
    received: int
    signed: int
    pages: int
    rescans: int
    kept_as_is: int
    failed: int
    rejected: int
    corrected: int
    median_minutes: float | None
    late_minutes: float | None


@dataclass(frozen=True, slots=True)
class OperatorFigures:
    """One account.

    Attributes:
        actor: Its name.
        branch: Where it handed in, or the one it worked for; empty if several.
        handed_in: Papers it handed in.
        rescans: Of these, papers of which a page had to be scanned again.
        reviewed: Papers it reviewed or checked.
        corrected: Fields it changed.
        changed_later: Fields that a second person changed on papers it reviewed.
        signed: Papers it signed.
    """

    actor: str
    branch: str
    handed_in: int
    rescans: int
    reviewed: int
    corrected: int
    changed_later: int
    signed: int


@dataclass(frozen=True, slots=True)
class UnseenFigures:
    """Papers signed without review, and what sampled checks found.

    Attributes:
        signed: Papers signed.
        unseen: Of these, papers that nobody reviewed.
        drawn: Papers without doubts that were sampled and checked.
        wrong: Of these, papers with a field that was changed.
    """

    signed: int
    unseen: int
    drawn: int
    wrong: int


@dataclass(frozen=True, slots=True)
class TypeErrors:
    """Fields of one paper type that people settled, and how many proposals were wrong."""

    paper_type: str
    settled: int
    changed: int


@dataclass(frozen=True, slots=True)
class ReadingFigures:
    """Papers read by machine and the mean reading time."""

    papers: int
    mean_seconds: float | None


class DeskFigures:
    """Queries the tables of the desk; changes nothing."""

    def __init__(self, database: Database) -> None:
        """Use a database that has the tables.

        Args:
            database: Database of the work queue (`Desk.database`); the caller closes it.
        """
        self._database = database

    def queues(self, now: dt.datetime, branch: str | None = None) -> list[QueueFigures]:
        """Return the open papers by state and age, in the order of the workflow."""
        limits = [now - age for age in AGES]
        younger = [papers.c.received_at > limit for limit in limits]
        groups = [
            younger[0],
            sa.and_(~younger[0], younger[1]),
            sa.and_(~younger[1], younger[2]),
            ~younger[2],
        ]
        query = (
            sa.select(papers.c.state, *map(_count_if, groups), sa.func.min(papers.c.received_at))
            .where(papers.c.state.not_in(CLOSED))
            .group_by(papers.c.state)
        )
        if branch is not None:
            query = query.where(papers.c.branch == branch)
        order = list(DeskState)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        found = [QueueFigures(DeskState(r[0]), (r[1], r[2], r[3], r[4]), r[5]) for r in rows]
        return sorted(found, key=lambda queue: order.index(queue.state))

    def throughput(self, span: TimeSpan, *, hourly: bool) -> list[Throughput]:
        """Return what was done per hour or day, including hours in which nothing happened."""
        bucket = self._bucket(hourly).label("begins")
        kinds = (EventKind.RECEIVED, EventKind.SIGNED, EventKind.FAILED)
        counts = [_count_if(events.c.kind == kind) for kind in kinds]
        query = (
            sa.select(bucket, *counts)
            .where(*_during(span), events.c.kind.in_(kinds))
            .group_by(bucket)
        )
        with self._database.read() as connection:
            found = {row[0]: Throughput(*tuple(row)) for row in connection.execute(query)}
        return [found.get(b, Throughput(b, 0, 0, 0)) for b in _buckets(span, hourly)]

    def branches(self, span: TimeSpan) -> list[BranchFigures]:
        """Return every branch and agent with any activity, by code."""
        columns = {
            "received": _count_if(events.c.kind == EventKind.RECEIVED),
            "signed": _count_if(events.c.kind == EventKind.SIGNED),
            "pages": _sum_if(events.c.kind == EventKind.JUDGED),
            "rescans": _papers_if(events.c.kind == EventKind.RESCAN_ASKED),
            "kept_as_is": _count_if(events.c.kind == EventKind.KEPT_AS_IS),
            "failed": _papers_if(events.c.kind == EventKind.FAILED),
            "rejected": _count_if(events.c.kind == EventKind.REJECTED),
            "corrected": _sum_if(events.c.kind.in_((EventKind.REVIEWED, EventKind.CHECKED))),
        }
        query = (
            sa.select(events.c.branch, *(c.label(name) for name, c in columns.items()))
            .where(*_during(span))
            .group_by(events.c.branch)
            .order_by(events.c.branch)
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
            delays = self._delays(connection, span)
        found = []
        for row in rows:
            half, late = delays.get(row.branch, (None, None))
            done = dict(row._mapping)
            found.append(BranchFigures(**done, median_minutes=half, late_minutes=late))
        return found

    def operators(self, span: TimeSpan) -> list[OperatorFigures]:
        """Return every account that did something, by branch and name."""
        seen = (EventKind.REVIEWED, EventKind.CHECKED)
        own = {
            "handed_in": _count_if(events.c.kind == EventKind.RECEIVED),
            "reviewed": _count_if(events.c.kind.in_(seen)),
            "corrected": _sum_if(events.c.kind.in_(seen)),
            "signed": _count_if(events.c.kind == EventKind.SIGNED),
        }
        home = sa.func.min(sa.case((events.c.kind == EventKind.RECEIVED, events.c.branch)))
        several = sa.func.count(sa.distinct(events.c.branch)) > 1
        only = sa.case((several, None), else_=sa.func.min(events.c.branch))
        done = (
            sa.select(
                events.c.actor,
                sa.func.coalesce(home, only, "").label("branch"),
                *(c.label(name) for name, c in own.items()),
            )
            .where(*_during(span), events.c.actor != SYSTEM)
            .group_by(events.c.actor)
        )
        with self._database.read() as connection:
            rows = {row.actor: dict(row._mapping) for row in connection.execute(done)}
            rescans = self._of_papers(connection, span, papers.c.operator, _RESCANS)
            later = self._of_papers(connection, span, papers.c.reviewed_by, _CHANGED_LATER)
        found = [
            OperatorFigures(**row, rescans=rescans.get(actor, 0), changed_later=later.get(actor, 0))
            for actor, row in rows.items()
        ]
        return sorted(found, key=lambda each: (each.branch, each.actor))

    def unseen(self, span: TimeSpan) -> UnseenFigures:
        """Return how much was signed without review, and what sampled checks found."""
        signed = sa.select(sa.func.count(), _count_if(papers.c.reviewed_by.is_(None))).select_from(
            events.join(papers, events.c.paper_id == papers.c.paper_id)
        )
        signed = signed.where(*_during(span), events.c.kind == EventKind.SIGNED)
        first = (
            sa.select(events.c.paper_id, sa.func.sum(events.c.amount).label("changed"))
            .where(*_during(span), events.c.kind == EventKind.REVIEWED)
            .group_by(events.c.paper_id)
            .subquery()
        )
        without_doubt = sa.select(events.c.paper_id).where(
            events.c.kind == EventKind.READ, events.c.detail != DOUBTS
        )
        drawn = (
            sa.select(sa.func.count(), _count_if(first.c.changed > 0))
            .select_from(first.join(papers, first.c.paper_id == papers.c.paper_id))
            .where(papers.c.sampled, papers.c.paper_id.in_(without_doubt))
        )
        with self._database.read() as connection:
            return UnseenFigures(
                *connection.execute(signed).one(), *connection.execute(drawn).one()
            )

    def errors(self, span: TimeSpan) -> list[TypeErrors]:
        """Return how often proposals were wrong, by paper type, worst first."""
        wrong = corrections.c.proposed.is_distinct_from(corrections.c.confirmed)
        query = (
            sa.select(corrections.c.paper_type, sa.func.count(), _count_if(wrong))
            .where(corrections.c.at >= span.start, corrections.c.at < span.end)
            .group_by(corrections.c.paper_type)
        )
        if span.branch is not None:
            there = sa.select(papers.c.paper_id).where(papers.c.branch == span.branch)
            query = query.where(corrections.c.paper_id.in_(there))
        with self._database.read() as connection:
            found = [TypeErrors(*row) for row in connection.execute(query)]
        return sorted(found, key=lambda each: (-each.changed / each.settled, each.paper_type))

    def reading(self, span: TimeSpan) -> ReadingFigures:
        """Return how many papers were read and how long that took."""
        query = sa.select(sa.func.count(), sa.func.avg(events.c.amount)).where(
            *_during(span), events.c.kind == EventKind.READ
        )
        with self._database.read() as connection:
            count, mean = connection.execute(query).one()
        return ReadingFigures(count, float(mean) / 1000 if mean is not None else None)

    def _bucket(self, hourly: bool) -> sa.ColumnElement[str]:
        """Return the hour or day of an event in Hanoi, as text."""
        if self._database.is_sqlite:
            form = "%Y-%m-%d %H" if hourly else "%Y-%m-%d"
            return sa.func.strftime(form, events.c.at, f"+{_HANOI} seconds")
        form = "YYYY-MM-DD HH24" if hourly else "YYYY-MM-DD"
        return sa.func.to_char(sa.func.timezone("Asia/Ho_Chi_Minh", events.c.at), form)

    def _delays(
        self, connection: sa.Connection, span: TimeSpan
    ) -> dict[str, tuple[float | None, float | None]]:
        """Return median and ninth decile of minutes to the signature, by branch."""
        minutes = self._minutes(events.c.at, papers.c.received_at)
        signed = (
            sa.select(
                events.c.branch,
                minutes.label("minutes"),
                sa.func.row_number()
                .over(partition_by=events.c.branch, order_by=minutes)
                .label("place"),
                sa.func.count().over(partition_by=events.c.branch).label("of"),
            )
            .select_from(events.join(papers, events.c.paper_id == papers.c.paper_id))
            .where(*_during(span), events.c.kind == EventKind.SIGNED)
            .subquery()
        )
        at = [
            sa.func.min(sa.case((signed.c.place * 10 >= signed.c.of * tenths, signed.c.minutes)))
            for tenths in (5, 9)
        ]
        rows = connection.execute(sa.select(signed.c.branch, *at).group_by(signed.c.branch))
        return {branch: (float(half), float(late)) for branch, half, late in rows}

    def _minutes(self, end: Any, start: Any) -> sa.ColumnElement[Any]:
        if self._database.is_sqlite:
            return (sa.func.julianday(end) - sa.func.julianday(start)) * 1440.0
        return sa.cast(sa.extract("epoch", end - start), sa.Float) / 60.0

    def _of_papers(
        self,
        connection: sa.Connection,
        span: TimeSpan,
        whose: sa.ColumnElement[Any],
        figure: tuple[EventKind, sa.ColumnElement[int]],
    ) -> dict[str, int]:
        """Return a figure of what happened to papers, by who handed in or reviewed them."""
        kind, count = figure
        query = (
            sa.select(whose, count)
            .select_from(events.join(papers, events.c.paper_id == papers.c.paper_id))
            .where(*_during(span), events.c.kind == kind, whose.is_not(None))
            .group_by(whose)
        )
        return {name: int(number) for name, number in connection.execute(query)}


def _during(span: TimeSpan) -> list[sa.ColumnElement[bool]]:
    within = [events.c.at >= span.start, events.c.at < span.end]
    return within if span.branch is None else [*within, events.c.branch == span.branch]


def _count_if(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


def _sum_if(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, events.c.amount), else_=0)), 0)


def _papers_if(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.count(sa.distinct(sa.case((condition, events.c.paper_id))))


_RESCANS = (EventKind.RESCAN_ASKED, sa.func.count(sa.distinct(events.c.paper_id)))
_CHANGED_LATER = (EventKind.CHECKED, sa.func.coalesce(sa.func.sum(events.c.amount), 0))


def _buckets(span: TimeSpan, hourly: bool) -> list[str]:
    """Return every hour or day of a span, as `_bucket` names them."""
    step = dt.timedelta(hours=1) if hourly else dt.timedelta(days=1)
    hanoi = dt.timezone(dt.timedelta(seconds=_HANOI))
    at = span.start.astimezone(hanoi).replace(minute=0, second=0, microsecond=0)
    if not hourly:
        at = at.replace(hour=0)
    names = []
    while at < span.end:
        names.append(at.strftime("%Y-%m-%d %H" if hourly else "%Y-%m-%d"))
        at += step
    return names
