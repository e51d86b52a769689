"""Receipt codes, and answers to reuse checks on the page Tra cứu.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables of receipt codes and of lookups."""
    op.create_table(
        "receipts",
        sa.Column("dossier", sa.String(64), primary_key=True),
        sa.Column("code", sa.String(16), nullable=False, unique=True),
        sa.Column("made_at", _MOMENT, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "lookups",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("procedure", sa.String(16), nullable=False),
        sa.Column("dossier", sa.String(64), nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("legal_basis", sa.Text, nullable=False),
        sa.Column("components", sa.Text, nullable=False),
        sa.Column("decided", sa.Text, nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        if_not_exists=True,
    )
    op.create_index("lookups_by_account", "lookups", ["account", "number"], if_not_exists=True)


def downgrade() -> None:
    """Remove them."""
    op.drop_table("lookups")
    op.drop_table("receipts")
