"""Detection of page orientation: how often it is right, and whether its confidence is calibrated.

Real pages, intact and damaged, are turned either way; half of the pages fit the curves that turn
the recogniser's beliefs into a confidence, the other half tests them.
"""

from __future__ import annotations

import itertools
import json
import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.intake.damage import Pixels
from benchmarks.intake.reading import DPI, SCANS, real_pages
from pipeline.image.deskew import is_sideways
from pipeline.image.steps import STEPS, Known, prepare
from pipeline.intake.decode.page_image import PageImage
from pipeline.intake.quality import judge
from pipeline.ocr.detect import PaddleDetector
from pipeline.ocr.reader import first_reader
from pipeline.page.cut import split_at_gaps
from pipeline.page.orientation import PLAINLY_UP, Certainty, belief_in, pieces

__all__ = ["measure_orientation"]

_BINS = (0.5, 0.6, 0.8, 0.95, 0.99, 1.01)
_STEPS = tuple(step for step in STEPS if step.name != "dewarp")
_ROUNDS = 60
_DOUBTFUL = 0.1
"""Share of pages whose belief, or difference, is less than that of the one taken to be wrong."""


def _as_it_is(cut: Pixels) -> Pixels:
    return cut


def _blurred(sigma: float) -> Callable[[Pixels], Pixels]:
    return lambda cut: np.asarray(cv2.GaussianBlur(cut, (0, 0), sigma * len(cut) / 32), np.uint8)


def _coarse(cut: Pixels) -> Pixels:
    size = max(4, cut.shape[1] * 7 // len(cut)), 7
    small = cv2.resize(cut, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (cut.shape[1], len(cut))), np.uint8)


_SPOILT: dict[str, Callable[[Pixels], Pixels]] = {
    "as it is": _as_it_is,
    "blurred until illegible": _blurred(4.5),
    "seven pixels high": _coarse,
}


@dataclass(frozen=True, slots=True)
class _Probe:
    """Beliefs in one page, the right way up and the wrong one."""

    page: str
    spoilt: str
    right: float
    wrong: float

    def told(self, *, lies_right: bool) -> tuple[str, float, bool]:
        """Return which curve the reader asks, with what, and whether it is right."""
        first, other = (self.right, self.wrong) if lies_right else (self.wrong, self.right)
        if first >= PLAINLY_UP:
            return "belief", first, lies_right
        return "difference", abs(first - other), (first >= other) == lies_right


@dataclass
class _Tally:
    probes: list[_Probe] = field(default_factory=list)
    pages: int = 0
    sideways_wrong: int = 0
    seconds: float = 0.0


def measure_orientation(pages: int, seed: int, output: Path | None = None) -> None:
    """Print how often the right end is told, the fitted curves, and how far they can be trusted.

    Args:
        pages: How many real pages.
        seed: The same pages in every run.
        output: Where to write all beliefs and the curves as JSON.
    """
    rng = random.Random(seed)  # noqa: S311 - the same pages in every run
    tally = _probe(pages, rng)
    curves = _curves(_told(tally.probes))
    if output is not None:
        found = {"curves": {name: asdict(curve) for name, curve in curves.items()},
                 "probes": [asdict(probe) for probe in tally.probes]}  # fmt: skip
        output.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"{tally.pages} real scans, seed {seed}; CPU {tally.seconds / tally.pages:.2f} s/page; "
          f"horizontal and vertical lines confused on {tally.sideways_wrong}\n")  # fmt: skip
    print("| pages, laid both ways | right end up |\n|---|---|")
    for spoilt in _SPOILT:
        told = _told([probe for probe in tally.probes if probe.spoilt == spoilt])
        print(f"| {spoilt} | {np.mean([right for _, _, right in told]):.2%} |")
    for name, curve in curves.items():
        print(f"\ncurve of the {name}: slope {curve.slope:.1f}, middle {curve.middle:.3f}", end="")
    _print_reliability(tally.probes)


def _probe(pages: int, rng: random.Random) -> _Tally:
    detector, recognizer = PaddleDetector(), first_reader()
    tally = _Tally()
    begun = time.process_time()
    for path, picture in real_pages(SCANS, pages, rng):
        if judge(PageImage(1, picture, DPI)).blank:
            continue
        tally.pages += 1
        turn = rng.choice((0, 90))
        lying = np.ascontiguousarray(np.rot90(picture, turn // 90))
        sideways = is_sideways(np.asarray(cv2.cvtColor(lying, cv2.COLOR_BGR2GRAY), np.uint8))
        tally.sideways_wrong += sideways != (turn == 90)
        page = prepare(picture, DPI, Known(rotation=0), _STEPS).pixels
        cuts = pieces(page, split_at_gaps(page, detector.find(page)))
        for spoilt, spoil in _SPOILT.items():
            if cuts:
                worse = [spoil(cut) for cut in cuts]
                turned = [np.ascontiguousarray(cut[::-1, ::-1]) for cut in worse]
                beliefs = (belief_in(way, recognizer) for way in (worse, turned))
                tally.probes.append(_Probe(path.stem, spoilt, *beliefs))
    tally.seconds = time.process_time() - begun
    return tally


def _told(probes: Sequence[_Probe]) -> list[tuple[str, float, bool]]:
    return [probe.told(lies_right=way) for probe in probes for way in (True, False)]


def _curves(told: Sequence[tuple[str, float, bool]]) -> dict[str, Certainty]:
    found = {}
    for name, middle in (("belief", True), ("difference", False)):
        x = np.array([value for curve, value, _ in told if curve == name])
        right = np.array([right for curve, _, right in told if curve == name], np.float64)
        found[name] = _logistic(x, right, with_middle=middle)
    return found


def _logistic(
    x: NDArray[np.float64], right: NDArray[np.float64], *, with_middle: bool
) -> Certainty:
    """Fit a logistic curve, with one wrong page more among the doubtful: nothing is sure."""
    x, right = np.append(x, np.quantile(x, _DOUBTFUL)), np.append(right, 0.0)
    basis = np.stack([x, np.ones_like(x)], axis=1) if with_middle else x[:, None]
    weights = np.zeros(basis.shape[1])
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-basis @ weights))
        spread = basis * (chance * (1 - chance))[:, None]
        weights += np.linalg.solve(spread.T @ basis + 1e-3 * np.eye(len(weights)),
                                   basis.T @ (right - chance) - 1e-3 * weights)  # fmt: skip
    slope = float(weights[0])
    return Certainty(slope, float(-weights[1] / slope) if with_middle else 0.0)


def _print_reliability(probes: Sequence[_Probe]) -> None:
    """Fit on every second page and print what the confidence promises and keeps on the others."""
    pages = sorted({probe.page for probe in probes})
    held = set(pages[1::2])
    curves = _curves(_told([probe for probe in probes if probe.page not in held]))
    told = _told([probe for probe in probes if probe.page in held])
    rows = [(curves[name].of(value), right) for name, value, right in told]
    print(f"\n\nconfidence on {len(held)} pages that fitted nothing:\n")
    print("| confidence | pages | mean confidence | right |\n|---|---|---|---|")
    for low, high, found in _binned(rows):
        sure, right = (np.mean([row[i] for row in found]) for i in (0, 1))
        print(f"| {low:.2f} to {min(high, 1.0):.2f} | {len(found)} | {sure:.3f} | {right:.3f} |")
    loss = -np.mean([math.log(max(1e-3, sure if right else 1 - sure)) for sure, right in rows])
    print(f"\nmean loss {loss:.4f} nats")


def _binned(
    rows: Sequence[tuple[float, bool]],
) -> Iterator[tuple[float, float, list[tuple[float, bool]]]]:
    for low, high in itertools.pairwise(_BINS):
        found = [row for row in rows if low <= row[0] < high]
        if found:
            yield low, high, found
