"""Step 4, clean: the ordered list of what is done to a page image before it is read.

A step takes a page image and returns one, with what it found on the way. Whoever adds a step writes
one function and puts it into `STEPS`; pages, and the regions that a person draws on them, are then
read by it alike. The picture that people see is never altered: `PreparedPage` carries the way back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.geometry import A4_INCHES
from pipeline.image.bleed_through import lift_bleed
from pipeline.image.clean import even_light, lift_rules
from pipeline.image.constants import RED_PAGE
from pipeline.image.dark_seals import find_dark_seals, lift_dark_seals
from pipeline.image.deskew import DeskewedPage, QuarterTurn, is_sideways, straighten
from pipeline.image.dewarp import Warp
from pipeline.image.ink import find_signatures, lift_blue, lift_red, red_share
from pipeline.image.photo import Corners, find_sheet, rectify
from schemas.record.reading import Box

__all__ = [
    "DARK_SEALS",
    "SIGNATURES",
    "STEPS",
    "Known",
    "Measured",
    "PreparedPage",
    "Step",
    "prepare",
    "upside_down",
]

DARK_SEALS = "dark_seals"
SIGNATURES = "signatures"
"""Names of what steps find and readers ask for."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Measured(Generic[T]):
    """What was looked for: where `value` is None, there is none, and nobody need look again."""

    value: T | None


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What is known of a page already; what is None is still to be measured.

    Attributes:
        corners: Of the sheet on a photo.
        rotation: Degrees clockwise by which the page is turned to stand upright.
        skew: Degrees clockwise by which it is then turned to be level.
        warp: How its lines are bent.
    """

    corners: Measured[Corners] | None = None
    rotation: QuarterTurn | None = None
    skew: float | None = None
    warp: Measured[Warp] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PreparedPage:
    """A page image on its way to being read.

    Attributes:
        level: The picture as it is now, with the way back to the original.
        dpi: Pixels per inch of it.
        known: What was known before, and what has been measured since.
        coloured: The picture as it was before any ink was lifted from it; None until then.
        sealed: The same before seals in black or grey ink were lifted: where their rings ran along
            strokes of letters, lifting took both.
        found: Where steps found something, by name.
    """

    level: DeskewedPage
    dpi: float
    known: Known = Known()
    coloured: NDArray[np.uint8] | None = None
    sealed: NDArray[np.uint8] | None = None
    found: Mapping[str, tuple[Box, ...]] = field(default_factory=dict)

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """The picture as it is now: uint8 array [height, width, 3], BGR; print alone at the end."""
        return self.level.pixels

    @property
    def colour(self) -> NDArray[np.uint8]:
        """The picture with all ink that is on it: uint8 array [height, width, 3], BGR."""
        return self.pixels if self.coloured is None else self.coloured

    def places(self, name: str) -> tuple[Box, ...]:
        """Return where a step found something; nothing where it found, or did, none."""
        return self.found.get(name, ())

    def with_pixels(
        self, pixels: NDArray[np.uint8], found: Mapping[str, tuple[Box, ...]] | None = None
    ) -> PreparedPage:
        """Return the page with another picture of the same shape, and what was found on it."""
        page = replace(self.level, pixels=pixels)
        return replace(self, level=page, found={**self.found, **(found or {})})

    def lifted(
        self, pixels: NDArray[np.uint8], found: Mapping[str, tuple[Box, ...]] | None = None
    ) -> PreparedPage:
        """Return the page with ink taken off; what it looked like before is kept."""
        return replace(self.with_pixels(pixels, found), coloured=self.colour)


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Attributes:
        name: What it is called in logs and measurements.
        apply: Does it.
    """

    name: str
    apply: Callable[[PreparedPage], PreparedPage]


def flatten_sheet(page: PreparedPage) -> PreparedPage:
    """Make the sheet of a photo flat; a scan is left as it is."""
    corners = page.known.corners or Measured(find_sheet(page.pixels))
    page = replace(page, known=replace(page.known, corners=corners))
    if corners.value is None:
        return page
    flat = rectify(page.pixels, corners.value)
    dpi = max(flat.pixels.shape[:2]) / max(A4_INCHES)
    moved = replace(page.level, pixels=flat.pixels, to_original=flat.to_original)
    return replace(page, level=moved, dpi=dpi)


def even_out_light(page: PreparedPage) -> PreparedPage:
    """Make paper equally bright everywhere."""
    return page.with_pixels(even_light(page.pixels))


def deskew(page: PreparedPage) -> PreparedPage:
    """Turn the page upright, as far as its lines tell, and make it level."""
    rotation, skew = page.known.rotation, page.known.skew
    if rotation is None:
        gray = np.asarray(cv2.cvtColor(page.pixels, cv2.COLOR_BGR2GRAY), np.uint8)
        rotation = 90 if is_sideways(gray) else 0
    upright = straighten(page.pixels, rotation, skew, before=page.level.to_original)
    known = replace(page.known, rotation=rotation, skew=upright.skew)
    return replace(page, level=upright, known=known)


def dewarp(page: PreparedPage) -> PreparedPage:
    """Make bent lines straight."""
    warp = page.known.warp or Measured(page.level.find_warp(page.dpi))
    known = replace(page.known, warp=warp)
    return replace(page, level=page.level.straightened(warp.value), known=known)


def lift_red_ink(page: PreparedPage) -> PreparedPage:
    """Take off red seals and stamps."""
    pixels = page.pixels
    return page.lifted(lift_red(pixels) if red_share(pixels) > RED_PAGE else pixels)


def lift_signatures(page: PreparedPage) -> PreparedPage:
    """Take off blue ink that crosses printed lines."""
    places = find_signatures(page.colour, page.dpi)
    return page.lifted(lift_blue(page.pixels, places), {SIGNATURES: tuple(places)})


def lift_seals(page: PreparedPage) -> PreparedPage:
    """Take off round seals in black or grey ink."""
    seals = tuple(find_dark_seals(page.pixels, page.dpi))
    lifted = page.lifted(lift_dark_seals(page.pixels, seals, page.dpi), {DARK_SEALS: seals})
    return replace(lifted, sealed=page.pixels)


def lift_bleed_through(page: PreparedPage) -> PreparedPage:
    """Take off what shows through from the back."""
    return page.lifted(lift_bleed(page.pixels, page.dpi))


def lift_form_rules(page: PreparedPage) -> PreparedPage:
    """Take off rules, boxes and dotted lines of forms."""
    return page.lifted(lift_rules(page.pixels, page.dpi))


STEPS: tuple[Step, ...] = (
    Step("flatten", flatten_sheet),
    Step("even_light", even_out_light),
    Step("deskew", deskew),
    Step("dewarp", dewarp),
    Step("red_ink", lift_red_ink),
    Step("signatures", lift_signatures),
    Step("dark_seals", lift_seals),
    Step("bleed_through", lift_bleed_through),
    Step("rules", lift_form_rules),
)
"""What is done to every page before it is read, in this order."""


def prepare(
    pixels: NDArray[np.uint8], dpi: float, known: Known | None = None, steps: Sequence[Step] = STEPS
) -> PreparedPage:
    """Return a page ready for reading.

    Args:
        pixels: uint8 array [height, width, 3], BGR, the original page.
        dpi: Its resolution as far as known.
        known: What need not be measured.
        steps: What is done, in this order.
    """
    known = known or Known()
    if known.rotation in (180, 270) and known.warp is None:
        # The page was read after it had been turned on its head: its warp was measured before.
        first = replace(known, rotation=_turned(known.rotation))
        return upside_down(prepare(pixels, dpi, first, steps), pixels, dpi, steps)
    page = PreparedPage(DeskewedPage(pixels, 0, 0.0, np.eye(3)), dpi, known)
    for step in steps:
        page = step.apply(page)
    return page


def upside_down(
    page: PreparedPage, pixels: NDArray[np.uint8], dpi: float, steps: Sequence[Step] = STEPS
) -> PreparedPage:
    """Return a page that proved to stand on its head the right way up; nothing is measured again.

    Args:
        page: As it was prepared.
        pixels: The original page that it was prepared from.
        dpi: Its resolution as far as known.
        steps: As they were taken.
    """
    warp = page.level.warp
    known = Known(
        page.known.corners,
        _turned(page.level.rotation),
        page.level.skew,
        Measured(warp.upside_down() if warp else None),
    )
    return prepare(pixels, dpi, known, steps)


def _turned(rotation: QuarterTurn) -> QuarterTurn:
    turns: dict[QuarterTurn, QuarterTurn] = {0: 180, 90: 270, 180: 0, 270: 90}
    return turns[rotation]
