"""Sealing: archivable PDF/A, the signatures that the law requires, and their verification.

Read in this order: `paper` (the composition), `assemble`, `text_layer`, `archive`, `stamp`,
`sign`, `verify`.
"""
