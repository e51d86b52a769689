"""How well round seals in grey and black ink are separated from the print beneath them.

Seals are pressed on real pages at random. Lines are found and read on three pictures: the page as
it is, with the seal, and with the seal lifted. What is read without the seal is taken for true.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from rapidfuzz.distance import Levenshtein

from benchmarks.intake.damage import Pixels
from benchmarks.intake.reading import DPI, real_pages
from pipeline.image.clean import lift_rules
from pipeline.image.dark_seals import find_dark_seals, lift_dark_seals
from pipeline.ocr.detect import PaddleDetector
from pipeline.ocr.reader import first_reader
from pipeline.page.cut import cut_line, split_at_gaps
from samples.generate.ink import seal_mask
from schemas.record.reading import Box

__all__ = ["measure_seals"]

_SETS = ("born_digital", "scan_nd96_2016", "scan_luat_cu_tru_2020")
_SIDE_MM, _MM_PER_INCH = 36, 25.4
_Piece = tuple[Box, str]
_OFFICE = "Ủy ban nhân dân xã Đông Sơn * huyện Minh Hòa"
_NEAR = 16
"""By how many pixels a seal may be found elsewhere than it is."""


def _grey(page: Pixels, ink: Pixels) -> Pixels:
    """A copy with tones: the ink is half as dark as black, and print beneath it stays black."""
    return np.asarray(page * (1 - 0.6 * (ink / 255.0)), np.uint8)


def _black(page: Pixels, ink: Pixels) -> Pixels:
    """A black stamp, or a dark copy."""
    return np.asarray(np.minimum(page, 255 - 0.92 * ink), np.uint8)


def _one_bit(page: Pixels, ink: Pixels) -> Pixels:
    """A copy in black and white."""
    return np.asarray(np.where(_black(page, ink) < 128, 0, 255), np.uint8)


_INKS: dict[str, Callable[[Pixels, Pixels], Pixels]] = {
    "grey": _grey,
    "black": _black,
    "1-bit": _one_bit,
}


class _Reader:
    """Finds and reads the lines that a seal touches."""

    def __init__(self) -> None:
        self._detector, self._recognizer = PaddleDetector(), first_reader()

    def read(self, page: Pixels, place: Box) -> list[_Piece]:
        pixels = lift_rules(page, DPI)
        boxes = [b for b in split_at_gaps(pixels, self._detector.find(pixels)) if _meet(b, place)]
        read = self._recognizer.read([cut_line(pixels, box) for box in boxes])
        return [(box, result.text) for box, result in zip(boxes, read, strict=True)]


def measure_seals(pages: int, seed: int) -> None:
    """Print how many seals are found, and what is read beneath them before and after."""
    rng, reader = random.Random(seed), _Reader()  # noqa: S311 - the same pages in every run
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for _, page in real_pages(_SETS, pages, rng):
        for name, press in _INKS.items():
            count, place = counts[name], _somewhere(page, rng)
            stamped = _pressed(page, place, press, rng)
            found = list(find_dark_seals(stamped, DPI))
            count["seals"] += 1
            count["found"] += any(abs(seal.center.x - place.center.x) < _NEAR
                                  and abs(seal.center.y - place.center.y) < _NEAR
                                  for seal in found)  # fmt: skip
            truth = reader.read(page, place)
            count["letters"] += sum(len(text) for _, text in truth)
            count["sealed"] += _errors(truth, reader.read(stamped, place))
            lifted = lift_dark_seals(stamped, found, DPI)
            count["lifted"] += _errors(truth, reader.read(lifted, place))
    print("| ink | seals | found | letters | misread | misread after removal |")
    print("|---|---|---|---|---|---|")
    for name, count in counts.items():
        print(f"| {name} | {count['seals']} | {count['found']} | {count['letters']} "
              f"| {count['sealed'] / count['letters']:.2%} "
              f"| {count['lifted'] / count['letters']:.2%} |")  # fmt: skip


def _errors(truth: Sequence[_Piece], read: Sequence[_Piece]) -> int:
    """Letters of lines that the pieces found in their places lack or have otherwise."""
    wrong = 0
    for box, text in truth:
        same = [p for p in read if _meet(p[0], box) and box.top < p[0].center.y < box.bottom]
        found = " ".join(said for _, said in sorted(same, key=lambda piece: piece[0].left))
        wrong += min(len(text), Levenshtein.distance(text, found))
    return wrong


def _somewhere(page: Pixels, rng: random.Random) -> Box:
    height, width = page.shape[:2]
    side = round(_SIDE_MM / _MM_PER_INCH * DPI)
    left, top = rng.randint(0, width - side - 1), rng.randint(0, height - side - 1)
    return Box(left, top, left + side, top + side)


def _pressed(
    page: Pixels, place: Box, press: Callable[[Pixels, Pixels], Pixels], rng: random.Random
) -> Pixels:
    left, top, right, bottom = map(int, place)
    ink = np.asarray(seal_mask(right - left, _OFFICE, rng), np.uint8)[:, :, None]
    stamped = page.copy()
    stamped[top:bottom, left:right] = press(page[top:bottom, left:right], ink)
    return stamped


def _meet(a: Box, b: Box) -> bool:
    across = min(a.right, b.right) - max(a.left, b.left)
    return across > 0 and min(a.bottom, b.bottom) > max(a.top, b.top)
