"""The perceptual hashes of pages, by which the same page is recognised.

Papers already on file get them with the next `reindex`.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, unless the software already did."""
    op.create_table(
        "picture_marks",
        sa.Column("mark", sa.Integer, primary_key=True),
        sa.Column("paper_id", sa.String(64), primary_key=True),
        sa.Column("page", sa.Integer, primary_key=True),
        sa.Column("picture_key", sa.String(64), nullable=False),
        if_not_exists=True,
    )
    op.create_index("picture_marks_by_paper", "picture_marks", ["paper_id"], if_not_exists=True)
