"""Scanners with SANE drivers, through the command `scanimage`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from station.errors import (
    FeederEmptyError,
    NoScannerError,
    PaperJamError,
    ScanError,
    ScannerBusyError,
    ScannerFailedError,
)
from station.scanners import scanimage
from station.settings import ScannerSettings

__all__ = ["Device", "choose_source", "list_devices", "scan"]

_SOURCES = re.compile(r"^\s+--source\s+(.+?)(?:\s+\[.*\])?\s*$", re.MULTILINE)
_FEEDER = re.compile(r"adf|feeder", re.IGNORECASE)
_FEEDER_ENDED = (0, 7)
"""An empty feeder ends a stack; scanimage then exits with 0, older versions with 7 (`NO_DOCS`)."""
_STATUS: dict[int, type[ScanError]] = {
    3: ScannerBusyError,
    4: NoScannerError,
    6: PaperJamError,
    8: PaperJamError,
    11: NoScannerError,
}
"""Errors by `SANE_Status`, the exit status of scanimage (SANE standard 1.06, 4.2.7)."""


@dataclass(frozen=True, slots=True)
class Device:
    """A scanner.

    Attributes:
        name: For the setting `scanner.device`.
        label: Maker and model.
    """

    name: str
    label: str


def list_devices() -> list[Device]:
    """Return the scanners that SANE sees.

    Raises:
        NoScannerError: SANE is not installed.
    """
    listed = scanimage.ask(["--formatted-device-list=%d\t%v %m%n"])
    rows = (line.split("\t", 1) for line in listed.splitlines() if "\t" in line)
    return [Device(name, label) for name, label in rows]


def scan(scanner: ScannerSettings, folder: Path) -> list[Path]:
    """Scan until the feeder is empty, or the one page on the glass.

    Args:
        scanner: Scanner settings.
        folder: Where the pages are written.

    Returns:
        The pages in order, TIFF.

    Raises:
        ScanError: The scanner did not deliver all of it.
    """
    options = [*_device(scanner), f"--mode={scanner.mode}", f"--resolution={scanner.resolution}"]
    source = scanner.source or _source(scanner)
    if source:
        options.append(f"--source={source}")
    if not scanner.feeder:
        options.append("--batch-count=1")
    batch = ["--format=tiff", f"--batch={folder}/page-%04d.tiff"]
    status = scanimage.scan_batch([*options, *scanner.options, *batch], folder)
    pages = sorted(folder.glob("page-*.tiff"))
    if status in _FEEDER_ENDED:
        if pages:
            return pages
        raise FeederEmptyError()
    error = _STATUS.get(status, ScannerFailedError)
    raise error(f"máy quét dừng sau {len(pages)} trang (SANE {status})")


def choose_source(names: list[str], *, feeder: bool, duplex: bool) -> str:
    """Return the paper source that fits best, of those that a driver offers.

    Args:
        names: Names that the driver offers.
        feeder: Whether the sheets are in the feeder.
        duplex: Whether both sides are wanted.

    Returns:
        A name, or nothing to leave the choice to the driver.
    """
    fitting = [name for name in names if bool(_FEEDER.search(name)) is feeder]
    if feeder:
        both = [name for name in fitting if "duplex" in name.lower()]
        one = [name for name in fitting if "duplex" not in name.lower()]
        fitting = both + one if duplex else one + both
    return fitting[0] if fitting else ""


def _source(scanner: ScannerSettings) -> str:
    found = _SOURCES.search(scanimage.ask([*_device(scanner), "--all-options"]))
    names = found[1].split("|") if found else []
    return choose_source(names, feeder=scanner.feeder, duplex=scanner.duplex)


def _device(scanner: ScannerSettings) -> list[str]:
    return [f"--device-name={scanner.device}"] if scanner.device else []
