"""Forms that were filled from what is on file, under the code that is printed on them.

What was printed is kept until the form may have come back, and no longer: 90 days. The code is
random and says nothing; who comes across it learns nothing without this table.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from pydantic import TypeAdapter

from storage.database import UtcDateTime
from storage.kept import Kept

__all__ = ["FilledForm", "FilledForms", "FilledValue"]


_LIFETIME = dt.timedelta(days=90)


@dataclass(frozen=True, slots=True)
class FilledValue:
    """One value, and where it comes from.

    Attributes:
        key: Field of the form.
        value: Normalised, as on file.
        text: As printed.
        paper_id: The paper.
        paper_type: Its type.
        field: Field of the paper.
        page: Its page, or None.
        issued_on: When the paper was issued, ISO, or None.
    """

    key: str
    value: str
    text: str
    paper_id: str
    paper_type: str
    field: str
    page: int | None = None
    issued_on: str | None = None


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A filled form.

    Attributes:
        code: As printed on it.
        account: Who had it filled.
        entry: Number of its entry on the audit chain.
        blank: Key of the form.
        day: Day on which it was filled; decides the version of the form.
        procedure: Mã TTHC.
        dossier: Mã hồ sơ.
        values: What is printed, in the order of the form.
        notices: What else the person has to know, in Vietnamese.
        digest: SHA-256 of what is drawn.
        made_at: UTC.
    """

    code: str
    account: str
    entry: int
    blank: str
    day: dt.date
    procedure: str
    dossier: str
    values: tuple[FilledValue, ...]
    notices: tuple[str, ...]
    digest: str
    made_at: dt.datetime

    @property
    def texts(self) -> dict[str, str]:
        """What is printed, by field."""
        return {each.key: each.text for each in self.values}


metadata = sa.MetaData()
_forms = sa.Table(
    "filled_forms",
    metadata,
    sa.Column("code", sa.String(32), primary_key=True),
    sa.Column("account", sa.String(64), nullable=False),
    sa.Column("entry", sa.BigInteger, nullable=False),
    sa.Column("blank", sa.String(64), nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("procedure", sa.String(16), nullable=False),
    sa.Column("dossier", sa.String(64), nullable=False),
    sa.Column("values", sa.Text, nullable=False),
    sa.Column("notices", sa.Text, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("made_at", UtcDateTime, nullable=False),
    sa.Index("filled_forms_by_time", "made_at"),
)
_VALUES = TypeAdapter(tuple[FilledValue, ...])
_NOTICES = TypeAdapter(tuple[str, ...])


class FilledForms(Kept):
    """Filled forms in a database."""

    _tables = metadata

    def keep(self, form: FilledForm) -> None:
        """Store a form, and remove those whose time is over."""
        values = {column.name: getattr(form, column.name) for column in _forms.c}
        values["values"] = _VALUES.dump_json(form.values).decode()
        values["notices"] = _NOTICES.dump_json(form.notices).decode()
        with self.database.write() as connection:
            connection.execute(_forms.delete().where(_forms.c.made_at < self._oldest()))
            connection.execute(_forms.insert().values(values))

    def get(self, code: str) -> FilledForm | None:
        """Return the form of a code, or None."""
        query = _forms.select().where(_forms.c.code == code, _forms.c.made_at >= self._oldest())
        with self.database.read() as connection:
            row = connection.execute(query).first()
        return _form(row) if row else None

    def of_paper(self, paper_id: str) -> tuple[FilledForm, ...]:
        """Return the forms on which values of a paper are printed, also those past their time."""
        query = _forms.select().where(_forms.c["values"].contains(paper_id, autoescape=True))
        with self.database.read() as connection:
            return tuple(map(_form, connection.execute(query)))

    def forget(self, code: str) -> None:
        """Remove a form with all that is printed on it."""
        with self.database.write() as connection:
            connection.execute(_forms.delete().where(_forms.c.code == code))

    def _oldest(self) -> dt.datetime:
        return self._clock() - _LIFETIME


def _form(row: sa.Row[tuple[object, ...]]) -> FilledForm:
    said = dict(row._mapping)
    said["values"] = _VALUES.validate_json(str(said["values"]))
    said["notices"] = _NOTICES.validate_json(str(said["notices"]))
    return FilledForm(**said)
