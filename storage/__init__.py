"""The store as record: objects, papers, ledger, index, and what may be used again."""
