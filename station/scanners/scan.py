"""Scans a stack into the spool: one file for the whole stack, or one for each sheet.

A stack becomes a paper only when its last sheet has been scanned. A jam in the middle leaves only
an error message: the clerk still has the sheets and scans them again, so that no page is missing
from a file and none is in it twice.
"""

from __future__ import annotations

import contextlib
import fcntl
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import img2pdf
from PIL import Image

from schemas.protocol.handover import IntakeFacts
from station.scanners import escl, sane
from station.scanners.sane import Device
from station.settings import ScannerSettings, StationSettings
from station.spool import Spool

__all__ = ["Scanned", "list_devices", "scan_stack"]


@dataclass(frozen=True, slots=True)
class Scanned:
    """A scanned file in the spool.

    Attributes:
        sha256: Its hash.
        pages: Scanned sides in it, including blank backs, which the centre counts and drops.
    """

    sha256: str
    pages: int


def list_devices(settings: StationSettings) -> list[Device]:
    """Return the scanners visible to this machine, and the configured eSCL scanner.

    Raises:
        ScanError: SANE is not installed, or the configured scanner does not answer.
    """
    url = settings.scanner.device
    configured = [escl.device(url)] if escl.is_address(url) else []
    return configured + sane.list_devices()


def scan_stack(
    settings: StationSettings, spool: Spool, facts: IntakeFacts, *, each: bool = False
) -> list[Scanned]:
    """Scan the sheets in the feeder (or on the glass) and take them into the spool.

    Args:
        settings: Settings of the station.
        spool: Where the files go.
        facts: How they were handed in.
        each: One file for each sheet, else one for the stack.

    Raises:
        ScanError: The stack could not be scanned; nothing of it is kept.
        SpoolError: The spool cannot take files now.
    """
    scanner = settings.scanner
    with _work_folder(spool.folder) as folder:
        scan = escl.scan if escl.is_address(scanner.device) else sane.scan
        pages = [_as_jpeg(page, scanner) for page in scan(scanner, folder)]
        sides = 2 if scanner.duplex and scanner.feeder else 1
        size = sides if each else len(pages)
        groups = [pages[at : at + size] for at in range(0, len(pages), size)]
        return [_take(group, number, folder, spool, facts) for number, group in enumerate(groups)]


def _take(
    pages: list[Path], number: int, folder: Path, spool: Spool, facts: IntakeFacts
) -> Scanned:
    """Combine pages without recompressing their images, and take the file into the spool."""
    path = folder / f"quet-{facts.received_at:%H%M%S}-{number + 1:03d}.pdf"
    with path.open("wb") as file:
        img2pdf.convert([str(page) for page in pages], outputstream=file)
    return Scanned(spool.take(path, facts, remove=True).sha256, len(pages))


def _as_jpeg(page: Path, scanner: ScannerSettings) -> Path:
    """Compress a scanned page to JPEG; a page that already is a JPEG is kept as it is."""
    with Image.open(page) as picture:
        if picture.format == "JPEG":
            return page
        path = page.with_suffix(".jpg")
        dpi = (scanner.resolution, scanner.resolution)
        mode = "L" if picture.mode in ("1", "L") else "RGB"
        picture.convert(mode).save(path, "JPEG", quality=scanner.jpeg_quality, dpi=dpi)
    page.unlink()
    return path


@contextlib.contextmanager
def _work_folder(spool: Path) -> Iterator[Path]:
    """Create a folder for one scan; remove those of interrupted scans."""
    every = spool / "scanning"
    every.mkdir(exist_ok=True)
    for leftover in every.iterdir():
        with (leftover / "lock").open("ab") as lock, contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(leftover)
    folder = every / uuid.uuid4().hex
    folder.mkdir()
    with (folder / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            shutil.rmtree(folder)
