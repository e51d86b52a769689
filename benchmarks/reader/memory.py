"""Memory of one process that reads page after page: its peaks, and their slope at the end.

The pages are bands cut out of real pages at places and sizes that never repeat: new shapes are what
makes a runtime's memory grow.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.reader.score import Clock
from pipeline.intake.decode.page_image import PageImage
from pipeline.page.default import default_page_reader

_SETS: Final = ("scan_nd96_2016", "scan_luat_cu_tru_2020", "born_digital", "forms_templates")
_REPORT_EVERY: Final = 100
_SETTLED: Final = 0.25
"""Share of the run after which caches are taken to be full."""


def measure_memory(data: Path, pages: int) -> None:
    """Reads so many bands and prints the most memory resident in every hundred."""
    reader, clock = default_page_reader(), Clock()
    seen: list[tuple[int, float]] = []
    most = 0.0
    print(f"{'pages':>6s} {'MiB':>7s} {'CPU s/page':>11s}")
    for number, page in enumerate(_bands(data, pages), start=1):
        with clock.running():
            reader.read(page)
        most = max(most, _resident())
        if number % _REPORT_EVERY == 0:
            seen.append((number, most))
            print(f"{number:6d} {most:7.0f} {clock.seconds / number:11.3f}", flush=True)
            most = 0.0
    settled = [row for row in seen if row[0] >= pages * _SETTLED]
    counts, peaks = np.array(settled).T
    slope = float(np.polyfit(counts, peaks, 1)[0])
    print(f"\nslope behind page {settled[0][0]}: {1000 * slope:+.1f} MiB for 1,000 pages")


def _bands(data: Path, count: int) -> Iterator[PageImage]:
    rng = random.Random(5)  # noqa: S311
    pages = [path for name in _SETS for path in sorted((data / name / "pages").glob("*.png"))]
    for number in range(1, count + 1):
        pixels: npt.NDArray[np.uint8] = np.asarray(cv2.imread(str(rng.choice(pages))), np.uint8)
        height, width = pixels.shape[:2]
        band, left = rng.randint(height // 14, height // 7), rng.randint(0, width // 4)
        top = rng.randint(height // 10, height - band - height // 10)
        yield PageImage(
            number, pixels[top : top + band, left : width - rng.randint(0, left)], 200.0
        )


def _resident() -> float:
    """Resident memory of this process in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20
