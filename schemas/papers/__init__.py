"""The types of paper: one module each, found by `schemas.papers.registry`."""
