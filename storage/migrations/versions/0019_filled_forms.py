"""Forms that were filled from what is on file.

Revision ID: 0019
Revises: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, unless the software already did."""
    op.create_table(
        "filled_forms",
        sa.Column("code", sa.String(32), primary_key=True),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("entry", sa.BigInteger, nullable=False),
        sa.Column("blank", sa.String(64), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("procedure", sa.String(16), nullable=False),
        sa.Column("dossier", sa.String(64), nullable=False),
        sa.Column("values", sa.Text, nullable=False),
        sa.Column("notices", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        if_not_exists=True,
    )
    op.create_index("filled_forms_by_time", "filled_forms", ["made_at"], if_not_exists=True)
