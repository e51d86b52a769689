"""Tables of the backfill: batches, their shards, and one row for every file.

They are in the database of the ledger. The ledger says what has become of a *paper*; an item
says which file of a legacy archive was that paper, and what this batch still has to do.
"""

from __future__ import annotations

import sqlalchemy as sa

from storage.database import UtcDateTime

__all__ = ["batches", "items", "metadata", "shards"]

metadata = sa.MetaData()

batches = sa.Table(
    "batches",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("form_of_paper", sa.String(32), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("created_by", sa.String(200), nullable=False),
    sa.Column("approved_at", UtcDateTime),
    sa.Column("approved_by", sa.String(200)),
    sa.Column("left_out", sa.Text, nullable=False),
    sa.Column("stopped_by", sa.String(64)),
)

shards = sa.Table(
    "batch_shards",
    metadata,
    sa.Column("batch", sa.ForeignKey("batches.name", ondelete="CASCADE"), primary_key=True),
    sa.Column("shard", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("items", sa.Integer, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("waiting", sa.Integer, nullable=False),
    sa.Column("stored", sa.Integer, nullable=False),
    sa.Column("known", sa.Integer, nullable=False),
    sa.Column("parked", sa.Integer, nullable=False),
    sa.Column("missing", sa.Integer, nullable=False),
    sa.Column("pages", sa.Integer, nullable=False),
    sa.Column("cpu_seconds", sa.Float, nullable=False),
    sa.Column("submissions", sa.Integer, nullable=False),
    sa.Column("runner", sa.String(200)),
    sa.Column("lease_until", UtcDateTime),
    sa.Column("started_at", UtcDateTime),
    sa.Column("finished_at", UtcDateTime),
)

items = sa.Table(
    "batch_items",
    metadata,
    sa.Column("batch", sa.ForeignKey("batches.name", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("shard", sa.Integer, nullable=False),
    sa.Column("reference", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("paper_id", sa.String(64)),
    sa.Column("dossier", sa.String(200)),
    sa.Column("declared_type", sa.String(64)),
    sa.Column("box", sa.String(200)),
    sa.Column("shelf", sa.String(200)),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("error_code", sa.String(64)),
    sa.Column("reason", sa.Text),
    sa.Column("remedy", sa.Text),
    sa.Column("paper_type", sa.String(64)),
    sa.Column("needs_review", sa.Boolean),
    sa.Column("confidence", sa.Float),
    sa.Column("pages", sa.Integer),
    sa.Column("cpu_seconds", sa.Float),
    sa.Column("settled_at", UtcDateTime),
    sa.Index("batch_items_by_shard", "batch", "shard", "state"),
    sa.Index("batch_items_by_state", "batch", "state", "number"),
    sa.Index("batch_items_by_paper", "paper_id"),
)
