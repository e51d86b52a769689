"""Which end is up, and what reading loses to mild damages: with the networks, on real pages."""

from __future__ import annotations

import os
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from rapidfuzz.distance import Levenshtein

from benchmarks.intake.damage import MILD, Pixels, skewed
from pipeline.pages import PageImage
from pipeline.quality import judge
from pipeline.read import PageReader

__all__ = ["measure_orientation", "measure_reading"]

_SETS = ("scan_nd96_2016", "scan_luat_cu_tru_2020", "scan_stamped_pages", "fields_admin_scans")
_READ_SETS = ("scan_nd96_2016", "scan_stamped_pages", "scan_luat_cu_tru_2020")
_DPI = 200.0


def measure_orientation(pages: int, seed: int) -> None:
    """Turn real scans at random, skew them a little, and print how often the right end is up."""
    rng = random.Random(seed)  # noqa: S311 - the same pages in every run
    reader = PageReader()
    right = total = 0
    sure: list[float] = []
    wrong: list[float] = []
    begun = time.process_time()
    for _, picture in _pages(_SETS, pages, rng):
        if judge(PageImage(1, picture, _DPI)).blank:
            continue
        turn = rng.choice((0, 90, 180, 270))
        lying = np.ascontiguousarray(np.rot90(skewed(picture, rng.uniform(-3, 3)), turn // 90))
        rotation, confidence = reader.orientation(PageImage(1, lying, _DPI))
        total += 1
        right += rotation == turn
        (sure if rotation == turn else wrong).append(confidence)
    seconds = (time.process_time() - begun) / max(1, total)
    print(f"{total} real scans turned by 0, 90, 180 or 270 degrees and skewed, seed {seed}\n")
    print(f"right end up: {right / total:.1%}; CPU {seconds:.2f} s/page")
    print(f"confidence where right: median {np.median(sure):.2f}, least {min(sure):.2f}")
    print(f"confidence where wrong: {', '.join(f'{c:.2f}' for c in wrong) or 'none'}")


def measure_reading(pages: int, seed: int) -> None:
    """Print the character error of real pages as they are and after each mild damage."""
    rng = random.Random(seed)  # noqa: S311
    reader = PageReader()
    errors: dict[str, int] = defaultdict(int)
    seconds: dict[str, float] = defaultdict(float)
    letters = count = 0
    for path, picture in _pages(_READ_SETS, pages, rng):
        truth = _letters(path.with_suffix(".txt").read_text(encoding="utf-8"))
        letters, count = letters + len(truth), count + 1
        for name, damage in {"as it is": lambda p, _: p, **MILD}.items():
            damaged = damage(picture, rng)
            begun = time.process_time()
            text = _letters(reader.read(PageImage(1, damaged, _DPI)).text)
            seconds[name] += time.process_time() - begun
            errors[name] += Levenshtein.distance(truth, text)
    print(f"{count} real pages, {letters} letters, seed {seed}\n")
    print("| pages | character error | relative | CPU s/page |\n|---|---|---|---|")
    for name, wrong in errors.items():
        relative = wrong / max(1, errors["as it is"]) - 1
        print(f"| {name} | {wrong / letters:.2%} | {relative:+.0%} | {seconds[name] / count:.1f} |")


def _pages(sets: tuple[str, ...], pages: int, rng: random.Random) -> Iterator[tuple[Path, Pixels]]:
    """Yield pages, as many of each set."""
    folder = Path(os.environ.get("MOTLAN_EVAL_DATA", "../shared/data"))
    found = [sorted((folder / name / "pages").glob("*.[pj][np]g")) for name in sets]
    if not any(found):
        sys.exit(f"no pages in {folder}: set MOTLAN_EVAL_DATA")
    share = -(-pages // sum(map(bool, found)))
    chosen = [path for files in found for path in rng.sample(files, min(share, len(files)))]
    for path in chosen[:pages]:
        picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
        if picture is not None:
            yield path, np.asarray(picture, np.uint8)


def _letters(text: str) -> str:
    """Without spaces and leaders, which are no reading."""
    return "".join(char for char in text if not char.isspace() and char not in ".…_")
