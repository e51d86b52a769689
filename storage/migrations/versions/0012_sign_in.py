"""Wrong passwords by name and address, and the signing key of an account.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_HASH = sa.String(64)
_OLD = ("failures", "locked_until")
_NEW = {"signing_key": sa.String(400), "holder": sa.String(200)}


def upgrade() -> None:
    """Make the table; move the accounts to it, unless the software already made them so."""
    op.create_table(
        "sign_in_attempts",
        sa.Column("account", _HASH, primary_key=True),
        sa.Column("address", _HASH, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("locked_at", _MOMENT),
        if_not_exists=True,
    )
    tables = sa.inspect(op.get_bind())
    if not tables.has_table("accounts"):
        return
    there = {column["name"] for column in tables.get_columns("accounts")}
    with op.batch_alter_table("accounts") as accounts:
        for name, kind in _NEW.items():
            if name not in there:
                accounts.add_column(sa.Column(name, kind, nullable=False, server_default=""))
        for name in _OLD:
            if name in there:
                accounts.drop_column(name)
    if there.isdisjoint(_NEW):
        with op.batch_alter_table("accounts") as accounts:
            for name, kind in _NEW.items():
                accounts.alter_column(name, existing_type=kind, server_default=None)
