"""Stamps of one line are found and laid level, whatever their slant, colour and frame."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import ImageDraw

from pipeline.image.ink import lift_red, red_layer
from pipeline.image.slanted import find_framed, find_red, laid_level
from tests.pipeline.sheets import DPI, bgr, drawn, stamped


@pytest.mark.parametrize("slant", [-40, -12, 0, 25])
@pytest.mark.parametrize("frame", [True, False])
def test_a_red_stamp_is_found_at_any_slant(slant: float, frame: bool) -> None:
    ink = red_layer(bgr(stamped(drawn(), "TỐI MẬT", (260, 330), slant, "red", frame=frame)))
    stamps = find_red(ink, DPI)
    assert [round(stamp.slant) for stamp in stamps] == pytest.approx([slant] * len(stamps), abs=2)
    assert stamps
    words = laid_level(ink, stamps[0])
    assert words is not None
    height, width = words.shape[:2]
    assert 2.5 < width / height < 6  # level, and without the frame
    rim = np.concatenate([words[0], words[-1], words[:, 0], words[:, -1]])
    assert (rim < 128).mean() < 0.02


def test_in_black_ink_the_frame_tells_a_stamp() -> None:
    framed = stamped(drawn(), "MẬT", (260, 330), 15, "black")
    assert [round(stamp.slant) for stamp in find_framed(bgr(framed), DPI)] == [15]
    bare = stamped(drawn(), "MẬT", (260, 330), 15, "black", frame=False)
    assert find_framed(bgr(bare), DPI) == []
    assert find_framed(lift_red(bgr(stamped(drawn(), "MẬT", (260, 330), 15, "red"))), DPI) == []


def test_two_stamps_close_together_are_two() -> None:
    page = stamped(drawn(), "MẬT", (240, 330), -6, "red")
    page = stamped(page, "KHẨN", (240, 420), 4, "red")
    found = find_red(red_layer(bgr(page)), DPI)
    slants = sorted({stamp.slant for stamp in found})
    assert slants[0] == pytest.approx(-6, abs=1.5)
    assert slants[-1] == pytest.approx(4, abs=1.5)


def test_tables_seals_and_filled_boxes_are_no_stamps() -> None:
    page = drawn([])
    pen = ImageDraw.Draw(page)
    for left in range(100, 900, 130):
        pen.rectangle((left, 400, left + 130, 450), outline="black", width=3)
    pen.rectangle((100, 700, 300, 750), fill="black")
    pen.ellipse((500, 700, 700, 900), outline="red", width=6)
    assert find_framed(bgr(page), DPI) == []
    assert find_red(red_layer(bgr(page)), DPI) == []
