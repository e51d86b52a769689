"""Whole pages: finding the lines and reading them, beside Tesseract on the same pages.

Reading order is left out of account: each line of the truth is compared with the read line that is
nearest to it (two-column heads have no agreed order). Where the truth is not broken into lines, a
page counts as one line.
"""

from __future__ import annotations

import os
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from benchmarks.reader.score import HEAD, Clock, normal, row
from pipeline.pages import PageImage
from pipeline.read import PageReader

SETS: Final = {
    "scan_nd96_2016": (206.0, False),
    "scan_luat_cu_tru_2020": (144.0, False),
    "scan_stamped_pages": (200.0, True),
    "born_digital": (200.0, True),
    "forms_templates": (200.0, True),
}
"""Sets with pages: dots per inch, and whether their text has the lines of the page."""
_ReadPage = Callable[[Path, float], list[str]]


def compare_pages(data: Path, count: int, best: Path | None) -> None:
    """Prints a table for each set of pages."""
    readers: dict[str, _ReadPage] = {"motlan": _motlan(), "Tesseract vie (Debian)": _tesseract()}
    if best:
        readers["Tesseract vie (best)"] = _tesseract("--tessdata-dir", str(best))
    for name, (dpi, by_line) in SETS.items():
        pages = _sample(data / name / "pages", count)
        print(f"\n{name}; {len(pages)} pages\n\n{HEAD.format(unit='page')}")
        for title, read in readers.items():
            clock, found, truths = Clock(), [], []
            for page in pages:
                with clock.running():
                    lines = [normal(line) for line in read(page, dpi)]
                wanted = _lines(page.with_suffix(".txt").read_text(encoding="utf-8"))
                truths += wanted if by_line else [" ".join(wanted)]
                found += (
                    [_nearest(line, lines) for line in wanted] if by_line else [" ".join(lines)]
                )
            print(row(title, found, truths, clock.seconds / len(pages)), flush=True)


def _sample(folder: Path, count: int) -> list[Path]:
    pages = [p for p in folder.iterdir() if p.suffix in (".png", ".jpg")]
    known = [page for page in pages if page.with_suffix(".txt").exists()]
    return sorted(known, key=lambda page: zlib.crc32(page.name.encode()))[:count]


def _lines(text: str) -> list[str]:
    return [line for line in map(normal, text.splitlines()) if line]


def _nearest(line: str, lines: list[str]) -> str:
    best = process.extractOne(line, lines, scorer=Levenshtein.distance)
    # What is farther away than nothing at all was not found.
    return best[0] if best and best[1] <= len(line) else ""


def _motlan() -> _ReadPage:
    reader = PageReader()

    def read(page: Path, dpi: float) -> list[str]:
        pixels: npt.NDArray[np.uint8] = np.asarray(cv2.imread(str(page)), np.uint8)
        return reader.read(PageImage(1, pixels, dpi)).text.splitlines()

    return read


def _tesseract(*options: str) -> _ReadPage:
    def read(page: Path, dpi: float) -> list[str]:
        command = ["tesseract", str(page), "stdout", "-l", "vie", "--dpi", f"{dpi:.0f}", *options]
        environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        return done.stdout.splitlines()

    return read
