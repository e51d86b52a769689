"""How long the papers of a dossier will take to be read, by how long others have just taken."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from storage.database import Database
from storage.desk.desk_papers import DeskState, EventKind
from storage.desk.tables import events, papers

__all__ = ["seconds_left"]

_AT_WORK = (DeskState.WAITING, DeskState.READING)


def seconds_left(database: Database, dossier: str, since: dt.datetime) -> int | None:
    """Return about how many seconds it will take until the papers of a dossier are read.

    Args:
        database: Database with the work queue.
        dossier: Mã hồ sơ.
        since: Papers read since then tell how long one takes on this machine.

    Returns:
        None where nothing waits, or nothing was read since then.
    """
    took = sa.select(sa.func.avg(events.c.amount)).where(
        events.c.kind == EventKind.READ, events.c.at >= since
    )
    at_work = papers.c.state.in_(_AT_WORK)
    last = sa.select(sa.func.max(papers.c.received_at)).where(at_work, papers.c.dossier == dossier)
    ahead = sa.select(sa.func.count()).where(
        at_work, papers.c.received_at <= last.scalar_subquery()
    )
    with database.read() as connection:
        milliseconds = connection.execute(took).scalar()
        count = connection.execute(ahead).scalar() or 0
    return round(float(milliseconds) * count / 1000) if milliseconds and count else None
