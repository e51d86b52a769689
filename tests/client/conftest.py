"""The client is tried on the real service."""

from __future__ import annotations

from tests.api.conftest import refusing, service

__all__ = ["refusing", "service"]
