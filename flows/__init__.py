"""Prefect flows: counter, backfill, renewal."""
