"""Sealing: archivable PDF/A, the signatures the law asks for, and their verification.

Read in this order: `paper` (the composition), `assemble`, `text_layer`, `archive`, `stamp`,
`sign`, `verify`.
"""
