"""Statistics of a batch: by box, by type, by shard, and samples of papers for checking.

The database does the counting: ten million items are never loaded into memory.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from storage.batches.tables import items
from storage.batches.values import ItemState
from storage.database import Database

__all__ = ["BatchFigures", "BoxFigures", "Drawn", "Stratum", "TypeFigures"]

BINS = 20
"""Bins of confidence, each a twentieth wide."""


@dataclass(frozen=True, slots=True)
class BoxFigures:
    """One box of one shelf: what was planned and with what result."""

    shelf: str | None
    box: str | None
    items: int
    stored: int
    known: int
    parked: int
    missing: int
    waiting: int
    pages: int


@dataclass(frozen=True, slots=True)
class TypeFigures:
    """Papers of one type in a batch.

    Attributes:
        paper_type: Identifier, or `unknown`.
        papers: How many.
        pages: Their pages.
        for_review: How many a person has to look at.
        confidence: Mean confidence, None if no field has a value.
        declared_otherwise: How many the manifest declares to be of another type.
        cpu_seconds: Processor time.
    """

    paper_type: str
    papers: int
    pages: int
    for_review: int
    confidence: float | None
    declared_otherwise: int
    cpu_seconds: float


@dataclass(frozen=True, slots=True)
class Stratum:
    """Papers of one type that are, or are not, accepted without review."""

    paper_type: str
    needs_review: bool
    papers: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A paper drawn for checking, with the stratum it stands for."""

    paper_id: str
    paper_type: str
    needs_review: bool
    box: str | None
    shelf: str | None


class BatchFigures:
    """Queries the tables of the batches; changes nothing."""

    def __init__(self, database: Database) -> None:
        """Open the database of the ledger."""
        self.database = database

    def boxes(self, batch: str) -> list[BoxFigures]:
        """Return every box in the order of shelves."""
        states = ("stored", "known", "parked", "missing", "waiting")
        counts = [_count(items.c.state == ItemState(state)).label(state) for state in states]
        pages = sa.func.coalesce(sa.func.sum(items.c.pages), 0).label("pages")
        place = (items.c.shelf, items.c.box)
        query = (
            sa.select(*place, sa.func.count().label("items"), *counts, pages)
            .where(items.c.batch == batch)
            .group_by(*place)
            .order_by(*place)
        )
        with self.database.read() as connection:
            return [BoxFigures(**row._mapping) for row in connection.execute(query)]

    def types(self, batch: str) -> list[TypeFigures]:
        """Return every type among the stored papers, the most frequent first."""
        otherwise = items.c.declared_type != items.c.paper_type
        count = sa.func.count()
        query = (
            sa.select(
                items.c.paper_type,
                count.label("papers"),
                sa.func.sum(items.c.pages).label("pages"),
                _count(items.c.needs_review).label("for_review"),
                sa.func.avg(items.c.confidence).label("confidence"),
                _count(otherwise).label("declared_otherwise"),
                sa.func.sum(items.c.cpu_seconds).label("cpu_seconds"),
            )
            .where(*_stored(batch))
            .group_by(items.c.paper_type)
            .order_by(count.desc(), items.c.paper_type)
        )
        with self.database.read() as connection:
            return [TypeFigures(**row._mapping) for row in connection.execute(query)]

    def confidences(self, batch: str) -> dict[int, list[int]]:
        """Return for every shard how many papers fall into each of the `BINS` of confidence."""
        place = sa.cast(sa.func.floor(items.c.confidence * BINS), sa.Integer).label("place")
        query = (
            sa.select(items.c.shard, place, sa.func.count())
            .where(*_stored(batch), items.c.confidence.is_not(None))
            .group_by(items.c.shard, place)
        )
        found: dict[int, list[int]] = {}
        with self.database.read() as connection:
            for shard, number, count in connection.execute(query):
                found.setdefault(shard, [0] * BINS)[min(number, BINS - 1)] += count
        return dict(sorted(found.items()))

    def strata(self, batch: str) -> list[Stratum]:
        """Return the strata of the stored papers."""
        kind = (items.c.paper_type, items.c.needs_review)
        query = (
            sa.select(*kind, sa.func.count().label("papers"))
            .where(*_stored(batch))
            .group_by(*kind)
            .order_by(*kind)
        )
        with self.database.read() as connection:
            return [Stratum(**row._mapping) for row in connection.execute(query)]

    def draw(self, batch: str, stratum: Stratum, count: int) -> list[Drawn]:
        """Sample papers of a stratum: those with the smallest hashes, as good as random.

        A SHA-256 is independent of the content of a paper; and drawing again gives the same papers,
        so that nobody can repeat the draw until the result suits.
        """
        columns = [items.c[name] for name in Drawn.__dataclass_fields__]
        query = (
            sa.select(*columns)
            .where(
                *_stored(batch),
                items.c.paper_type == stratum.paper_type,
                items.c.needs_review == stratum.needs_review,
            )
            .order_by(items.c.paper_id)
            .limit(count)
        )
        with self.database.read() as connection:
            return [Drawn(**row._mapping) for row in connection.execute(query)]


def _stored(batch: str) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return items.c.batch == batch, items.c.state == ItemState.STORED


def _count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)
