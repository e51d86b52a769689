"""Dossiers name the check of their components; papers their file; people tick what they saw.

Revision ID: 0020
Revises: 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns and table, unless the software already created them."""
    _add("desk_dossiers", sa.Column("check_number", sa.BigInteger))
    _add("desk_papers", sa.Column("file_name", sa.String(200), nullable=False, server_default=""))
    op.create_table(
        "desk_ticks",
        sa.Column("dossier", sa.String(64), primary_key=True),
        sa.Column("what", sa.String(64), primary_key=True),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        if_not_exists=True,
    )


def _add(table: str, column: sa.Column[object]) -> None:
    tables = sa.inspect(op.get_bind())
    if tables.has_table(table) and column.name not in {
        known["name"] for known in tables.get_columns(table)
    }:
        op.add_column(table, column)
