"""The tables of the first version.

Revision ID: 0001
Revises: none
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_SHA256 = sa.String(64)
_KEY = sa.String(200)


def upgrade() -> None:
    """Create the tables of audit chain, ledger and index; full text creates its own."""
    _make_audit()
    _make_ledger()
    _make_index()


def _make_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("subject", _SHA256, nullable=False),
        sa.Column("entry", sa.Text, nullable=False),
    )
    op.create_index("ix_audit_subject", "audit", ["subject"])


def _make_ledger() -> None:
    op.create_table(
        "changes",
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("paper_id", _SHA256, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "ledger",
        sa.Column("paper_id", _SHA256, primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("error_code", sa.String(64)),
        sa.Column("batch", _KEY, nullable=False),
        sa.Column("worker", _KEY),
        sa.Column("lease_until", _MOMENT),
        sa.Column("updated_at", _MOMENT, nullable=False),
    )
    op.create_index("ledger_by_state", "ledger", ["state", "batch"])


def _make_index() -> None:
    op.create_table(
        "papers",
        sa.Column("number_in_index", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("paper_id", _SHA256, nullable=False, unique=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("paper_type", sa.Text, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("form_of_paper", sa.String(32), nullable=False),
        sa.Column("needs_review", sa.Boolean, nullable=False),
        sa.Column("subject_id", _KEY),
        sa.Column("subject_name", sa.Text),
        sa.Column("subject_name_key", sa.Text),
        sa.Column("number", sa.Text),
        sa.Column("number_key", _KEY),
        sa.Column("name", sa.Text),
        sa.Column("agency", sa.Text),
        sa.Column("abstract", sa.Text),
        sa.Column("issued_on", sa.Date),
        sa.Column("valid_until", sa.Date),
        sa.Column("dossier", sa.Text),
        sa.Column("procedure", sa.Text),
        sa.Column("received_at", _MOMENT, nullable=False),
    )
    op.create_index("papers_by_subject", "papers", ["subject_id", "paper_type", "issued_on"])
    op.create_index("papers_by_name", "papers", ["subject_name_key"])
    op.create_index("papers_by_number", "papers", ["number_key"])
    op.create_index("papers_by_dossier", "papers", ["dossier"])
    op.create_index("papers_by_arrival", "papers", ["received_at", "paper_id"])
    op.create_table(
        "other_persons",
        sa.Column(
            "number_in_index",
            _NUMBER,
            sa.ForeignKey("papers.number_in_index", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("subject_id", _KEY, primary_key=True),
    )
    op.create_index("papers_by_other_person", "other_persons", ["subject_id"])
