"""What is to be done about a file that a batch could not take.

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column to the items, unless the software already created the table with it."""
    tables = sa.inspect(op.get_bind())
    if not tables.has_table("batch_items"):
        return
    if "remedy" not in {column["name"] for column in tables.get_columns("batch_items")}:
        op.add_column("batch_items", sa.Column("remedy", sa.Text))
