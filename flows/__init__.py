"""Prefect flows, and the settings and parts that they work with."""
