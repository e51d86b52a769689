"""Which keys belong to an installation: the fingerprint of each is kept beside the audit chain.

A machine that joins with other keys would damage what the others wrote: its audit entries look
forged to them, its tokens and links are refused, its signatures are those of somebody else. So the
first key of a kind is remembered, and any other is refused until a person accepts it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from storage.database import UtcDateTime
from storage.errors import KeyMissingError, KeyUnknownError
from storage.kept import Kept

__all__ = ["KeyUse", "KnownKey", "KnownKeys", "fingerprint_of"]


class KeyUse(StrEnum):
    """What a key is for."""

    AUDIT = "audit"
    TOKENS = "tokens"
    LINKS = "links"
    OPERATOR = "operator"
    AGENCY = "agency"


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key that belongs to the installation; `since` is when it was first used, UTC."""

    use: KeyUse
    fingerprint: str
    since: dt.datetime


metadata = sa.MetaData()
_keys = sa.Table(
    "known_keys",
    metadata,
    sa.Column("use", sa.String(16), primary_key=True),
    sa.Column("fingerprint", sa.String(64), primary_key=True),
    sa.Column("since", UtcDateTime, nullable=False),
)
_ADVISORY_LOCK = 7_236_803  # any number, the same for all writers of a PostgreSQL database


class KnownKeys(Kept):
    """The keys of an installation."""

    _tables = metadata

    def all(self) -> tuple[KnownKey, ...]:
        """Return every known key, by use and age."""
        query = _keys.select().order_by(_keys.c.use, _keys.c.since)
        with self.database.read() as connection:
            rows = connection.execute(query).all()
        return tuple(KnownKey(KeyUse(r.use), r.fingerprint, r.since) for r in rows)

    def expected(self, use: KeyUse) -> frozenset[str]:
        """Return the fingerprints of a use; empty before its first key."""
        return frozenset(key.fingerprint for key in self.all() if key.use is use)

    def check(self, use: KeyUse, fingerprint: str) -> None:
        """Remember the first key of a use; let no other pass.

        Raises:
            KeyUnknownError: The installation has another key for this use.
        """
        if fingerprint in self.expected(use):  # the usual case takes no lock
            return
        with self.database.write() as connection:
            self._alone(connection)
            known = connection.execute(sa.select(_keys.c.fingerprint).where(_keys.c.use == use))
            found = set(known.scalars())
            if not found:
                self._insert(connection, use, fingerprint)
            elif fingerprint not in found:
                raise KeyUnknownError("other", use=use.value, fingerprint=fingerprint[:16])

    def require(self, connection: sa.Connection, use: KeyUse, fingerprint: str) -> None:
        """Make sure, within a transaction, that a key still belongs to the installation.

        Raises:
            KeyUnknownError: It was replaced while this process ran.
        """
        known = sa.select(_keys.c.use).where(_keys.c.use == use, _keys.c.fingerprint == fingerprint)
        if connection.execute(known).first() is None:
            raise KeyUnknownError("replaced", use=use.value, fingerprint=fingerprint[:16])

    def require_none(self, use: KeyUse, source: str) -> None:
        """Make sure that a key may be made: the installation has none for this use.

        Args:
            use: What it is for.
            source: Where the key was looked for.

        Raises:
            KeyMissingError: There is one, on another machine or in a backup.
        """
        if self.expected(use):
            raise KeyMissingError("file", use=use.value, source=source)

    def accept(self, use: KeyUse, fingerprint: str, *, only: bool = False) -> None:
        """Let a further key belong to the installation.

        Args:
            use: What it is for.
            fingerprint: Of the new key.
            only: Whether it takes the place of those before, which are refused from then on.
        """
        with self.database.write() as connection:
            self._alone(connection)
            others = sa.delete(_keys).where(_keys.c.use == use)
            if not only:
                others = others.where(_keys.c.fingerprint == fingerprint)
            connection.execute(others)
            self._insert(connection, use, fingerprint)

    def _alone(self, connection: sa.Connection) -> None:
        if not self.database.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))

    def _insert(self, connection: sa.Connection, use: KeyUse, fingerprint: str) -> None:
        row = {"use": use, "fingerprint": fingerprint, "since": self._clock()}
        connection.execute(_keys.insert().values(row))


def fingerprint_of(key: bytes) -> str:
    """Return by what a key is recognised; it tells nothing of a secret of 32 random bytes.

    Args:
        key: The secret itself, or the DER form of a certificate or public key.
    """
    return hashlib.sha256(b"motlan key\0" + key).hexdigest()
