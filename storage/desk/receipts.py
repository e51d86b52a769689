"""Receipt codes: with one, anybody may see the progress of a dossier, and nothing else.

Dossier codes are sequential, so whoever knows one knows the next. A receipt code is random
(50 bits): only the holder of the receipt can ask, and guessing codes is hopeless.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Callable

import sqlalchemy as sa

from storage.database import Database, UtcDateTime

__all__ = ["Receipts", "normal_code"]

Clock = Callable[[], dt.datetime]

_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No 0 and O, no 1 and I: a code is read from paper and typed."""
_LENGTH = 10
_FORM = re.compile(f"[{_SIGNS}]{{{_LENGTH}}}")

metadata = sa.MetaData()
_receipts = sa.Table(
    "receipts",
    metadata,
    sa.Column("dossier", sa.String(64), primary_key=True),
    sa.Column("code", sa.String(16), nullable=False, unique=True),
    sa.Column("made_at", UtcDateTime, nullable=False),
)


class Receipts:
    """Receipt codes in a database."""

    def __init__(
        self, database: Database, *, clock: Clock = lambda: dt.datetime.now(dt.UTC)
    ) -> None:
        """Open them; create the table if it is missing.

        Args:
            database: Database with its tables.
            clock: Returns the time, UTC.
        """
        self.database = database
        self._clock = clock
        self.database.create(metadata)

    def code_of(self, dossier: str) -> str:
        """Return the code of a dossier, generated the first time; `XXXXX-XXXXX`."""
        drawn = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))
        new = self.database.insert(_receipts).values(
            dossier=dossier, code=drawn, made_at=self._clock()
        )
        query = sa.select(_receipts.c.code).where(_receipts.c.dossier == dossier)
        with self.database.write() as connection:
            connection.execute(new.on_conflict_do_nothing(index_elements=["dossier"]))
            code = str(connection.execute(query).scalar_one())
        return f"{code[:5]}-{code[5:]}"

    def dossier_of(self, typed: str) -> str | None:
        """Return the dossier that a code belongs to, or None."""
        code = normal_code(typed)
        if code is None:
            return None
        query = sa.select(_receipts.c.dossier).where(_receipts.c.code == code)
        with self.database.read() as connection:
            found = connection.execute(query).scalar()
        return str(found) if found is not None else None


def normal_code(typed: str) -> str | None:
    """Return a code in its stored form, or None if the text is no code."""
    code = re.sub(r"[\s-]", "", typed).upper()
    return code if _FORM.fullmatch(code) else None
