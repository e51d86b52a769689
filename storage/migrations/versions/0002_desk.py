"""The work queue of the desk.

Tables that the software created itself when it was opened are left as they are.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_SHA256 = sa.String(64)
_ACCOUNT = sa.String(64)
_CODE = sa.String(64)


def upgrade() -> None:
    """Make the tables of the desk."""
    _make_papers()
    _make_events()
    _make_corrections()


def _make_papers() -> None:
    op.create_table(
        "desk_papers",
        sa.Column("paper_id", _SHA256, primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("dossier", _CODE),
        sa.Column("procedure", sa.String(16)),
        sa.Column("branch", _CODE, nullable=False),
        sa.Column("station", _CODE, nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("operator", _ACCOUNT),
        sa.Column("form_of_paper", sa.String(32), nullable=False),
        sa.Column("seen_not_secret", sa.Boolean, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("pages", sa.Text, nullable=False),
        sa.Column("paper_type", _CODE),
        sa.Column("doubts", sa.Integer, nullable=False),
        sa.Column("sampled", sa.Boolean, nullable=False),
        sa.Column("draft", _SHA256),
        sa.Column("error_code", _CODE),
        sa.Column("replaced_by", _SHA256),
        sa.Column("reviewed_by", _ACCOUNT),
        sa.Column("checked_by", _ACCOUNT),
        sa.Column("signed_by", _ACCOUNT),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("worker", sa.String(200)),
        sa.Column("lease_until", _MOMENT),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        if_not_exists=True,
    )
    _index("desk_papers_by_state", "desk_papers", "state", "received_at")
    _index("desk_papers_by_dossier", "desk_papers", "dossier")


def _make_events() -> None:
    op.create_table(
        "desk_events",
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("paper_id", _SHA256, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("actor", _ACCOUNT, nullable=False),
        sa.Column("branch", _CODE, nullable=False),
        sa.Column("station", _CODE, nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("detail", sa.String(200), nullable=False),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    _index("desk_events_by_time", "desk_events", "at")
    _index("desk_events_by_paper", "desk_events", "paper_id")


def _make_corrections() -> None:
    op.create_table(
        "desk_corrections",
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("paper_id", _SHA256, nullable=False),
        sa.Column("paper_type", _CODE, nullable=False),
        sa.Column("field", _CODE, nullable=False),
        sa.Column("page", sa.Integer),
        sa.Column("polygon", sa.Text),
        sa.Column("reader", _CODE),
        sa.Column("raw", sa.Text),
        sa.Column("proposed", sa.Text),
        sa.Column("confirmed", sa.Text),
        sa.Column("operator", _ACCOUNT, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    _index("desk_corrections_by_paper", "desk_corrections", "paper_id")


def _index(name: str, table: str, *columns: str) -> None:
    op.create_index(name, table, list(columns), if_not_exists=True)
