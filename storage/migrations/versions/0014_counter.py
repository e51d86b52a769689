"""Papers that lie apart until a clerk takes them in, receipts of hand-overs, typed answers.

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
    """Add what the desk needs, unless the software already created it."""
    op.create_table(
        "desk_typed",
        sa.Column("paper_id", sa.String(64), primary_key=True),
        sa.Column("account", sa.String(64), primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("answers", sa.Text, nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "handover_receipts",
        sa.Column("handover", sa.String(64), primary_key=True),
        sa.Column("dossier", sa.String(64), nullable=False),
        sa.Column("code", sa.String(16), nullable=False, unique=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        if_not_exists=True,
    )
    _add_columns()


def _add_columns() -> None:
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
