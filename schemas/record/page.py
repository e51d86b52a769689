"""Image quality of one page: grade, defects, and the message for the clerk."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Defect", "Grade", "PageQuality", "page_message"]


class Grade(StrEnum):
    """What to do with a page."""

    GOOD = "good"
    USABLE = "usable"
    SCAN_AGAIN = "scan_again"


class Defect(StrEnum):
    """What is wrong with a page."""

    LOW_RESOLUTION = "low_resolution"
    NO_COLOUR = "no_colour"
    BLUR = "blur"
    LOW_CONTRAST = "low_contrast"
    DARK = "dark"
    GLARE = "glare"
    SKEW = "skew"
    CUT_EDGE = "cut_edge"
    FOLDED_CORNER = "folded_corner"
    UNREADABLE = "unreadable"


class PageQuality(BaseModel):
    """The verdict on the image of a page, as the record keeps it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    grade: Grade
    defects: tuple[Defect, ...] = Field(default=(), description="the worst first")
    reasons: tuple[str, ...] = Field(
        default=(), description="one Vietnamese sentence for each defect: what to do"
    )
    short: tuple[str, ...] = Field(default=(), description="one or two Vietnamese words for each")
    dpi: float = Field(gt=0, description="resolution measured from the size of the paper")


def page_message(number: int, quality: PageQuality | None) -> str | None:
    """Return the one-line message to the clerk about a page; None if there is nothing to say."""
    if quality is None or quality.grade is Grade.GOOD:
        return None
    todo = "quét lại" if quality.grade is Grade.SCAN_AGAIN else "dùng được"
    return f"trang {number}: {', '.join(quality.short)}, {todo}"
