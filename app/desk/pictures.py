"""Page pictures for screens: rendered once from the original and cached in a folder."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import cv2

from app.papers.original import original_of
from pipeline.intake.decode.bounded import bounded_page_images
from pipeline.intake.decode.page_image import PageImage
from storage.errors import ObjectMissingError

if TYPE_CHECKING:
    from app.installation import App

__all__ = ["LEGIBLE", "SIZES", "PageCache", "draw_pages", "page_image"]

SIZES = {"nho": 320, "lon": 1800}
"""Longer side of the page pictures in pixels, by size name."""
LEGIBLE = frozenset({"lon"})
"""Sizes in which the text of a page is legible."""
_QUALITY = [cv2.IMWRITE_JPEG_QUALITY, 82]


class PageCache:
    """JPEG page pictures in a folder; contains personal data and belongs on the same disk."""

    def __init__(self, folder: Path) -> None:
        """Use a folder; it is created with the first picture."""
        self._folder = folder

    def keep(self, paper_id: str, images: Iterable[PageImage]) -> Iterator[PageImage]:
        """Save pictures of pages while a caller iterates over them."""
        for image in images:
            self._draw(paper_id, image)
            yield image

    def path(self, paper_id: str, number: int, size: str) -> Path | None:
        """Return the picture of a page, or None if it has not been rendered."""
        path = self._path(paper_id, number, size)
        return path if path.exists() else None

    def forget(self, paper_id: str) -> None:
        """Delete all pictures of a paper."""
        shutil.rmtree(self._folder / paper_id[:2] / paper_id, ignore_errors=True)

    def _draw(self, paper_id: str, image: PageImage) -> None:
        for size, side in SIZES.items():
            height, width = image.pixels.shape[:2]
            scale = min(1.0, side / max(height, width))
            wanted = max(1, round(width * scale)), max(1, round(height * scale))
            picture = cv2.resize(image.pixels, wanted, interpolation=cv2.INTER_AREA)
            _, data = cv2.imencode(".jpg", picture, _QUALITY)
            _write(self._path(paper_id, image.number, size), data.tobytes())

    def _path(self, paper_id: str, number: int, size: str) -> Path:
        return self._folder / paper_id[:2] / paper_id / f"{number}-{size}.jpg"


def _write(path: Path, data: bytes) -> None:
    """Write atomically, so that nobody sees half a picture."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    Path(name).replace(path)


def draw_pages(app: App, paper_id: str) -> None:
    """Render the pictures of a paper from its original.

    Raises:
        InputError: The file cannot be decoded.
        ObjectMissingError: There is no such paper.
    """
    file = original_of(app.archive, paper_id)
    for _ in app.pictures.keep(paper_id, bounded_page_images(file)):
        pass


def page_image(app: App, paper_id: str, number: int) -> PageImage:
    """Return one page of a paper in full resolution.

    Raises:
        InputError: The file cannot be decoded.
        ObjectMissingError: There is no such paper or page.
    """
    file = original_of(app.archive, paper_id)
    for image in bounded_page_images(file):
        if image.number == number:
            return image
    raise ObjectMissingError("page")
