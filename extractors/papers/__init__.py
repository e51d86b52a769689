"""Extraction that needs more than printed labels: one module a paper type, named after it."""
