"""Papers for the measurements: slips cut from real scans and samples, and full pages.

A slip is a strip of a page with a few printed lines: cheap to read, so that thousands of papers can
go the whole way in an hour. Every one is cut elsewhere, so that no two have the same bytes.
"""

from __future__ import annotations

import io
import os
import random
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

__all__ = ["full_pages", "make_papers", "scans"]

_SAMPLES = Path(__file__).parents[2] / "samples" / "data"
_DPI = (200, 200)
_SLIP_HEIGHT, _SLIP_WIDTH = 0.02, 0.5
"""Shares of the page: one or two lines, half as long."""
_PAPERS_OF_A_BOX = 100


def scans() -> list[Path]:
    """Return pictures of whole pages: real ones where MOTLAN_EVAL_DATA has them, and samples."""
    data = Path(os.environ.get("MOTLAN_EVAL_DATA", "../shared/data"))
    real = sorted((data / "fields_admin_scans" / "pages").glob("*.[jp][pn]g"))
    return [*real, *sorted(_SAMPLES.glob("*.jpg"))]


def make_papers(folder: Path, count: int, pages: int = 0, seed: int = 1) -> list[Path]:
    """Write papers into boxes below a folder, full pages evenly among slips.

    Args:
        folder: Made if missing.
        count: Papers in all.
        pages: How many of them are full pages.
        seed: Same seed, same bytes.
    """
    choose = random.Random(seed)  # noqa: S311
    slips, whole = _slips(count - pages, choose), full_pages(pages)
    every = count // pages if pages else count + 1
    written: list[Path] = []
    for number in range(count):
        is_page = pages and number % every == every // 2 and len(written) < count
        data = next(whole, None) if is_page else None
        path = folder / f"box-{number // _PAPERS_OF_A_BOX:02d}" / f"{number:05d}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data or next(slips))
        written.append(path)
    return written


def full_pages(count: int) -> Iterator[bytes]:
    """Yield whole pages; from the second round on each is saved a little smaller."""
    sources = scans()
    for number in range(count):
        quality = 85 - number // len(sources)
        with Image.open(sources[number % len(sources)]) as page:
            yield _jpeg(page.convert("RGB"), quality)


def _slips(count: int, choose: random.Random) -> Iterator[bytes]:
    sources = scans()
    of_one = -(-count // len(sources)) + len(sources)
    while True:
        with Image.open(choose.choice(sources)) as opened:
            page = opened.convert("RGB")
        width, height = page.size
        tall, wide = round(_SLIP_HEIGHT * height), round(_SLIP_WIDTH * width)
        for _ in range(max(1, of_one // 4)):
            top = choose.randrange(round(0.1 * height), round(0.85 * height))
            left = choose.randrange(round(0.1 * width), round(0.4 * width))
            slip = page.crop((left, top, left + wide, top + tall))
            if _is_written(slip):
                yield _jpeg(slip, choose.randrange(80, 95))


def _is_written(slip: Image.Image) -> bool:
    """Return whether there is print on a slip, not only paper."""
    dark = sum(slip.convert("L").histogram()[:128])
    return dark > 0.01 * slip.width * slip.height


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality, dpi=_DPI)
    return buffer.getvalue()
