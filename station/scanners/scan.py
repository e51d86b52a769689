"""Scans a stack and puts it into the spool: one file of the whole stack, or one of each sheet.

A stack is a paper only when its last sheet came through. A jam in the middle leaves nothing behind
but the message: the clerk still has the sheets and scans them again, so that no page is missing
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
    """A file that was scanned and is in the spool.

    Attributes:
        sha256: Its hash.
        pages: Sides in it; blank backs are left in, the centre counts and drops them.
    """

    sha256: str
    pages: int


def list_devices(settings: StationSettings) -> list[Device]:
    """Return the scanners that this machine sees, and the eSCL scanner that is configured.

    Raises:
        ScanError: SANE is not installed, or the configured scanner does not answer.
    """
    url = settings.scanner.device
    configured = [escl.device(url)] if escl.is_address(url) else []
    return configured + sane.list_devices()


def scan_stack(
    settings: StationSettings, spool: Spool, facts: IntakeFacts, *, each: bool = False
) -> list[Scanned]:
    """Scan what lies in the feeder (or on the glass) and take it into the spool.

    Args:
        settings: Of the station.
        spool: Where the files go.
        facts: How they were handed in.
        each: One file of each sheet, else one of the stack.

    Raises:
        ScanError: The scanner did not deliver the stack; nothing of it is kept.
        SpoolError: The spool takes nothing now.
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
    """Put pages together without touching their pictures, and take the file into the spool."""
    path = folder / f"quet-{facts.received_at:%H%M%S}-{number + 1:03d}.pdf"
    with path.open("wb") as file:
        img2pdf.convert([str(page) for page in pages], outputstream=file)
    return Scanned(spool.take(path, facts, remove=True).sha256, len(pages))


def _as_jpeg(page: Path, scanner: ScannerSettings) -> Path:
    """Compress a page as it was scanned; one that already is a JPEG stays untouched."""
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
    """A folder for one scan; those of scans that were broken off are swept away."""
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
