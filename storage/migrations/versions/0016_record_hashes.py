"""The hash of each record and of its readings, beside the change that published it.

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_COLUMNS = ("record_sha256", "readings_sha256")


def upgrade() -> None:
    """Add columns and index, unless the software already created the table with them."""
    tables = sa.inspect(op.get_bind())
    if not tables.has_table("changes"):  # SQLite keeps index and audit in files of their own
        return
    known = {column["name"] for column in tables.get_columns("changes")}
    for name in _COLUMNS:
        if name not in known:
            op.add_column("changes", sa.Column(name, sa.String(64)))
    op.create_index("changes_of_paper", "changes", ["paper_id", "version"], if_not_exists=True)
