"""Detected orientation of real pages after mild damage, with all cleaning steps."""

from __future__ import annotations

import math
import random
import time
from collections import defaultdict

import numpy as np

from benchmarks.intake.damage import MILD, Pixels
from benchmarks.intake.reading import DPI, SCANS, real_pages
from pipeline.intake.decode.page_image import PageImage
from pipeline.intake.quality import judge
from pipeline.page.default import default_page_reader

__all__ = ["measure_turns"]

_NINETY_FIVE = 1.96
"""Standard deviations of a normal distribution that hold 95 of 100."""


def measure_turns(pages: int, seed: int) -> None:
    """Print how often pages laid in all four ways are turned upright, for each damage."""
    rng = random.Random(seed)  # noqa: S311 - the same pages in every run
    reader = default_page_reader()
    told: dict[str, list[bool]] = defaultdict(list)
    wrong: list[str] = []
    begun = time.process_time()
    damages = {"as it is": lambda p, _: p, **MILD, "streaks of dirt": _streaked, "gutter": _gutter}
    del damages["turned"]  # all of them are
    for path, picture in real_pages(SCANS, pages, rng):
        if judge(PageImage(1, picture, DPI)).blank:
            continue
        for name, damage in damages.items():
            turn = rng.choice((0, 90, 180, 270))
            laid = np.ascontiguousarray(np.rot90(damage(picture, rng), turn // 90))
            found, confidence = reader.orientation(PageImage(1, laid, DPI))
            told[name].append(found == turn)
            if found != turn:
                wrong.append(f"{path.parent.parent.name}/{path.stem}, {name}: {turn} degrees, "
                             f"told {found} with {confidence}")  # fmt: skip
    _print(told, wrong, time.process_time() - begun)


def _streaked(page: Pixels, rng: random.Random) -> Pixels:
    """Dirt under the sensor of a feeder: up to three lines from edge to edge."""
    dirty = page.copy()
    for _ in range(rng.randint(1, 3)):
        left, width = int(page.shape[1] * rng.uniform(0.05, 0.95)), rng.randint(1, 8)
        dirty[:, left : left + width] = np.minimum(dirty[:, left : left + width], 60)
    return dirty


def _gutter(page: Pixels, rng: random.Random) -> Pixels:
    """The soft shadow down the middle of an opened booklet."""
    columns = np.arange(page.shape[1]) - page.shape[1] * rng.uniform(0.45, 0.55)
    shade = 1 - rng.uniform(0.3, 0.7) * np.exp(-((columns / (0.015 * page.shape[1])) ** 2))
    return np.asarray(page * shade[None, :, None], np.uint8)


def _print(told: dict[str, list[bool]], wrong: list[str], seconds: float) -> None:
    every = [right for rights in told.values() for right in rights]
    print("| pages | laid | turned upright |\n|---|---|---|")
    for name, rights in {**told, "all": every}.items():
        print(f"| {name} | {len(rights)} | {np.mean(rights):.2%} |")
    print(f"\nat least {_least(sum(every), len(every)):.2%} (95 % interval of Wilson); "
          f"CPU {seconds / len(every):.2f} s a page")  # fmt: skip
    for line in wrong:
        print(f"wrong: {line}")


def _least(right: int, count: int) -> float:
    """Lower end of the interval of Wilson (1927) for a share."""
    share, spread = right / count, _NINETY_FIVE**2 / count
    reach = _NINETY_FIVE * math.sqrt(share * (1 - share) / count + spread / (4 * count))
    return (share + spread / 2 - reach) / (1 + spread)
