"""Whether a Prefect server is configured, and how Prefect logs."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["PREFECT_LOGGING", "has_server"]

PREFECT_LOGGING = Path(__file__).with_name("logging.yml")
"""Prefect logs as it says if its variable `PREFECT_LOGGING_SETTINGS_PATH` names it."""


def has_server() -> bool:
    """Return whether a Prefect server is configured, from Prefect's own variable."""
    return bool(os.environ.get("PREFECT_API_URL"))
