"""One drawn paper with its true values, and how it is written to files."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import cv2
import img2pdf
from PIL import Image

from samples.generate import seeded
from samples.generate.canvas import Sheet
from samples.generate.scan import Grade, Pixels, Scan, scan
from schemas.record.reading import PageReading

__all__ = ["DrawnPaper", "FileFormat", "readings", "write"]

FileFormat = Literal["jpg", "pdf", "tiff"]


@dataclass(frozen=True, slots=True)
class DrawnPaper:
    """A paper before it is scanned.

    `fields` holds the normalised true values under the names of the paper model; what the paper
    does not say is absent.
    """

    paper_type: str
    fields: dict[str, str]
    sheets: tuple[Sheet, ...]


def readings(paper: DrawnPaper, *, split: bool = False) -> tuple[PageReading, ...]:
    """Return what a perfect reader sees of a paper (see `Sheet.reading`)."""
    return tuple(
        sheet.reading(number, split=split) for number, sheet in enumerate(paper.sheets, start=1)
    )


def write(
    paper: DrawnPaper,
    folder: Path,
    name: str,
    *,
    grade: Grade = Grade.SCAN,
    seed: int = 0,
    form: FileFormat | None = None,
) -> Path:
    """Scan a paper into `NAME.jpg|pdf|tiff` beside `NAME.json` with its true values.

    Args:
        paper: What was drawn.
        folder: Made where it does not exist.
        name: Of both files, without suffix.
        grade: How well it is scanned.
        seed: Of the damage; the same seed gives the same bytes.
        form: Kind of file; without it a picture for one page and a PDF for several.

    Returns:
        The file of the scan.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rng = seeded(seed)
    scans = [scan(sheet.pixels(), grade, rng) for sheet in paper.sheets]
    form = form or ("jpg" if len(scans) == 1 else "pdf")
    dpi = paper.sheets[0].dpi
    target = folder / f"{name}.{form}"
    if form == "tiff":
        _write_tiff(target, [page.pixels for page in scans], dpi)
    elif form == "pdf":
        target.write_bytes(_pdf([_jpeg(page, dpi) for page in scans]))
    else:
        target.write_bytes(_jpeg(scans[0], dpi))
    truth = {"paper_type": paper.paper_type, "fields": paper.fields}
    text = json.dumps(truth, ensure_ascii=False, indent=2) + "\n"
    (folder / f"{name}.json").write_text(text, encoding="utf-8")
    return target


def _jpeg(page: Scan, dpi: int) -> bytes:
    """Compress as scanners do, colour sub-sampled, with the resolution in the header."""
    out = io.BytesIO()
    Image.fromarray(page.pixels).save(out, "JPEG", quality=page.quality, dpi=(dpi, dpi))
    return out.getvalue()


def _pdf(pages: Sequence[bytes]) -> bytes:
    """Put pictures into a PDF without touching them."""
    return bytes(img2pdf.convert(list(pages), nodate=True, engine=img2pdf.Engine.internal))


def _write_tiff(target: Path, pages: Sequence[Pixels], dpi: int) -> None:
    """Write black and white pages, fax group 4, as office copiers do."""
    bilevel = []
    for pixels in pages:
        grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
        smooth = cv2.GaussianBlur(grey, (3, 3), 0)
        _, black = cv2.threshold(smooth, 165, 255, cv2.THRESH_BINARY)
        bilevel.append(Image.fromarray(black).convert("1", dither=Image.Dither.NONE))
    first, *rest = bilevel
    first.save(target, save_all=True, append_images=rest, compression="group4", dpi=(dpi, dpi))
