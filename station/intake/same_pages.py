"""Tells whether a file begins with the pages of another.

Some scanners write a stack into one name again and again, each time with one page more; a slow one
takes longer for a page than any station waits. The last file then holds all pages of the first.
"""

from __future__ import annotations

import hashlib
import mmap
import re
from pathlib import Path
from typing import BinaryIO

from station.intake.tiff import tiff_pages

__all__ = ["begins_with"]

_CHUNK = 1 << 20
_IMAGE = re.compile(rb"/Subtype\s*/Image\b")
_DATA = re.compile(rb">>\s*stream\r?\n")
_PAGE = re.compile(rb"/Type\s*/Page\b")
_MAX_PICTURES = 5000


def begins_with(longer: Path, shorter: Path) -> bool:
    """Tell whether one file begins with all pages of another, or with all its bytes.

    False where either cannot be read or is of a type whose pages are not told apart.
    """
    try:
        with longer.open("rb") as new, shorter.open("rb") as old:
            return _begins_with_bytes(new, old) or _begins_with_pages(_pages(new), _pages(old))
    except (OSError, ValueError):
        return False


def _begins_with_bytes(new: BinaryIO, old: BinaryIO) -> bool:
    while chunk := old.read(_CHUNK):
        if new.read(len(chunk)) != chunk:
            return False
    return bool(new.read(1))


def _begins_with_pages(new: list[str], old: list[str]) -> bool:
    return bool(old) and len(new) > len(old) and new[: len(old)] == old


def _pages(file: BinaryIO) -> list[str]:
    """Return a hash for each page; none where a page is more than a picture."""
    file.seek(0)
    head = file.read(12)
    size = file.seek(0, 2)
    if head.startswith((b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")):
        return tiff_pages(file, size, head)
    return _pdf_pictures(file) if head.startswith(b"%PDF-") else []


def _pdf_pictures(file: BinaryIO) -> list[str]:
    pictures: list[str] = []
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for image in _IMAGE.finditer(data):
            begin = _DATA.search(data, image.end(), image.end() + 4096)
            end = data.find(b"endstream", begin.end()) if begin else -1
            if begin is None or end < 0 or len(pictures) >= _MAX_PICTURES:
                return []
            pictures.append(hashlib.sha256(data[begin.end() : end].rstrip(b"\r\n")).hexdigest())
        pages = sum(1 for _ in _PAGE.finditer(data))
    return pictures if len(pictures) >= pages else []
