"""The list of what is done to a page before it is read: in order, once, and the same each time."""

from __future__ import annotations

import random

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.intake.damage import photographed
from pipeline.image import steps
from pipeline.image.steps import STEPS, Known, PreparedPage, Step, prepare, upside_down
from schemas.record.reading import Box
from tests.pipeline.sheets import DPI, bgr, drawn, skewed

pytestmark = pytest.mark.slow

PAGE = bgr(drawn())


def seal(page: NDArray[np.uint8]) -> NDArray[np.uint8]:
    sealed = page.copy()
    cv2.circle(sealed, (420, 760), 110, (50, 50, 215), 6)
    return sealed


def no_second_look(*_: object) -> None:
    raise AssertionError("this was measured before")


def test_each_step_gets_what_the_one_before_made() -> None:
    seen: list[tuple[str, int]] = []

    def painted(grey: int) -> Step:
        def apply(page: PreparedPage) -> PreparedPage:
            seen.append((str(grey), int(page.pixels[0, 0, 0])))
            return page.with_pixels(
                np.full_like(page.pixels, grey), {f"at {grey}": (Box(0, 0, grey, 1),)}
            )

        return Step(str(grey), apply)

    page = prepare(PAGE, DPI, steps=(painted(10), painted(20), painted(30)))
    assert seen == [("10", 255), ("20", 10), ("30", 20)]
    assert page.pixels.max() == 30
    assert page.places("at 20") == (Box(0, 0, 20, 1),)
    assert page.places("at 99") == ()


def test_steps_have_names_of_their_own() -> None:
    assert len({step.name for step in STEPS}) == len(STEPS)


def test_what_is_read_has_no_ink_and_what_people_see_keeps_it() -> None:
    page = prepare(seal(PAGE), DPI)
    assert page.pixels[650, 420].min() > 200
    assert page.colour[650, 420].tolist() == [50, 50, 215]


@pytest.mark.parametrize("angle", [0.0, 2.4])
def test_a_page_on_its_head_is_turned_without_a_second_look(
    angle: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    standing = bgr(skewed(drawn(), angle))
    lying = np.ascontiguousarray(cv2.rotate(standing, cv2.ROTATE_180))
    page = prepare(lying, DPI)
    for name in ("find_sheet", "is_sideways"):
        monkeypatch.setattr(steps, name, no_second_look)
    turned = upside_down(page, lying, DPI)
    assert (turned.level.rotation, turned.level.skew) == (180, page.level.skew)
    assert np.abs(turned.pixels.astype(int) - prepare_again(standing, page).pixels).mean() < 4


def prepare_again(standing: NDArray[np.uint8], page: PreparedPage) -> PreparedPage:
    return prepare(standing, DPI, Known(page.known.corners, 0, page.level.skew))


@pytest.mark.parametrize("turn", [0, 180])
def test_a_page_that_was_read_is_prepared_the_same_again(turn: int) -> None:
    """From nothing but how it was turned: a region is cut from the very picture that was read."""
    photo = photographed(PAGE, random.Random(2))  # noqa: S311
    if turn:
        photo = np.ascontiguousarray(cv2.rotate(photo, cv2.ROTATE_180))
    first = prepare(photo, DPI)
    if turn:
        first = upside_down(first, photo, DPI)
    again = prepare(photo, DPI, Known(rotation=first.level.rotation, skew=first.level.skew))
    assert np.array_equal(again.pixels, first.pixels)
    assert np.array_equal(again.level.to_original, first.level.to_original)
    assert again.found == first.found
