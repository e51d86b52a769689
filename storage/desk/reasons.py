"""Why people send a paper back or give it back: codes, so that events hold no free text."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["WhyGivenBack", "WhySentBack"]


class WhySentBack(StrEnum):
    """Why a second person wants another review."""

    VALUE = "value"
    TYPE = "type"
    PAGES = "pages"
    PICTURE = "picture"
    OTHER = "other"


class WhyGivenBack(StrEnum):
    """Why a paper is not digitised."""

    WRONG_DOSSIER = "wrong_dossier"
    NOT_NEEDED = "not_needed"
    DUPLICATE = "duplicate"
    UNREADABLE = "unreadable"
    WITHDRAWN = "withdrawn"
    OTHER = "other"
