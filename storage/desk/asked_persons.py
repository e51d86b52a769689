"""About whom the store was asked, for which dossier and by whom: keyed hashes only.

Whoever looks for people, instead of working on a dossier, asks about many.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from storage.database import UtcDateTime
from storage.kept import Kept

__all__ = ["AskedPersons"]

_DAY = dt.timedelta(days=1)

metadata = sa.MetaData()
_asked = sa.Table(
    "asked_persons",
    metadata,
    sa.Column("account", sa.String(64), primary_key=True),
    sa.Column("dossier", sa.String(64), primary_key=True),
    sa.Column("person", sa.String(64), primary_key=True),
    sa.Column("asked_at", UtcDateTime, nullable=False),
    sa.Index("asked_persons_by_dossier", "dossier"),
    sa.Index("asked_persons_by_time", "asked_at"),
)


class AskedPersons(Kept):
    """Who was asked about, in a database."""

    _tables = metadata

    def keep(self, account: str, dossier: str, person: str) -> None:
        """Keep that somebody was asked about; again, it is the newest time that counts."""
        values = {
            "account": account,
            "dossier": dossier,
            "person": person,
            "asked_at": self._clock(),
        }
        new = self.database.insert(_asked).values(values)
        with self.database.write() as connection:
            connection.execute(
                new.on_conflict_do_update(
                    index_elements=["account", "dossier", "person"],
                    set_={"asked_at": values["asked_at"]},
                )
            )

    def others_of_dossier(self, dossier: str, person: str) -> int:
        """Count the further persons who were asked about for a dossier, by anybody."""
        return self._count(_asked.c.dossier == dossier, _asked.c.person != person)

    def others_of_account(self, account: str, person: str) -> int:
        """Count the further persons about whom an account asked within a day."""
        since = self._clock() - _DAY
        return self._count(
            _asked.c.account == account, _asked.c.person != person, _asked.c.asked_at > since
        )

    def most(self) -> int:
        """Return about how many persons the account asked that asked about most, within a day."""
        persons = sa.func.count(_asked.c.person.distinct()).label("persons")
        since = _asked.c.asked_at > self._clock() - _DAY
        each = sa.select(persons).where(since).group_by(_asked.c.account).subquery()
        with self.database.read() as connection:
            return connection.execute(sa.select(sa.func.max(each.c.persons))).scalar() or 0

    def _count(self, *where: sa.ColumnElement[bool]) -> int:
        query = sa.select(sa.func.count(_asked.c.person.distinct())).where(*where)
        with self.database.read() as connection:
            return connection.execute(query).scalar_one()
