"""What people confirmed or corrected, with what was read: pairs for training and evaluation.

The image of the line is not copied: paper, page and polygon say where it is. The pairs contain
personal data and are stored with the papers, never in a log.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from schemas.record.reading import Point, Polygon
from storage.database import Database
from storage.desk.tables import corrections

__all__ = ["Correction", "corrections_of", "keep_corrections"]


@dataclass(frozen=True, slots=True)
class Correction:
    """One person's decision on one field.

    Attributes:
        paper_id: SHA-256 of the paper.
        paper_type: As classified.
        field: Name of the field.
        page: From 1, None if nothing was read.
        polygon: Position of the text on the original page.
        reader: Which reader proposed it.
        raw: Text as read.
        proposed: Value as proposed.
        confirmed: Value as settled; None if the paper has none.
        operator: Account.
        at: UTC.
    """

    paper_id: str
    paper_type: str
    field: str
    page: int | None
    polygon: Polygon | None
    reader: str | None
    raw: str | None
    proposed: str | None
    confirmed: str | None
    operator: str
    at: dt.datetime

    @property
    def changed(self) -> bool:
        """Whether the proposal was wrong."""
        return self.proposed != self.confirmed


def keep_corrections(database: Database, found: Iterable[Correction]) -> None:
    """Store corrections."""
    rows = [{**asdict(each), "polygon": json.dumps(each.polygon)} for each in found]
    if rows:
        with database.write() as connection:
            connection.execute(corrections.insert(), rows)


def corrections_of(database: Database, paper_id: str | None = None) -> Iterator[Correction]:
    """Yield the corrections of one paper or of all, oldest first."""
    query = corrections.select().order_by(corrections.c.number)
    if paper_id is not None:
        query = query.where(corrections.c.paper_id == paper_id)
    with database.read() as connection:
        rows = connection.execute(query).all()
    for row in rows:
        values = dict(row._mapping)
        del values["number"]
        yield Correction(**{**values, "polygon": _polygon(values["polygon"])})


def _polygon(text: str) -> Polygon | None:
    points = json.loads(text)
    if points is None:
        return None
    a, b, c, d = (Point(x, y) for x, y in points)
    return a, b, c, d
