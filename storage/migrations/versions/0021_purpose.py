"""Case systems open dossiers; whom an account asked about is counted; accounts of providers.

Revision ID: 0021
Revises: 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_HASH = sa.String(64)


def upgrade() -> None:
    """Add the tables, unless the software already created them."""
    op.create_table(
        "case_dossiers",
        sa.Column("dossier", sa.String(64), primary_key=True),
        sa.Column("procedure", sa.String(16), nullable=False),
        sa.Column("branch", sa.String(64), nullable=False),
        sa.Column("system", sa.String(64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        if_not_exists=True,
    )
    op.create_table(
        "asked_persons",
        sa.Column("account", sa.String(64), primary_key=True),
        sa.Column("dossier", sa.String(64), primary_key=True),
        sa.Column("person", sa.String(64), primary_key=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        if_not_exists=True,
    )
    for name, column in (("by_dossier", "dossier"), ("by_time", "asked_at")):
        op.create_index(f"asked_persons_{name}", "asked_persons", [column], if_not_exists=True)
    tables = sa.inspect(op.get_bind())
    if not tables.has_table("accounts"):
        return
    there = {column["name"] for column in tables.get_columns("accounts")}
    if "elsewhere" in there:
        return
    with op.batch_alter_table("accounts") as accounts:
        no, empty = sa.false(), sa.text("''")
        accounts.add_column(sa.Column("elsewhere", sa.Boolean, nullable=False, server_default=no))
        accounts.add_column(sa.Column("subject", _HASH, nullable=False, server_default=empty))
    with op.batch_alter_table("accounts") as accounts:
        accounts.alter_column("elsewhere", existing_type=sa.Boolean(), server_default=None)
        accounts.alter_column("subject", existing_type=_HASH, server_default=None)
