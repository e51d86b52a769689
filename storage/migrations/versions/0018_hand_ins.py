"""Papers that belong to several dossiers.

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, unless the software already did."""
    if sa.inspect(op.get_bind()).has_table("papers"):  # an index not opened yet makes its own
        _make_other_dossiers()
    op.create_table(
        "desk_hand_ins",
        sa.Column("paper_id", sa.String(64), primary_key=True),
        sa.Column("dossier", sa.String(64), primary_key=True),
        sa.Column("procedure", sa.String(16)),
        sa.Column("branch", sa.String(64), nullable=False),
        sa.Column("station", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("operator", sa.String(64)),
        sa.Column("form_of_paper", sa.String(32), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        if_not_exists=True,
    )
    op.create_index("desk_hand_ins_by_dossier", "desk_hand_ins", ["dossier"], if_not_exists=True)


def _make_other_dossiers() -> None:
    op.create_table(
        "other_dossiers",
        sa.Column(
            "number_in_index",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            sa.ForeignKey("papers.number_in_index", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("dossier", sa.String(200), primary_key=True),
        if_not_exists=True,
    )
    op.create_index("papers_by_other_dossier", "other_dossiers", ["dossier"], if_not_exists=True)
