"""Wrong passwords, counted for a name and an address: who guesses is stopped, others are not.

Five wrong passwords for a name from one address close that name to that address for a while; far
more close the name to everybody, or everything to the address. A name that no account has is
treated like any other, so that nobody learns which names there are. Names and addresses are stored
as hashes: people type passwords into the field of the name.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from storage.database import UtcDateTime
from storage.kept import Kept
from storage.objects.port import sha256_of

__all__ = ["Attempts"]


_ANY = "*"
_KEEP = dt.timedelta(days=1)

metadata = sa.MetaData()
_attempts = sa.Table(
    "sign_in_attempts",
    metadata,
    sa.Column("account", sa.String(64), primary_key=True),
    sa.Column("address", sa.String(64), primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("since", UtcDateTime, nullable=False),
    sa.Column("locked_at", UtcDateTime),
)


class Attempts(Kept):
    """Wrong passwords in a database."""

    MAX_FAILURES = 5
    """For one name from one address."""
    MAX_FOR_NAME = 50
    """For one name from wherever."""
    MAX_FROM_ADDRESS = 100
    """From one address for whatever names; a whole branch may share an address."""
    LOCK = dt.timedelta(minutes=15)

    _tables = metadata

    def locked(self, name: str, address: str) -> bool:
        """Tell whether no password is taken for a name from an address at the moment."""
        now = self._clock()
        with self.database.read() as connection:
            rows = connection.execute(
                _attempts.select().where(sa.or_(*map(_is, _pairs(name, address))))
            )
            return any(
                row.locked_at is not None and self._lasts(row.locked_at, now) for row in rows
            )

    def failed(self, name: str, address: str) -> bool:
        """Count a wrong password; returns whether it was one too many."""
        now = self._clock()
        most = (self.MAX_FAILURES, self.MAX_FOR_NAME, self.MAX_FROM_ADDRESS)
        with self.database.write() as connection:
            connection.execute(_attempts.delete().where(_attempts.c.since < now - _KEEP))
            counted = [
                self._count(connection, pair, limit, now)
                for pair, limit in zip(_pairs(name, address), most, strict=True)
            ]
        return any(counted)

    def succeeded(self, name: str, address: str) -> None:
        """Forget the wrong passwords of a name from an address; those of others count on."""
        with self.database.write() as connection:
            connection.execute(_attempts.delete().where(_is(_pairs(name, address)[0])))

    def forget(self, name: str) -> None:
        """Open a name again to everybody."""
        with self.database.write() as connection:
            mine = _attempts.c.account == _hash(name)
            connection.execute(_attempts.delete().where(mine))

    def _count(
        self, connection: sa.Connection, pair: tuple[str, str], most: int, now: dt.datetime
    ) -> bool:
        row = connection.execute(_attempts.select().where(_is(pair))).first()
        fresh = row is None or not self._lasts(row.since, now)
        failures = 1 if row is None or fresh else row.failures + 1
        locks = failures >= most
        values = {
            "failures": 0 if locks else failures,
            "since": now if row is None or fresh else row.since,
            "locked_at": now if locks else None,
        }
        if row is None:
            account, address = pair
            made = _attempts.insert().values(account=account, address=address, **values)
            connection.execute(made)
        else:
            connection.execute(_attempts.update().where(_is(pair)).values(values))
        return locks

    def _lasts(self, since: dt.datetime, now: dt.datetime) -> bool:
        """A clock that was put back lengthens no lock."""
        return dt.timedelta() <= now - since < self.LOCK


def _pairs(name: str, address: str) -> tuple[tuple[str, str], ...]:
    return (
        (_hash(name), _hash(address)),
        (_hash(name), _ANY),
        (_ANY, _hash(address)),
    )


def _is(pair: tuple[str, str]) -> sa.ColumnElement[bool]:
    account, address = pair
    return sa.and_(_attempts.c.account == account, _attempts.c.address == address)


def _hash(text: str) -> str:
    return sha256_of(text.encode("utf-8", "surrogatepass"))
