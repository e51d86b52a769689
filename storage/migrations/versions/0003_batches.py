"""The tables of the backfill.

Tables that the software created itself when it was opened are left as they are.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_BATCH = sa.String(64)
_KEY = sa.String(200)


def upgrade() -> None:
    """Make the tables of batches, shards and items."""
    _make_batches()
    _make_shards()
    _make_items()


def _make_batches() -> None:
    op.create_table(
        "batches",
        sa.Column("name", _BATCH, primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("form_of_paper", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("created_by", _KEY, nullable=False),
        sa.Column("approved_at", _MOMENT),
        sa.Column("approved_by", _KEY),
        sa.Column("left_out", sa.Text, nullable=False),
        if_not_exists=True,
    )


def _make_shards() -> None:
    counts = ("waiting", "stored", "known", "parked", "missing", "pages")
    op.create_table(
        "batch_shards",
        sa.Column(
            "batch", _BATCH, sa.ForeignKey("batches.name", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("shard", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("items", sa.Integer, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in counts),
        sa.Column("cpu_seconds", sa.Float, nullable=False),
        sa.Column("submissions", sa.Integer, nullable=False),
        sa.Column("runner", _KEY),
        sa.Column("lease_until", _MOMENT),
        sa.Column("started_at", _MOMENT),
        sa.Column("finished_at", _MOMENT),
        if_not_exists=True,
    )


def _make_items() -> None:
    op.create_table(
        "batch_items",
        sa.Column(
            "batch", _BATCH, sa.ForeignKey("batches.name", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("shard", sa.Integer, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("paper_id", sa.String(64)),
        sa.Column("dossier", _KEY),
        sa.Column("declared_type", sa.String(64)),
        sa.Column("box", _KEY),
        sa.Column("shelf", _KEY),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("error_code", sa.String(64)),
        sa.Column("reason", sa.Text),
        sa.Column("paper_type", sa.String(64)),
        sa.Column("needs_review", sa.Boolean),
        sa.Column("confidence", sa.Float),
        sa.Column("pages", sa.Integer),
        sa.Column("cpu_seconds", sa.Float),
        sa.Column("settled_at", _MOMENT),
        if_not_exists=True,
    )
    _index("batch_items_by_shard", "batch", "shard", "state")
    _index("batch_items_by_state", "batch", "state", "number")
    _index("batch_items_by_paper", "paper_id")


def _index(name: str, *columns: str) -> None:
    op.create_index(name, "batch_items", list(columns), if_not_exists=True)
