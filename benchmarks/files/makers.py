"""Imports the modules that register kinds, in the order in which they are tried."""

from __future__ import annotations

import importlib

__all__ = ["load"]

_MODULES = ("pictures", "tiffs", "archives", "scans", "scan_codings", "scan_layouts", "papers")


def load() -> None:
    """Register all kinds; once is enough."""
    for name in _MODULES:
        importlib.import_module(f"benchmarks.files.{name}")
