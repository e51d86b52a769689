"""Answers to reuse checks on the page Tra cứu: the components, and the decision on each.

The person is not stored: the question is asked once, with their number, and only the answer is
kept, under the question's number on the audit chain, for the account that asked.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
from pydantic import TypeAdapter

from storage.database import UtcDateTime
from storage.kept import Kept
from storage.papers.reuse.answers import ComponentAnswer, open_conditions

__all__ = ["Decision", "Lookup", "Lookups"]

Decision = Literal["accept", "reject"]


@dataclass(frozen=True, slots=True)
class Lookup:
    """One answered question.

    Attributes:
        number: Number of the question on the audit chain.
        account: Who asked.
        procedure: Mã TTHC.
        dossier: Mã hồ sơ.
        purpose: As stated.
        legal_basis: As stated.
        components: The answer.
        decided: By component, the officer's decision on the proposed paper.
        notices: What else the officer has to know, in Vietnamese.
        asked_at: UTC.
    """

    number: int
    account: str
    procedure: str
    dossier: str
    purpose: str
    legal_basis: str
    components: tuple[ComponentAnswer, ...]
    decided: Mapping[str, Decision]
    asked_at: dt.datetime
    notices: tuple[str, ...] = ()

    @property
    def open_conditions(self) -> dict[str, str]:
        """Facts that nobody has stated yet and on which components depend: key to Vietnamese."""
        return open_conditions(self.components)

    def proposed(self, component: str) -> ComponentAnswer | None:
        """Return the answer for a component that names a paper, or None."""
        return next((c for c in self.components if c.component == component and c.paper_id), None)


metadata = sa.MetaData()
_lookups = sa.Table(
    "lookups",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("account", sa.String(64), nullable=False),
    sa.Column("procedure", sa.String(16), nullable=False),
    sa.Column("dossier", sa.String(64), nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("legal_basis", sa.Text, nullable=False),
    sa.Column("components", sa.Text, nullable=False),
    sa.Column("decided", sa.Text, nullable=False),
    sa.Column("asked_at", UtcDateTime, nullable=False),
    sa.Column("notices", sa.Text, nullable=False, server_default="[]"),
    sa.Index("lookups_by_account", "account", "number"),
)
_ANSWERS = TypeAdapter(tuple[ComponentAnswer, ...])


class Lookups(Kept):
    """Answered questions in a database."""

    _tables = metadata

    def keep(
        self,
        number: int,
        account: str,
        *,
        procedure: str,
        dossier: str,
        purpose: str,
        legal_basis: str,
        components: tuple[ComponentAnswer, ...],
        notices: tuple[str, ...] = (),
    ) -> None:
        """Store an answer under the number of its question on the audit chain."""
        values = {
            "number": number,
            "account": account,
            "procedure": procedure,
            "dossier": dossier,
            "purpose": purpose,
            "legal_basis": legal_basis,
            "components": _ANSWERS.dump_json(components).decode(),
            "decided": "{}",
            "notices": json.dumps(notices, ensure_ascii=False),
            "asked_at": self._clock(),
        }
        with self.database.write() as connection:
            connection.execute(_lookups.insert().values(values))

    def get(self, number: int, account: str) -> Lookup | None:
        """Return an answer to the account that asked; None to everybody else."""
        query = _lookups.select().where(_lookups.c.number == number, _lookups.c.account == account)
        with self.database.read() as connection:
            row = connection.execute(query).first()
        return _lookup(row) if row else None

    def recent(self, account: str, limit: int = 10) -> list[Lookup]:
        """Return what an account asked, the newest first."""
        query = _lookups.select().where(_lookups.c.account == account)
        query = query.order_by(_lookups.c.number.desc()).limit(limit)
        with self.database.read() as connection:
            return [_lookup(row) for row in connection.execute(query)]

    def settle(self, number: int, components: tuple[ComponentAnswer, ...]) -> None:
        """Store the answer as it is now that an officer has stated facts."""
        text = _ANSWERS.dump_json(components).decode()
        mine = _lookups.c.number == number
        with self.database.write() as connection:
            connection.execute(_lookups.update().where(mine).values(components=text))

    def decide(self, number: int, component: str, decision: Decision) -> None:
        """Record the officer's decision on a component; a second one replaces the first."""
        mine = _lookups.c.number == number
        with self.database.write() as connection:
            text = connection.execute(sa.select(_lookups.c.decided).where(mine)).scalar_one()
            decided = json.dumps({**json.loads(text), component: decision})
            connection.execute(_lookups.update().where(mine).values(decided=decided))


def _lookup(row: sa.Row[tuple[object, ...]]) -> Lookup:
    values = dict(row._mapping)
    components = _ANSWERS.validate_json(str(values["components"]))
    decided = json.loads(str(values["decided"]))
    notices = tuple(json.loads(str(values["notices"])))
    return Lookup(**{**values, "components": components, "decided": decided, "notices": notices})
