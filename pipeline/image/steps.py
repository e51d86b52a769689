"""Step 4, clean: the ordered list of image steps before a page is read.

A step takes a page image and returns one, together with its findings. To add a step, write one
function and add it to `STEPS`; it then applies both to pages and to regions that a person draws on
them. The image that people see is never altered: `PreparedPage` has the inverse mapping.
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
from pipeline.image.dark_bands import find_dark_bands, with_dark_print
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
"""Names of findings of steps that readers query."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Measured(Generic[T]):
    """A completed measurement; `value` None means that there is nothing, and it is not repeated."""

    value: T | None


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What is already known about a page; None has yet to be measured.

    Attributes:
        corners: Corners of the sheet on a photo.
        rotation: Degrees clockwise by which the page is rotated to be upright.
        skew: Degrees clockwise by which it is then rotated to be level.
        warp: Warp of its lines.
    """

    corners: Measured[Corners] | None = None
    rotation: QuarterTurn | None = None
    skew: float | None = None
    warp: Measured[Warp] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PreparedPage:
    """A page image that is being prepared for reading.

    Attributes:
        level: The current image, with the mapping back to the original.
        dpi: Its resolution in pixels per inch.
        known: What was known before or has been measured since.
        coloured: The image before any ink was removed; None until then.
        sealed: The image before seals in black or grey ink were removed: where their rings ran
            along letter strokes, both were removed.
        found: Places where steps found something, by name.
    """

    level: DeskewedPage
    dpi: float
    known: Known = Known()
    coloured: NDArray[np.uint8] | None = None
    sealed: NDArray[np.uint8] | None = None
    found: Mapping[str, tuple[Box, ...]] = field(default_factory=dict)

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """The current image: uint8 array [height, width, 3], BGR; after all steps only print."""
        return self.level.pixels

    @property
    def colour(self) -> NDArray[np.uint8]:
        """The image with all ink: uint8 array [height, width, 3], BGR."""
        return self.pixels if self.coloured is None else self.coloured

    def places(self, name: str) -> tuple[Box, ...]:
        """Return where a step found something; empty if it found nothing or did not run."""
        return self.found.get(name, ())

    def with_pixels(
        self, pixels: NDArray[np.uint8], found: Mapping[str, tuple[Box, ...]] | None = None
    ) -> PreparedPage:
        """Return the page with another image of the same shape and additional findings."""
        page = replace(self.level, pixels=pixels)
        return replace(self, level=page, found={**self.found, **(found or {})})

    def lifted(
        self, pixels: NDArray[np.uint8], found: Mapping[str, tuple[Box, ...]] | None = None
    ) -> PreparedPage:
        """Return the page with ink removed; the previous image is kept."""
        return replace(self.with_pixels(pixels, found), coloured=self.colour)


@dataclass(frozen=True, slots=True)
class Step:
    """One image step.

    Attributes:
        name: Its name in logs and measurements.
        apply: Function that performs it.
    """

    name: str
    apply: Callable[[PreparedPage], PreparedPage]


def flatten_sheet(page: PreparedPage) -> PreparedPage:
    """Rectify the sheet on a photo; a scan is left unchanged."""
    corners = page.known.corners or Measured(find_sheet(page.pixels))
    page = replace(page, known=replace(page.known, corners=corners))
    if corners.value is None:
        return page
    flat = rectify(page.pixels, corners.value)
    dpi = max(flat.pixels.shape[:2]) / max(A4_INCHES)
    moved = replace(page.level, pixels=flat.pixels, to_original=flat.to_original)
    return replace(page, level=moved, dpi=dpi)


def even_out_light(page: PreparedPage) -> PreparedPage:
    """Make the paper brightness uniform."""
    return page.with_pixels(even_light(page.pixels))


def deskew(page: PreparedPage) -> PreparedPage:
    """Rotate the page so that its lines are horizontal, and deskew it."""
    rotation, skew = page.known.rotation, page.known.skew
    if rotation is None:
        gray = np.asarray(cv2.cvtColor(page.pixels, cv2.COLOR_BGR2GRAY), np.uint8)
        rotation = 90 if is_sideways(gray) else 0
    upright = straighten(page.pixels, rotation, skew, before=page.level.to_original)
    known = replace(page.known, rotation=rotation, skew=upright.skew)
    return replace(page, level=upright, known=known)


def dewarp(page: PreparedPage) -> PreparedPage:
    """Straighten curved lines."""
    warp = page.known.warp or Measured(page.level.find_warp(page.dpi))
    known = replace(page.known, warp=warp)
    return replace(page, level=page.level.straightened(warp.value), known=known)


def turn_dark_bands(page: PreparedPage) -> PreparedPage:
    """Make light print on dark bands dark print on paper."""
    bands = find_dark_bands(page.pixels, page.dpi)
    return page.lifted(with_dark_print(page.pixels, bands, page.dpi)) if bands else page


def lift_red_ink(page: PreparedPage) -> PreparedPage:
    """Remove red seals and stamps."""
    pixels = page.pixels
    return page.lifted(lift_red(pixels) if red_share(pixels) > RED_PAGE else pixels)


def lift_signatures(page: PreparedPage) -> PreparedPage:
    """Remove blue ink that crosses printed lines."""
    places = find_signatures(page.colour, page.dpi)
    return page.lifted(lift_blue(page.pixels, places), {SIGNATURES: tuple(places)})


def lift_seals(page: PreparedPage) -> PreparedPage:
    """Remove round seals in black or grey ink."""
    seals = tuple(find_dark_seals(page.pixels, page.dpi))
    lifted = page.lifted(lift_dark_seals(page.pixels, seals, page.dpi), {DARK_SEALS: seals})
    return replace(lifted, sealed=page.pixels)


def lift_bleed_through(page: PreparedPage) -> PreparedPage:
    """Remove bleed-through from the back."""
    return page.lifted(lift_bleed(page.pixels, page.dpi))


def lift_form_rules(page: PreparedPage) -> PreparedPage:
    """Remove rules, boxes and dotted lines of forms."""
    return page.lifted(lift_rules(page.pixels, page.dpi))


STEPS: tuple[Step, ...] = (
    Step("flatten", flatten_sheet),
    Step("even_light", even_out_light),
    Step("deskew", deskew),
    Step("dewarp", dewarp),
    Step("dark_bands", turn_dark_bands),
    Step("red_ink", lift_red_ink),
    Step("signatures", lift_signatures),
    Step("dark_seals", lift_seals),
    Step("bleed_through", lift_bleed_through),
    Step("rules", lift_form_rules),
)
"""The steps applied to every page before reading, in this order."""


def prepare(
    pixels: NDArray[np.uint8], dpi: float, known: Known | None = None, steps: Sequence[Step] = STEPS
) -> PreparedPage:
    """Prepare a page for reading.

    Args:
        pixels: uint8 array [height, width, 3], BGR, the original page.
        dpi: Its resolution, as far as known.
        known: What need not be measured again.
        steps: The steps to apply, in this order.
    """
    known = known or Known()
    if known.rotation in (180, 270) and known.warp is None:
        # The page was read after being turned upside down; its warp was measured before that.
        first = replace(known, rotation=_turned(known.rotation))
        return upside_down(prepare(pixels, dpi, first, steps), pixels, dpi, steps)
    page = PreparedPage(DeskewedPage(pixels, 0, 0.0, np.eye(3)), dpi, known)
    for step in steps:
        page = step.apply(page)
    return page


def upside_down(
    page: PreparedPage, pixels: NDArray[np.uint8], dpi: float, steps: Sequence[Step] = STEPS
) -> PreparedPage:
    """Rotate a page that proved to be upside down, without measuring anything again.

    Args:
        page: The prepared page.
        pixels: The original page from which it was prepared.
        dpi: Its resolution, as far as known.
        steps: The steps that were applied.
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
