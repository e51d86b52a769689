"""Dossiers that case systems say are open: for whom, for which procedure, until when.

A case system knows when a dossier was accepted and resolved; the desk knows only who began to hand
papers in. Where a case system has spoken of a dossier, its word counts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from storage.database import UtcDateTime
from storage.kept import Kept

__all__ = ["CaseDossier", "CaseDossiers"]


@dataclass(frozen=True, slots=True)
class CaseDossier:
    """One dossier of a case system.

    Attributes:
        dossier: Mã hồ sơ.
        procedure: Mã TTHC.
        branch: Chi nhánh.
        system: Account of the case system.
        opened_at: UTC.
        closed_at: UTC; None while it is open.
    """

    dossier: str
    procedure: str
    branch: str
    system: str
    opened_at: dt.datetime
    closed_at: dt.datetime | None = None


metadata = sa.MetaData()
_dossiers = sa.Table(
    "case_dossiers",
    metadata,
    sa.Column("dossier", sa.String(64), primary_key=True),
    sa.Column("procedure", sa.String(16), nullable=False),
    sa.Column("branch", sa.String(64), nullable=False),
    sa.Column("system", sa.String(64), nullable=False),
    sa.Column("opened_at", UtcDateTime, nullable=False),
    sa.Column("closed_at", UtcDateTime),
)


class CaseDossiers(Kept):
    """What case systems said of their dossiers, in a database."""

    _tables = metadata

    def get(self, dossier: str) -> CaseDossier | None:
        """Return what a case system said of a dossier, or None."""
        query = _dossiers.select().where(_dossiers.c.dossier == dossier)
        with self.database.read() as connection:
            row = connection.execute(query).first()
        return CaseDossier(**row._mapping) if row else None

    def open(self, dossier: str, procedure: str, branch: str, system: str) -> None:
        """Keep that a dossier is open; the system that named it first stays its own."""
        values = {
            "dossier": dossier,
            "procedure": procedure,
            "branch": branch,
            "system": system,
            "opened_at": self._clock(),
            "closed_at": None,
        }
        changed = {name: values[name] for name in ("procedure", "branch", "opened_at", "closed_at")}
        new = self.database.insert(_dossiers).values(values)
        with self.database.write() as connection:
            connection.execute(
                new.on_conflict_do_update(
                    index_elements=["dossier"],
                    set_=changed,
                    where=_dossiers.c.system == system,
                )
            )

    def close(self, dossier: str) -> None:
        """Keep that a dossier is closed from now on."""
        mine = _dossiers.c.dossier == dossier
        with self.database.write() as connection:
            connection.execute(_dossiers.update().where(mine).values(closed_at=self._clock()))
