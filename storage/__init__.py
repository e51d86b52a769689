"""Persistence: object store, papers, ledger and index, desk, batches, audit chain."""
