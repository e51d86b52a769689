"""Errors of extraction.

    MotlanError
    └── UnknownPaperTypeError   E-EXTRACT-TYPE

Extraction itself never fails because of a paper's content: what is not understood goes to review.
"""

from __future__ import annotations

from typing import ClassVar

from schemas.errors import MotlanError

__all__ = ["UnknownPaperTypeError"]


class UnknownPaperTypeError(MotlanError):
    """No paper type has this identifier."""

    code: ClassVar[str] = "E-EXTRACT-TYPE"
