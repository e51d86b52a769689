"""Alembic runs this file; `storage.migrate` hands it the connection and the tables."""

from __future__ import annotations

from alembic import context

options = context.config.attributes

context.configure(
    connection=options["connection"],
    target_metadata=options["metadata"],
    include_name=lambda name, kind, _: kind != "table" or name in options["tables"],
    render_as_batch=True,  # SQLite can change a table only by creating it again
)
with context.begin_transaction():
    context.run_migrations()
