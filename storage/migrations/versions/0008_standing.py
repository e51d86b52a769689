"""The standing of a paper after a change: current, revoked, replaced, withdrawn, erased.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column to the changes, unless the software already created the table with it."""
    tables = sa.inspect(op.get_bind())
    if not tables.has_table("changes"):  # SQLite keeps index and audit in files of their own
        return
    if "standing" not in {column["name"] for column in tables.get_columns("changes")}:
        standing = sa.Column("standing", sa.String(16), nullable=False, server_default="current")
        op.add_column("changes", standing)
