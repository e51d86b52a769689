"""What a clerk has seen of a dossier that no paper on the desk shows by itself.

An identity card is presented and not kept, a photograph is no paper, and not every form can be told
from others: people tick those components. They also say of a paper that it belongs to the dossier
although it names nobody whom the other papers name.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from storage.database import Database
from storage.desk.tables import ticks

__all__ = ["Tick", "set_tick", "take_tick_away", "ticks_of"]


@dataclass(frozen=True, slots=True)
class Tick:
    """Who has seen something, and when (UTC)."""

    account: str
    at: dt.datetime


def set_tick(database: Database, dossier: str, what: str, tick: Tick) -> None:
    """Note that somebody has seen a component, or a paper; the first who did stays."""
    values = {"dossier": dossier, "what": what, "account": tick.account, "at": tick.at}
    new = database.insert(ticks).values(values)
    with database.write() as connection:
        connection.execute(new.on_conflict_do_nothing(index_elements=["dossier", "what"]))


def take_tick_away(database: Database, dossier: str, what: str) -> None:
    """Take a tick away that was made by mistake."""
    gone = ticks.delete().where(ticks.c.dossier == dossier, ticks.c.what == what)
    with database.write() as connection:
        connection.execute(gone)


def ticks_of(database: Database, dossier: str) -> dict[str, Tick]:
    """Return what people have seen of a dossier, by component or paper."""
    query = sa.select(ticks).where(ticks.c.dossier == dossier)
    with database.read() as connection:
        return {row.what: Tick(row.account, row.at) for row in connection.execute(query)}
