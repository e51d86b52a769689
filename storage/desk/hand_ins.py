"""Papers handed in again: the same bytes for another dossier, perhaps at another branch.

A paper has one line on the work queue, that of its first dossier. The other dossiers stand here,
each with the form that was declared for it; once the paper is on file, in its record, too.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from schemas.record.intake import Intake
from schemas.record.paper import Channel, FormOfPaper
from storage.database import Database
from storage.desk import tables
from storage.desk.tables import hand_ins

__all__ = ["HandIns", "OtherDossier"]


@dataclass(frozen=True, slots=True)
class OtherDossier:
    """A dossier for which a paper was handed in that was there already."""

    paper_id: str
    dossier: str
    branch: str
    station: str
    intake: Intake


class HandIns:
    """The hand-ins after the first, in the database of the desk."""

    def __init__(self, database: Database) -> None:
        """Open them; create the table if it is missing."""
        self.database = database
        self.database.create(tables.metadata)

    def add(self, paper_id: str, intake: Intake, branch: str, station: str) -> None:
        """Note that a paper was handed in for a dossier; what was declared last counts.

        Args:
            paper_id: SHA-256 of the original.
            intake: How it was handed in; one without a dossier is not noted.
            branch: Code of the branch or agent.
            station: Code of the counter or machine.
        """
        if not intake.dossier:
            return
        values = {
            "procedure": intake.procedure,
            "branch": branch,
            "station": station,
            "channel": intake.channel,
            "operator": intake.operator,
            "form_of_paper": intake.form_of_paper,
            "received_at": intake.received_at,
        }
        new = self.database.insert(hand_ins)
        new = new.values(paper_id=paper_id, dossier=intake.dossier, **values)
        upsert = new.on_conflict_do_update(index_elements=["paper_id", "dossier"], set_=values)
        with self.database.write() as connection:
            connection.execute(upsert)

    def of(self, paper_id: str) -> list[OtherDossier]:
        """Return the other dossiers of a paper, in the order in which it came to them."""
        return self._find(hand_ins.c.paper_id == paper_id)

    def for_dossier(self, dossier: str) -> list[OtherDossier]:
        """Return the papers that a dossier shares with an earlier one."""
        return self._find(hand_ins.c.dossier == dossier)

    def inherit(self, old: str, new: str) -> None:
        """Let a paper that is made of another one belong to its dossiers, too."""
        for other in self.of(old) if old != new else ():
            self.add(new, other.intake, other.branch, other.station)

    def _find(self, condition: sa.ColumnElement[bool]) -> list[OtherDossier]:
        order = (hand_ins.c.received_at, hand_ins.c.paper_id, hand_ins.c.dossier)
        with self.database.read() as connection:
            rows = connection.execute(hand_ins.select().where(condition).order_by(*order)).all()
        return [
            OtherDossier(
                row.paper_id,
                row.dossier,
                row.branch,
                row.station,
                Intake(
                    row.received_at,
                    Channel(row.channel),
                    FormOfPaper(row.form_of_paper),
                    row.dossier,
                    row.procedure,
                    row.operator,
                ),
            )
            for row in rows
        ]
