"""Papers on file: archive, ledger, index, and what may be used again."""
