"""Why a batch paused by itself.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column to the batches, unless the software already created the table with it."""
    tables = sa.inspect(op.get_bind())
    if not tables.has_table("batches"):
        return
    if "stopped_by" not in {column["name"] for column in tables.get_columns("batches")}:
        op.add_column("batches", sa.Column("stopped_by", sa.String(64)))
