"""The first look at a file, about a second per page: quality verdicts before reading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.errors import BelowFloorError
from pipeline.intake.decode.bounded import bounded_page_images
from pipeline.intake.limits import DEFAULT_LIMITS, Limits
from pipeline.intake.policy import DEFAULT_POLICY, IntakePolicy
from pipeline.intake.quality import judge
from pipeline.intake.receive import Received
from schemas.record.page import PageQuality, page_message

__all__ = ["PageLook", "check_floor", "verdict_of"]


@dataclass(frozen=True, slots=True)
class PageLook:
    """Result of the first look at a page.

    Attributes:
        number: Page number within the file, from 1.
        blank: Whether the page has no print.
        quality: The quality verdict with its reasons.
    """

    number: int
    blank: bool
    quality: PageQuality

    @property
    def message(self) -> str | None:
        """A line for the clerk, e.g. `trang 2: mờ, quét lại`; None for a good page."""
        return page_message(self.number, self.quality)


def verdict_of(file: Received, limits: Limits = DEFAULT_LIMITS) -> Iterator[PageLook]:
    """Judge the pages of a file one by one, without reading them.

    Raises:
        InputError: As `pipeline.intake.decode.bounded.bounded_page_images`.
    """
    for image in bounded_page_images(file, limits):
        verdict = judge(image)
        yield PageLook(image.number, verdict.blank, verdict.summary())


def check_floor(
    quality: PageQuality, number: int, name: str, policy: IntakePolicy = DEFAULT_POLICY
) -> None:
    """Refuse a page below the legal floor if the installation is configured so.

    Raises:
        BelowFloorError: The rule in force, or the installation, refuses such pages.
    """
    rule = policy.floor(dt.datetime.now(dt.UTC).date())
    if rule is None or rule.action != "refuse":
        return
    below = [
        short
        for defect, short in zip(quality.defects, quality.short, strict=True)
        if defect in rule.defects
    ]
    if below:
        raise BelowFloorError("page", number=number, defects=", ".join(below), source=name)
