"""Heads of the audit chain: how long it was, and where it ended, kept outside the chain itself.

Whoever cuts entries off at the end leaves a chain that looks whole. So the number and HMAC of the
newest entry are kept with every sealing in two other places, the database of the ledger and the
object store, and `line` makes a line of them that can be printed or kept on another machine.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field

from storage.database import Database, UtcDateTime

__all__ = ["Head", "HeadBook"]


class Head(BaseModel):
    """The end of the chain at some time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int = Field(ge=1)
    mac: str = Field(pattern=r"^[0-9a-f]{64}$", description="of the entry")
    at: dt.datetime = Field(description="UTC")
    seal: str = Field(default="", description="HMAC of this head")

    def sealed(self, key: bytes) -> Head:
        """Return the head with its HMAC."""
        return self.model_copy(update={"seal": self._seal(key)})

    def is_ours(self, key: bytes) -> bool:
        """Tell whether the head was made with the key of the chain."""
        return hmac.compare_digest(self.seal, self._seal(key))

    def line(self) -> str:
        """Return the head as one line, for a place that this machine does not reach."""
        return f"{self.number}:{self.mac}"

    def _seal(self, key: bytes) -> str:
        text = f"{self.number} {self.mac} {self.at.astimezone(dt.UTC).isoformat()}"
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


metadata = sa.MetaData()
_heads = sa.Table(
    "audit_heads",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("mac", sa.String(64), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("seal", sa.String(64), nullable=False),
)


class HeadBook:
    """Heads in the database of the ledger."""

    def __init__(self, database: Database) -> None:
        """Open the book; create its table if it is missing."""
        self.database = database
        self.database.create(metadata)

    def keep(self, head: Head) -> None:
        """Write a head down; one that is there stays."""
        values = head.model_dump()
        with self.database.write() as connection:
            made = self.database.insert(_heads).values(values).on_conflict_do_nothing()
            connection.execute(made)

    def all(self) -> list[Head]:
        """Return all heads, the oldest first."""
        with self.database.read() as connection:
            rows = connection.execute(_heads.select().order_by(_heads.c.number))
            return [Head.model_validate(dict(row._mapping)) for row in rows]
