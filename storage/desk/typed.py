"""What people have typed of a paper and not sent yet: kept for them until the paper moves on.

The same rows tell who else has a paper open.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from storage.database import Database
from storage.desk.tables import typed

__all__ = ["Typed", "drop_typed", "keep_typed", "mark_open", "others_at", "typed_of"]

_ANSWERS = TypeAdapter(dict[str, dict[str, Any]])


@dataclass(frozen=True, slots=True)
class Typed:
    """What one person has typed of one paper.

    Attributes:
        revision: Of the paper that the person saw.
        answers: By name of field; what the page needs to show them again.
    """

    revision: int
    answers: Mapping[str, Mapping[str, Any]]


def keep_typed(
    database: Database, paper_id: str, account: str, kept: Typed, now: dt.datetime
) -> None:
    """Keep what a person has typed; it takes the place of what was kept before."""
    values = {
        "revision": kept.revision,
        "answers": _ANSWERS.dump_json(dict(kept.answers)).decode(),  # type: ignore[arg-type]
        "touched_at": now,
    }
    new = database.insert(typed).values(paper_id=paper_id, account=account, **values)
    keys = ["paper_id", "account"]
    with database.write() as connection:
        connection.execute(new.on_conflict_do_update(index_elements=keys, set_=values))


def mark_open(
    database: Database, paper_id: str, account: str, revision: int, now: dt.datetime
) -> None:
    """Let others see that a person has a paper open; what was typed stays as it is."""
    values = {"revision": revision, "answers": "{}", "touched_at": now}
    new = database.insert(typed).values(paper_id=paper_id, account=account, **values)
    keys = ["paper_id", "account"]
    with database.write() as connection:
        connection.execute(new.on_conflict_do_update(index_elements=keys, set_={"touched_at": now}))


def typed_of(database: Database, paper_id: str, account: str) -> Typed | None:
    """Return what a person has typed of a paper, or None."""
    query = typed.select().where(typed.c.paper_id == paper_id, typed.c.account == account)
    with database.read() as connection:
        row = connection.execute(query).first()
    return Typed(row.revision, _ANSWERS.validate_json(row.answers)) if row else None


def drop_typed(database: Database, paper_id: str, account: str) -> None:
    """Remove what a person has typed: it was sent."""
    gone = typed.delete().where(typed.c.paper_id == paper_id, typed.c.account == account)
    with database.write() as connection:
        connection.execute(gone)


def others_at(database: Database, account: str, since: dt.datetime) -> dict[str, tuple[str, ...]]:
    """Return who else has had a paper open since a moment, by paper."""
    query = (
        sa.select(typed.c.paper_id, typed.c.account)
        .where(typed.c.account != account, typed.c.touched_at >= since)
        .order_by(typed.c.account)
    )
    found: dict[str, tuple[str, ...]] = {}
    with database.read() as connection:
        for row in connection.execute(query):
            found[row.paper_id] = (*found.get(row.paper_id, ()), row.account)
    return found
