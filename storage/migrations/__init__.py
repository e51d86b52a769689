"""How the tables of index, ledger and audit chain change from version to version (Alembic)."""
