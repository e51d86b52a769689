"""Builds a stack of 40 sheets with separators from the shipped samples, for `motlan split`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image

from pipeline.stack.separator import Separator, separator_sheet

__all__ = ["build_stack"]

_SAMPLES = Path(__file__).parents[2] / "samples" / "data"
_DOSSIER = "H26.12-261122-0001"
_BLANK = ""
_PAPERS: tuple[tuple[str, ...], ...] = (
    ("giay-khai-sinh-1.jpg", _BLANK, "quyet-dinh.pdf", _BLANK, "cong-van.jpg"),
    ("quyet-dinh.pdf", _BLANK, "quyet-dinh.pdf", _BLANK),
    ("giay-chung-nhan-ket-hon.jpg", _BLANK, "giay-khai-sinh-2.jpg", _BLANK),
    ("can-cuoc-cong-dan.pdf", "cong-van.jpg", _BLANK, "cong-van.jpg"),
    ("quyet-dinh-fax.tiff", _BLANK, "giay-khai-sinh-mo.jpg", _BLANK),
    ("the-can-cuoc.pdf", "quyet-dinh.pdf", _BLANK),
)
_SHEETS = 40


def build_stack(output: Path) -> None:
    """Write 40 pages, six of them separator sheets, the first with the count of papers.

    Args:
        output: PDF or, where its name says so, TIFF.
    """
    pages: list[Image.Image] = []
    for number, contents in enumerate(_PAPERS):
        count = len(_PAPERS) if number == 0 else None
        sheet = Separator(_DOSSIER, f"TP{number + 1:02}", "Q03", count)
        pages.append(separator_sheet(sheet).convert("RGB"))
        for name in contents:
            pages += _sides(name)
    while len(pages) < _SHEETS:
        pages += _sides("cong-van.jpg")
    first, *rest = pages[:_SHEETS]
    if output.suffix.lower() in {".tif", ".tiff"}:
        options: dict[str, Any] = {"compression": "jpeg", "dpi": (200, 200)}
    else:
        options = {"resolution": 200}
    first.save(output, save_all=True, append_images=rest, quality=80, **options)
    print(f"{output}: {min(len(pages), _SHEETS)} pages, {len(_PAPERS)} separator sheets")


def _sides(name: str) -> list[Image.Image]:
    if not name:
        return [Image.new("RGB", (1654, 2339), (251, 250, 246))]
    path = _SAMPLES / name
    if path.suffix != ".pdf":
        with Image.open(path) as picture:
            return [picture.convert("RGB")]
    with pikepdf.open(path) as pdf:
        found = [next(iter(page.get_images().values())) for page in pdf.pages]
        return [_picture(image) for image in found]


def _picture(image: pikepdf.Object) -> Image.Image:
    if not isinstance(image, pikepdf.Stream):
        raise TypeError("a picture of a PDF is a stream")
    return pikepdf.PdfImage(image).as_pil_image().convert("RGB")
