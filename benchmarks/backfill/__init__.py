"""Measurements of the backfill."""
