"""Loss of reading accuracy from mild damage: with the networks, on real pages."""

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

from benchmarks.intake.damage import MILD, Pixels
from pipeline.intake.decode.page_image import PageImage
from pipeline.page.default import default_page_reader

__all__ = ["DPI", "SCANS", "measure_reading", "real_pages"]

SCANS = ("scan_nd96_2016", "scan_luat_cu_tru_2020", "scan_stamped_pages", "fields_admin_scans")
_READ_SETS = ("scan_nd96_2016", "scan_stamped_pages", "scan_luat_cu_tru_2020")
DPI = 200.0
_GOAL = 0.10
"""By how much more errors a mild damage may cause than the undamaged page has."""


def measure_reading(pages: int, seed: int) -> None:
    """Print the character error of real pages as they are and after each mild damage."""
    rng = random.Random(seed)  # noqa: S311
    reader = default_page_reader()
    errors: dict[str, int] = defaultdict(int)
    seconds: dict[str, float] = defaultdict(float)
    letters = count = 0
    for path, picture in real_pages(_READ_SETS, pages, rng):
        truth = _letters(path.with_suffix(".txt").read_text(encoding="utf-8"))
        letters, count = letters + len(truth), count + 1
        for name, damage in {"as it is": lambda p, _: p, **MILD}.items():
            damaged = damage(picture, rng)
            begun = time.process_time()
            text = _letters(reader.read(PageImage(1, damaged, DPI)).text)
            seconds[name] += time.process_time() - begun
            errors[name] += Levenshtein.distance(truth, text)
    print(f"{count} real pages, {letters} letters, seed {seed}\n")
    print("| pages | character error | relative | beyond the goal | CPU s/page |")
    print("|---|---|---|---|---|")
    sound = max(1, errors["as it is"])
    for name, wrong in errors.items():
        relative = wrong / sound - 1
        beyond = max(0.0, wrong - (1 + _GOAL) * sound)
        missed = f"{beyond:.0f} letters ({beyond / letters:.2%})" if beyond else "met"
        print(f"| {name} | {wrong / letters:.2%} | {relative:+.0%} | {missed} "
              f"| {seconds[name] / count:.1f} |")  # fmt: skip
    print(f"\ngoal: at most {_GOAL:.0%} more errors than on the page as it is, "
          f"{sound} of {letters} letters")  # fmt: skip


def real_pages(
    sets: tuple[str, ...], pages: int, rng: random.Random
) -> Iterator[tuple[Path, Pixels]]:
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
