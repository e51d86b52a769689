"""The scans of one paper, and what each of them says by itself.

Links among papers already on file are made by the next `reindex`.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, and give every paper of the index what its own record says."""
    op.create_table(
        "scans",
        sa.Column("paper_id", sa.String(64), primary_key=True),
        sa.Column("other_id", sa.String(64), primary_key=True),
        sa.Column("why", sa.String(16), primary_key=True),
        if_not_exists=True,
    )
    op.create_index("scans_by_other", "scans", ["other_id"], if_not_exists=True)
    tables = sa.inspect(op.get_bind())
    if not tables.has_table("papers"):
        return
    if "own_status" in {column["name"] for column in tables.get_columns("papers")}:
        return
    current, unseen = sa.text("'current'"), sa.true()
    op.add_column(
        "papers", sa.Column("own_status", sa.String(16), server_default=current, nullable=False)
    )
    op.add_column(
        "papers", sa.Column("own_review", sa.Boolean, server_default=unseen, nullable=False)
    )
    op.execute("UPDATE papers SET own_status = status, own_review = needs_review")
