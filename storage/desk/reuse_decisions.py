"""Which paper was taken or refused for a component of a check: one decision stands at a time.

The audit chain holds every decision that was ever made; here is the last one of each component, so
that the same decision is not made twice and a mistaken one can be replaced.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from storage.database import Database

__all__ = ["ReuseDecisions", "StandingDecision", "metadata"]

metadata = sa.MetaData()
_decisions = sa.Table(
    "reuse_decisions",
    metadata,
    sa.Column("check", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("component", sa.String(64), primary_key=True),
    sa.Column("paper_id", sa.String(64), nullable=False),
    sa.Column("accepted", sa.Boolean, nullable=False),
    sa.Column("entry", sa.BigInteger, nullable=False),
)


@dataclass(frozen=True, slots=True)
class StandingDecision:
    """The decision that stands.

    Attributes:
        paper_id: SHA-256 of the original of the paper.
        accepted: Whether it is taken.
        entry: Number of its entry on the audit chain.
    """

    paper_id: str
    accepted: bool
    entry: int


class ReuseDecisions:
    """The standing decisions in a database."""

    def __init__(self, database: Database) -> None:
        """Open them; create the table if it is missing.

        Args:
            database: Database with its tables.
        """
        self.database = database
        self.database.create(metadata)

    def get(self, check: int, component: str) -> StandingDecision | None:
        """Return the decision that stands on a component of a check, or None."""
        columns = _decisions.c
        query = sa.select(columns.paper_id, columns.accepted, columns.entry)
        query = query.where(columns.check == check, columns.component == component)
        with self.database.read() as connection:
            row = connection.execute(query).first()
        return StandingDecision(*row) if row else None

    def keep(self, check: int, component: str, decision: StandingDecision) -> None:
        """Let a decision stand; an older one, by its audit entry, never replaces a newer one."""
        values = {
            "paper_id": decision.paper_id,
            "accepted": decision.accepted,
            "entry": decision.entry,
        }
        insert = self.database.insert(_decisions).values(check=check, component=component, **values)
        upsert = insert.on_conflict_do_update(
            index_elements=["check", "component"],
            set_=values,
            where=_decisions.c.entry < decision.entry,
        )
        with self.database.write() as connection:
            connection.execute(upsert)
