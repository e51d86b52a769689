"""Dossiers opened at the desk: their procedure, and what was on file at that time.

The person is not stored: the reuse check is made once, with their number, and only its answer is
kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from pydantic import TypeAdapter

from schemas.record.paper import FormOfPaper
from storage.database import UtcDateTime
from storage.kept import Kept
from storage.papers.reuse.answers import ComponentAnswer

__all__ = ["Dossier", "Dossiers"]


@dataclass(frozen=True, slots=True)
class Dossier:
    """One dossier at the desk.

    Attributes:
        dossier: Mã hồ sơ.
        procedure: Mã TTHC.
        form_of_paper: Default form of the papers handed in.
        components: What the procedure asks for, and what was on file.
        branch: Chi nhánh.
        station: Quầy.
        operator: Who opened it.
        opened_at: UTC.
        check: Number of the reuse check that the components are from; None: nobody was asked about.
    """

    dossier: str
    procedure: str | None
    form_of_paper: FormOfPaper
    components: tuple[ComponentAnswer, ...]
    branch: str
    station: str
    operator: str
    opened_at: dt.datetime
    check: int | None = None


metadata = sa.MetaData()
_dossiers = sa.Table(
    "desk_dossiers",
    metadata,
    sa.Column("dossier", sa.String(64), primary_key=True),
    sa.Column("procedure", sa.String(16)),
    sa.Column("form_of_paper", sa.String(32), nullable=False),
    sa.Column("components", sa.Text, nullable=False),
    sa.Column("branch", sa.String(64), nullable=False),
    sa.Column("station", sa.String(64), nullable=False),
    sa.Column("operator", sa.String(64), nullable=False),
    sa.Column("opened_at", UtcDateTime, nullable=False),
    sa.Column("check_number", sa.BigInteger),
    sa.Index("desk_dossiers_by_time", "opened_at"),
)
_ANSWERS = TypeAdapter(tuple[ComponentAnswer, ...])


class Dossiers(Kept):
    """Dossiers in a database."""

    _tables = metadata

    def open(
        self,
        dossier: str,
        procedure: str | None,
        form_of_paper: FormOfPaper,
        components: tuple[ComponentAnswer, ...],
        *,
        branch: str,
        station: str,
        operator: str,
        check: int | None = None,
    ) -> Dossier:
        """Open a dossier; one that is open already stays as it is."""
        new = self.database.insert(_dossiers).values(
            dossier=dossier,
            procedure=procedure,
            form_of_paper=form_of_paper,
            components=_ANSWERS.dump_json(components).decode(),
            branch=branch,
            station=station,
            operator=operator,
            opened_at=self._clock(),
            check_number=check,
        )
        with self.database.write() as connection:
            connection.execute(new.on_conflict_do_nothing(index_elements=["dossier"]))
        return self._known(dossier)

    def change(
        self,
        dossier: str,
        procedure: str | None,
        components: tuple[ComponentAnswer, ...],
        check: int | None = None,
    ) -> Dossier:
        """Give a dossier that is open another procedure, or new answers for the one it has."""
        change = (
            sa.update(_dossiers)
            .where(_dossiers.c.dossier == dossier)
            .values(
                procedure=procedure,
                components=_ANSWERS.dump_json(components).decode(),
                check_number=check,
            )
        )
        with self.database.write() as connection:
            connection.execute(change)
        return self._known(dossier)

    def _known(self, dossier: str) -> Dossier:
        found = self.get(dossier)
        assert found is not None  # noqa: S101 - dossiers are never removed
        return found

    def get(self, dossier: str) -> Dossier | None:
        """Return a dossier, or None."""
        with self.database.read() as connection:
            query = _dossiers.select().where(_dossiers.c.dossier == dossier)
            row = connection.execute(query).first()
        return _dossier(row) if row else None

    def several(self, codes: Iterable[str]) -> dict[str, Dossier]:
        """Return those of some dossiers that are open, by code."""
        query = _dossiers.select().where(_dossiers.c.dossier.in_(list(codes)))
        with self.database.read() as connection:
            return {row.dossier: _dossier(row) for row in connection.execute(query)}

    def search(
        self, part: str, *, branch: str | None = None, operator: str | None = None, limit: int = 20
    ) -> list[Dossier]:
        """Return dossiers in whose code a text stands, the newest first."""
        query = (
            _dossiers.select()
            .where(_dossiers.c.dossier.contains(part, autoescape=True))
            .order_by(_dossiers.c.opened_at.desc())
            .limit(limit)
        )
        if branch is not None:
            query = query.where(_dossiers.c.branch == branch)
        if operator is not None:
            query = query.where(_dossiers.c.operator == operator)
        with self.database.read() as connection:
            return [_dossier(row) for row in connection.execute(query)]

    def recent(
        self, *, branch: str | None = None, operator: str | None = None, limit: int = 20
    ) -> list[Dossier]:
        """Return dossiers, the newest first."""
        query = _dossiers.select().order_by(_dossiers.c.opened_at.desc()).limit(limit)
        if branch is not None:
            query = query.where(_dossiers.c.branch == branch)
        if operator is not None:
            query = query.where(_dossiers.c.operator == operator)
        with self.database.read() as connection:
            return [_dossier(row) for row in connection.execute(query)]


def _dossier(row: sa.Row[tuple[object, ...]]) -> Dossier:
    values = dict(row._mapping)
    check = values.pop("check_number")
    return Dossier(
        **{
            **values,
            "check": check,
            "form_of_paper": FormOfPaper(values["form_of_paper"]),
            "components": _ANSWERS.validate_json(str(values["components"])),
        }
    )
