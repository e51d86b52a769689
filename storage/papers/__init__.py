"""Papers on file: archive, ledger, index, and the reuse check."""
