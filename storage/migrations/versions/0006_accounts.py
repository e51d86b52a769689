"""Accounts, sessions, and dossiers opened at the desk.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_NAME = sa.String(64)


def upgrade() -> None:
    """Make the tables of accounts, sessions and dossiers."""
    op.create_table(
        "accounts",
        sa.Column("name", _NAME, primary_key=True),
        sa.Column("password", sa.String(200), nullable=False),
        sa.Column("roles", sa.String(200), nullable=False),
        sa.Column("branch", _NAME, nullable=False),
        sa.Column("station", _NAME, nullable=False),
        sa.Column("must_change", sa.Boolean, nullable=False),
        sa.Column("closed", sa.Boolean, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("locked_until", _MOMENT),
        sa.Column("made_at", _MOMENT, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "sessions",
        sa.Column("token", _NAME, primary_key=True),
        sa.Column("account", _NAME, nullable=False),
        sa.Column("csrf", _NAME, nullable=False),
        sa.Column("locked", sa.Boolean, nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        if_not_exists=True,
    )
    op.create_index("sessions_by_account", "sessions", ["account"], if_not_exists=True)
    op.create_table(
        "desk_dossiers",
        sa.Column("dossier", _NAME, primary_key=True),
        sa.Column("procedure", sa.String(16)),
        sa.Column("form_of_paper", sa.String(32), nullable=False),
        sa.Column("components", sa.Text, nullable=False),
        sa.Column("branch", _NAME, nullable=False),
        sa.Column("station", _NAME, nullable=False),
        sa.Column("operator", _NAME, nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=False),
        if_not_exists=True,
    )
    op.create_index("desk_dossiers_by_time", "desk_dossiers", ["opened_at"], if_not_exists=True)
