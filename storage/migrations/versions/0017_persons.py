"""Everybody whom a paper names, with every number; whom an entry concerns; decisions; links.

What the index knew of persons is carried over, so that nothing is lost from sight; the rest comes
with the next `reindex`.

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_OWNERS = """
INSERT INTO persons
    (number_in_index, place, line, role, owner, name, name_key, number, kind, stands_in, sure)
SELECT number_in_index, 0, 0, 'owner', true, subject_name, subject_name_key, subject_id,
    CASE WHEN subject_id IS NULL THEN NULL ELSE 'other' END,
    CASE WHEN subject_id IS NULL THEN NULL ELSE 'text' END, true
FROM papers WHERE subject_id IS NOT NULL OR subject_name IS NOT NULL
"""
_OTHERS = """
INSERT INTO persons
    (number_in_index, place, line, role, owner, number, kind, stands_in, sure)
SELECT number_in_index, row_number() OVER (PARTITION BY number_in_index ORDER BY subject_id), 0,
    'mentioned', false, subject_id, 'other', 'text', true
FROM other_persons
"""


def upgrade() -> None:
    """Create the tables, unless the software already did, and carry over what was there."""
    _make_persons()
    tables = sa.inspect(op.get_bind())
    kept = tables.has_table("lookups")  # SQLite keeps the tables of index and audit apart
    if kept and "notices" not in {column["name"] for column in tables.get_columns("lookups")}:
        notices = sa.Column("notices", sa.Text, nullable=False, server_default="[]")
        op.add_column("lookups", notices)
    op.create_table(
        "audit_persons",
        sa.Column("subject", sa.String(64), primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        if_not_exists=True,
    )
    op.create_table(
        "reuse_decisions",
        sa.Column("check", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("component", sa.String(64), primary_key=True),
        sa.Column("paper_id", sa.String(64), nullable=False),
        sa.Column("accepted", sa.Boolean, nullable=False),
        sa.Column("entry", sa.BigInteger, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "number_links",
        sa.Column("one", sa.String(200), primary_key=True),
        sa.Column("other", sa.String(200), primary_key=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("officer", sa.String(200), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        if_not_exists=True,
    )
    op.create_index("number_links_by_other", "number_links", ["other"], if_not_exists=True)


def _make_persons() -> None:
    op.create_table(
        "persons",
        sa.Column("number_in_index", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("line", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("owner", sa.Boolean, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("name_key", sa.Text),
        sa.Column("birth", sa.String(10)),
        sa.Column("number", sa.String(200)),
        sa.Column("kind", sa.String(16)),
        sa.Column("stands_in", sa.String(64)),
        sa.Column("sure", sa.Boolean, nullable=False),
        if_not_exists=True,
    )
    for name, column in (("persons_by_number", "number"), ("persons_by_name", "name_key")):
        op.create_index(name, "persons", [column, "number_in_index"], if_not_exists=True)
    if sa.inspect(op.get_bind()).has_table("other_persons"):
        if op.get_bind().execute(sa.text("SELECT count(*) FROM persons")).scalar() == 0:
            op.execute(_OWNERS)
            op.execute(_OTHERS)
        op.drop_table("other_persons")
