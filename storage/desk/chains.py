"""Chains of replacement: every paper that was replaced must end in one that somebody can see."""

from __future__ import annotations

import sqlalchemy as sa

from storage.database import Database
from storage.desk.desk_papers import DeskState
from storage.desk.tables import papers

__all__ = ["dead_ends"]


def dead_ends(database: Database) -> list[str]:
    """Return papers that count as replaced although nothing stands in their place.

    Of papers that replace each other in a ring it is the one that was changed last; the others are
    replaced by it then.
    """
    query = (
        sa.select(papers.c.paper_id, papers.c.replaced_by)
        .where(papers.c.state == DeskState.REPLACED)
        .order_by(papers.c.updated_at.desc(), papers.c.paper_id)
    )
    other = papers.alias("other")
    known = sa.exists().where(other.c.paper_id == papers.c.replaced_by)
    with database.read() as connection:
        following = {row.paper_id: row.replaced_by for row in connection.execute(query)}
        lost = list(connection.execute(query.where(~known)).scalars())
    return lost + _rings(following)


def _rings(following: dict[str, str | None]) -> list[str]:
    """Return the first paper of every ring, by the order of the table."""
    settled: set[str] = set()
    found = []
    for start in following:
        way: dict[str, None] = {}
        at: str | None = start
        while at in following and at not in way and at not in settled:
            way[at] = None
            at = following[at]
        if at in way:
            ring = list(way)[list(way).index(at) :]
            found.append(next(paper_id for paper_id in following if paper_id in ring))
        settled |= way.keys()
    return found
