"""Whether the work runs on a Prefect server."""

from __future__ import annotations

import os

__all__ = ["has_server"]


def has_server() -> bool:
    """Tell whether a Prefect server is configured; Prefect's own variable says so."""
    return bool(os.environ.get("PREFECT_API_URL"))
