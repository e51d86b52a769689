"""Papers that lie apart until a clerk takes them in, and the occasion on which they came.

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns to the work queue, unless the software already created it with them."""
    tables = sa.inspect(op.get_bind())
    if not tables.has_table("desk_papers"):
        return
    known = {column["name"] for column in tables.get_columns("desk_papers")}
    if "handover" not in known:
        op.add_column("desk_papers", sa.Column("handover", sa.String(64)))
    if "taken_by" not in known:
        op.add_column("desk_papers", sa.Column("taken_by", sa.String(64)))
    if "apart" not in known:
        apart = sa.Column("apart", sa.Boolean, nullable=False, server_default=sa.false())
        op.add_column("desk_papers", apart)
