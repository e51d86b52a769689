"""When a paper's signed files need a fresh timestamp.

Papers already on file get it with the next version of their record or with `reindex`.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column to the index, unless the software already created the table with it."""
    tables = sa.inspect(op.get_bind())
    if not tables.has_table("papers"):  # SQLite keeps ledger and audit in files of their own
        return
    if "proof_due" in {column["name"] for column in tables.get_columns("papers")}:
        return
    op.add_column("papers", sa.Column("proof_due", sa.DateTime(timezone=True)))
    op.create_index("papers_by_proof", "papers", ["proof_due"])
