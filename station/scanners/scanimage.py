"""The command `scanimage` (package sane-utils) as a process that is watched.

A driver may crash, hang while it scans, or deliver everything and then never end: on cancelling,
SANE joins the driver's reader thread, and some threads die holding a lock. So a scan ends with
the command's last word or when nothing moves any more, whichever comes first.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from pathlib import Path

from station.errors import NoScannerError, ScannerFailedError

__all__ = ["ask", "scan_batch"]

_ASK_SECONDS = 60
_SILENT_SECONDS = 180
"""Longest time without a line or a byte; lamps warm up and carriages return within a minute."""
_LEAVE_SECONDS = 3.0
"""What the command has to end by itself after its last word."""
_LOOK_SECONDS = 0.1
_LAST_WORD = re.compile(r"^Batch terminated, ", re.MULTILINE)
_COMPLAINT = re.compile(r"^scanimage: sane_(?:start|read): (.+)$", re.MULTILINE)
_STATUS_BY_WORDS = {
    "Device busy": 3,
    "Invalid argument": 4,
    "Document feeder jammed": 6,
    "Document feeder out of documents": 7,
    "Scanner cover is open": 8,
    "Error during device I/O": 9,
    "Out of memory": 10,
    "Access to resource has been denied": 11,
}
"""`SANE_Status` by `sane_strstatus` (SANE standard 1.06, 4.2.7), in the C locale."""
_UNKNOWN_STATUS = 9


def ask(arguments: list[str]) -> str:
    """Run the command for what it prints: lists of devices and options.

    Raises:
        NoScannerError: SANE is not installed.
        ScannerFailedError: The command did not end within a minute.
    """
    try:
        done = subprocess.run(
            ["scanimage", *arguments],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_ASK_SECONDS,
            check=False,
            env=_environment(),
        )
    except FileNotFoundError:
        raise NoScannerError("no-scanimage") from None
    except subprocess.TimeoutExpired:
        raise ScannerFailedError("time", seconds=_ASK_SECONDS) from None
    return done.stdout


def scan_batch(arguments: list[str], folder: Path) -> int:
    """Run a batch scan and return how it ended.

    Args:
        arguments: Arguments of the command, with `--batch` into the folder.
        folder: Where the pages arrive; the command's own messages go to a file beside them.

    Returns:
        The exit status, a `SANE_Status`.

    Raises:
        NoScannerError: SANE is not installed.
        ScannerFailedError: The scanner delivers nothing any more.
    """
    log = folder / "scanimage.log"
    with log.open("wb") as messages:
        try:
            process = subprocess.Popen(
                ["scanimage", *arguments],
                stdout=subprocess.DEVNULL,
                stderr=messages,
                env=_environment(),
            )
        except FileNotFoundError:
            raise NoScannerError("no-scanimage") from None
    try:
        return _wait(process, log)
    finally:
        process.kill()
        process.wait()


def _wait(process: subprocess.Popen[bytes], log: Path) -> int:
    seen, since = _progress(log), time.monotonic()
    while True:
        try:
            return process.wait(_LOOK_SECONDS)
        except subprocess.TimeoutExpired:
            pass
        now = _progress(log)
        if now != seen:
            seen, since = now, time.monotonic()
        quiet = time.monotonic() - since
        said = log.read_text("utf-8", errors="replace")
        if _LAST_WORD.search(said) and quiet > _LEAVE_SECONDS:
            return _status(said)
        if quiet > _SILENT_SECONDS:
            raise ScannerFailedError("time", seconds=_SILENT_SECONDS)


def _progress(log: Path) -> tuple[int, int]:
    """Return how many files there are and how many bytes they hold, the messages included."""
    sizes = [entry.stat().st_size for entry in os.scandir(log.parent) if entry.is_file()]
    return len(sizes), sum(sizes)


def _status(said: str) -> int:
    """Return the status by the last complaint of a command that had to be ended."""
    complaints = _COMPLAINT.findall(said)
    return _STATUS_BY_WORDS.get(complaints[-1].strip(), _UNKNOWN_STATUS) if complaints else 0


def _environment() -> dict[str, str]:
    """Return the environment with English messages."""
    return {**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "C"}
