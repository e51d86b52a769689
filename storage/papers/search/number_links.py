"""Numbers of one person, as officers have established them: an old card, a number issued anew.

Most links need nobody: an identity card gives the old number in its QR code (TT 59/2021/TT-BCA
Art. 12), a passport gives the personal number (`PaperIndex.linked`). What only a confirmation of
the police says, an officer enters here, with the reason. These rows are not made from papers and
are not rebuilt with the index.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from schemas.text.subject_number import MAX_LENGTH, subject_key
from storage.database import UtcDateTime
from storage.kept import Kept

__all__ = ["NumberLink", "NumberLinks", "metadata"]


metadata = sa.MetaData()
_links = sa.Table(
    "number_links",
    metadata,
    sa.Column("one", sa.String(MAX_LENGTH), primary_key=True),
    sa.Column("other", sa.String(MAX_LENGTH), primary_key=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("officer", sa.String(200), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Index("number_links_by_other", "other"),
)


@dataclass(frozen=True, slots=True)
class NumberLink:
    """Two numbers of one person.

    Attributes:
        one: The lesser of the two in their comparison form.
        other: The greater one.
        reason: What shows it, as the officer stated it.
        officer: Account of the officer.
        at: UTC.
    """

    one: str
    other: str
    reason: str
    officer: str
    at: dt.datetime

    def beyond(self, key: str) -> str:
        """Return the number that is not this one."""
        return self.other if key == self.one else self.one


class NumberLinks(Kept):
    """The links in a database."""

    _tables = metadata

    def link(self, number: str, other: str, *, reason: str, officer: str) -> NumberLink:
        """State that two numbers are one person's; stated again, the newer reason counts.

        Raises:
            ValueError: They are one number, or none.
        """
        one, two = _pair(number, other)
        made = NumberLink(one, two, reason, officer, self._clock())
        values = {"reason": made.reason, "officer": made.officer, "at": made.at}
        insert = self.database.insert(_links).values(one=one, other=two, **values)
        with self.database.write() as connection:
            connection.execute(
                insert.on_conflict_do_update(index_elements=["one", "other"], set_=values)
            )
        return made

    def part(self, number: str, other: str) -> bool:
        """Take such a statement back; False if there was none.

        Raises:
            ValueError: They are one number, or none.
        """
        one, two = _pair(number, other)
        mine = sa.and_(_links.c.one == one, _links.c.other == two)
        with self.database.write() as connection:
            return connection.execute(_links.delete().where(mine)).rowcount > 0

    def of(self, keys: Collection[str]) -> tuple[NumberLink, ...]:
        """Return the links of numbers in their comparison form."""
        among = list(keys)
        mine = sa.or_(_links.c.one.in_(among), _links.c.other.in_(among))
        with self.database.read() as connection:
            rows = connection.execute(_links.select().where(mine).order_by(_links.c.at)).all()
        return tuple(NumberLink(**row._mapping) for row in rows)


def _pair(number: str, other: str) -> tuple[str, str]:
    keys = sorted({key for key in (subject_key(number), subject_key(other)) if key})
    if len(keys) != 2:
        raise ValueError("two different numbers are needed")
    return keys[0], keys[1]
