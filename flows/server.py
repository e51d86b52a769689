"""Detects whether a Prefect server is configured."""

from __future__ import annotations

import os

__all__ = ["has_server"]


def has_server() -> bool:
    """Return whether a Prefect server is configured, from Prefect's own variable."""
    return bool(os.environ.get("PREFECT_API_URL"))
