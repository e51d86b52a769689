"""Case systems say which dossiers are open; about whom an account asked is counted.

Revision ID: 0021
Revises: 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables, unless the software already created them."""
    op.create_table(
        "case_dossiers",
        sa.Column("dossier", sa.String(64), primary_key=True),
        sa.Column("procedure", sa.String(16), nullable=False),
        sa.Column("branch", sa.String(64), nullable=False),
        sa.Column("system", sa.String(64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        if_not_exists=True,
    )
    op.create_table(
        "asked_persons",
        sa.Column("account", sa.String(64), primary_key=True),
        sa.Column("dossier", sa.String(64), primary_key=True),
        sa.Column("person", sa.String(64), primary_key=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        if_not_exists=True,
    )
    for name, column in (("by_dossier", "dossier"), ("by_time", "asked_at")):
        op.create_index(f"asked_persons_{name}", "asked_persons", [column], if_not_exists=True)
