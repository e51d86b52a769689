"""How papers were handed in; the store knows it, too."""

from __future__ import annotations

from schemas.intake import Intake

__all__ = ["Intake"]
