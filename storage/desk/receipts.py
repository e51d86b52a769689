"""Receipt codes: with one, anybody may see the progress of a dossier, and nothing else.

Dossier codes are sequential, so whoever knows one knows the next. A receipt code is random
(50 bits): only the holder of the receipt can ask, and guessing codes is hopeless.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

import sqlalchemy as sa

from storage.database import UtcDateTime
from storage.kept import Kept

__all__ = ["Receipt", "Receipts", "normal_code"]


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
_handovers = sa.Table(
    "handover_receipts",
    metadata,
    sa.Column("handover", sa.String(64), primary_key=True),
    sa.Column("dossier", sa.String(64), nullable=False),
    sa.Column("code", sa.String(16), nullable=False, unique=True),
    sa.Column("made_at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a code stands for.

    Attributes:
        dossier: Mã hồ sơ.
        handover: The occasion on which papers were handed in at a machine; None: the whole dossier.
    """

    dossier: str
    handover: str | None = None


class Receipts(Kept):
    """Receipt codes in a database."""

    _tables = metadata

    def code_of(self, dossier: str, handover: str | None = None) -> str:
        """Return the code of a receipt, generated the first time; `XXXXX-XXXXX`.

        Args:
            dossier: Mã hồ sơ.
            handover: The occasion on which papers were handed in at a machine: whoever stands there
                gets a code for what they handed in, never that of the dossier.
        """
        table, key, value = (
            (_handovers, "handover", handover) if handover else (_receipts, "dossier", dossier)
        )
        drawn = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))
        values = {"dossier": dossier, key: value, "code": drawn, "made_at": self._clock()}
        new = self.database.insert(table).values(values)
        query = sa.select(table.c.code).where(table.c[key] == value)
        with self.database.write() as connection:
            connection.execute(new.on_conflict_do_nothing(index_elements=[key]))
            code = str(connection.execute(query).scalar_one())
        return f"{code[:5]}-{code[5:]}"

    def of_code(self, typed: str) -> Receipt | None:
        """Return what a code stands for, or None."""
        code = normal_code(typed)
        if code is None:
            return None
        whole = sa.select(_receipts.c.dossier).where(_receipts.c.code == code)
        part = sa.select(_handovers).where(_handovers.c.code == code)
        with self.database.read() as connection:
            dossier = connection.execute(whole).scalar()
            row = connection.execute(part).first()
        if dossier is not None:
            return Receipt(str(dossier))
        return Receipt(row.dossier, row.handover) if row else None


def normal_code(typed: str) -> str | None:
    """Return a code in its stored form, or None if the text is no code."""
    code = re.sub(r"[\s-]", "", typed).upper()
    return code if _FORM.fullmatch(code) else None
