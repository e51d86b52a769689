"""Tables of the desk: papers on their way from the scanner to the store, and who did what."""

from __future__ import annotations

import sqlalchemy as sa

from storage.database import UtcDateTime

__all__ = ["corrections", "events", "hand_ins", "metadata", "papers", "ticks", "typed"]

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")

metadata = sa.MetaData()
papers = sa.Table(
    "desk_papers",
    metadata,
    sa.Column("paper_id", sa.String(64), primary_key=True),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("dossier", sa.String(64)),
    sa.Column("procedure", sa.String(16)),
    sa.Column("branch", sa.String(64), nullable=False),
    sa.Column("station", sa.String(64), nullable=False),
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("operator", sa.String(64)),
    sa.Column("form_of_paper", sa.String(32), nullable=False),
    sa.Column("seen_not_secret", sa.Boolean, nullable=False),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("file_name", sa.String(200), nullable=False, server_default=""),
    sa.Column("handover", sa.String(64)),
    sa.Column("apart", sa.Boolean, nullable=False),
    sa.Column("taken_by", sa.String(64)),
    sa.Column("pages", sa.Text, nullable=False),
    sa.Column("paper_type", sa.String(64)),
    sa.Column("doubts", sa.Integer, nullable=False),
    sa.Column("sampled", sa.Boolean, nullable=False),
    sa.Column("draft", sa.String(64)),
    sa.Column("error_code", sa.String(64)),
    sa.Column("replaced_by", sa.String(64)),
    sa.Column("reviewed_by", sa.String(64)),
    sa.Column("checked_by", sa.String(64)),
    sa.Column("signed_by", sa.String(64)),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("worker", sa.String(200)),
    sa.Column("lease_until", UtcDateTime),
    sa.Column("received_at", UtcDateTime, nullable=False),
    sa.Column("updated_at", UtcDateTime, nullable=False),
    sa.Index("desk_papers_by_state", "state", "received_at"),
    sa.Index("desk_papers_by_dossier", "dossier"),
)
events = sa.Table(
    "desk_events",
    metadata,
    sa.Column("number", _NUMBER, primary_key=True, autoincrement=True),
    sa.Column("paper_id", sa.String(64), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("actor", sa.String(64), nullable=False),
    sa.Column("branch", sa.String(64), nullable=False),
    sa.Column("station", sa.String(64), nullable=False),
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("detail", sa.String(200), nullable=False),
    sa.Column("amount", sa.Integer, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Index("desk_events_by_time", "at"),
    sa.Index("desk_events_by_paper", "paper_id"),
    sqlite_autoincrement=True,
)
corrections = sa.Table(
    "desk_corrections",
    metadata,
    sa.Column("number", _NUMBER, primary_key=True, autoincrement=True),
    sa.Column("paper_id", sa.String(64), nullable=False),
    sa.Column("paper_type", sa.String(64), nullable=False),
    sa.Column("field", sa.String(64), nullable=False),
    sa.Column("page", sa.Integer),
    sa.Column("polygon", sa.Text),
    sa.Column("reader", sa.String(64)),
    sa.Column("raw", sa.Text),
    sa.Column("proposed", sa.Text),
    sa.Column("confirmed", sa.Text),
    sa.Column("operator", sa.String(64), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Index("desk_corrections_by_paper", "paper_id"),
    sqlite_autoincrement=True,
)
typed = sa.Table(
    "desk_typed",
    metadata,
    sa.Column("paper_id", sa.String(64), primary_key=True),
    sa.Column("account", sa.String(64), primary_key=True),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("answers", sa.Text, nullable=False),
    sa.Column("touched_at", UtcDateTime, nullable=False),
)
ticks = sa.Table(
    "desk_ticks",
    metadata,
    sa.Column("dossier", sa.String(64), primary_key=True),
    sa.Column("what", sa.String(64), primary_key=True),
    sa.Column("account", sa.String(64), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
)
hand_ins = sa.Table(
    "desk_hand_ins",
    metadata,
    sa.Column("paper_id", sa.String(64), primary_key=True),
    sa.Column("dossier", sa.String(64), primary_key=True),
    sa.Column("procedure", sa.String(16)),
    sa.Column("branch", sa.String(64), nullable=False),
    sa.Column("station", sa.String(64), nullable=False),
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("operator", sa.String(64)),
    sa.Column("form_of_paper", sa.String(32), nullable=False),
    sa.Column("received_at", UtcDateTime, nullable=False),
    sa.Index("desk_hand_ins_by_dossier", "dossier"),
)
