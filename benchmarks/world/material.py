"""The pages of the comparison: real scans with known text, and drawn papers in three grades."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import img2pdf
from PIL import Image

from benchmarks.reader.sets import SETS, plain, sample_pages, true_lines
from samples.generate import seeded
from samples.generate.paper import readings
from samples.generate.papers import layouts
from samples.generate.scan import Grade, scan

__all__ = ["DRAWN", "Sheet", "drawn_sheets", "one_pdf", "real_sheets"]

DRAWN: Final = "drawn"
_APART: Final = 5
"""How far apart in the list of layouts the drawn papers are."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page.

    Attributes:
        name: Unique within a run.
        kind: The set that it belongs to.
        picture: Its file, JPEG or PNG.
        dpi: Its resolution.
        truth: What stands on it, line by line.
        by_line: Whether the lines of the truth are those of the page; if not, they only follow each
            other, and the page is compared as a whole.
    """

    name: str
    kind: str
    picture: Path
    dpi: float
    truth: tuple[str, ...]
    by_line: bool

    def pdf(self) -> bytes:
        """Return the page as a scanner delivers it: the picture, untouched, in a PDF."""
        return one_pdf([self])


def one_pdf(sheets: list[Sheet]) -> bytes:
    """Return several pages in one PDF, each at its resolution."""
    sizes: dict[tuple[int, int], float] = {}
    for sheet in sheets:
        with Image.open(sheet.picture) as picture:
            sizes[picture.size] = sheet.dpi

    def layout(
        width: int, height: int, _: tuple[float, float]
    ) -> tuple[float, float, float, float]:
        points = [72 * side / sizes[width, height] for side in (width, height)]
        return points[0], points[1], points[0], points[1]

    paths = [str(sheet.picture) for sheet in sheets]
    return bytes(img2pdf.convert(paths, layout_fun=layout, nodate=True))


def real_sheets(data: Path, each: int) -> Iterator[Sheet]:
    """Yield so many pages of every set that is there, the same ones every time.

    Args:
        data: The folder with the sets.
        each: Pages of each.
    """
    for kind, (dpi, by_line) in SETS.items():
        folder = data / kind / "pages"
        for picture in sample_pages(folder, each) if folder.is_dir() else ():
            text = picture.with_suffix(".txt").read_text(encoding="utf-8")
            name = f"{kind}-{picture.stem}"
            yield Sheet(name, kind, picture, dpi, tuple(true_lines(text)), by_line)


def drawn_sheets(folder: Path, each: int) -> Iterator[Sheet]:
    """Draw so many papers in every grade of scan and yield their first pages.

    Args:
        folder: For the pictures.
        each: Papers of each grade.
    """
    known = layouts()
    kinds = itertools.cycle(list(known)[::_APART])
    for grade, number in itertools.product(Grade, range(each)):
        paper = known[next(kinds)](seeded(f"world/{grade}/{number}"))
        sheet = paper.sheets[0]
        scanned = scan(sheet.pixels(), grade, seeded(number))
        picture = folder / f"{DRAWN}-{grade}-{number}.jpg"
        Image.fromarray(scanned.pixels).save(
            picture, "JPEG", quality=scanned.quality, dpi=(sheet.dpi, sheet.dpi)
        )
        lines = (plain(line.text) for line in readings(paper)[0].lines)
        truth = tuple(line for line in lines if line)
        yield Sheet(picture.stem, f"{DRAWN}, {grade}", picture, sheet.dpi, truth, True)
