"""The watch over the command `scanimage`: stand-ins for drivers that crash, hang or never end."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from station.errors import NoScannerError, ScannerFailedError
from station.scanners import scanimage

LAST_WORD = "echo 'Batch terminated, 1 page scanned' >&2"
FOREVER = "sleep 60"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanimage, "_LEAVE_SECONDS", 0.3)
    monkeypatch.setattr(scanimage, "_SILENT_SECONDS", 2.0)


def driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *lines: str) -> Path:
    """Put a command of these shell lines in the place of scanimage; return a work folder."""
    command = tmp_path / "bin" / "scanimage"
    command.parent.mkdir()
    command.write_text("\n".join(["#!/bin/sh", *lines]), "utf-8")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{command.parent}:/usr/bin:/bin")
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    ("complaint", "status"),
    [
        ("sane_start: Document feeder out of documents", 7),
        ("sane_read: Document feeder jammed", 6),
        ("sane_read: Scanner cover is open", 8),
        ("sane_start: Device busy", 3),
        ("sane_read: Something that no standard names", 9),
    ],
)
def test_a_driver_that_never_ends_is_ended_with_what_it_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, complaint: str, status: int
) -> None:
    says = f"echo 'scanimage: {complaint}' >&2"
    folder = driver(tmp_path, monkeypatch, says, LAST_WORD, f"exec {FOREVER}")
    started = time.monotonic()
    assert scanimage.scan_batch([], folder) == status
    assert time.monotonic() - started < 10


def test_a_batch_that_came_to_its_end_is_sound_though_the_driver_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = driver(tmp_path, monkeypatch, LAST_WORD, f"exec {FOREVER}")
    assert scanimage.scan_batch([], folder) == 0


@pytest.mark.slow
def test_a_driver_that_falls_silent_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = driver(tmp_path, monkeypatch, "echo 'Scanning page 1' >&2", f"exec {FOREVER}")
    with pytest.raises(ScannerFailedError):
        scanimage.scan_batch([], folder)


@pytest.mark.slow
def test_a_slow_scan_goes_on_while_bytes_arrive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = f"{tmp_path}/work/page-0001.tiff.part"
    grow = f"for i in 1 2 3 4 5 6; do sleep 0.5; echo row >> {page}; done"
    folder = driver(tmp_path, monkeypatch, grow, LAST_WORD)
    assert scanimage.scan_batch([], folder) == 0


def test_a_crash_is_an_exit_status(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = driver(tmp_path, monkeypatch, "kill -SEGV $$")
    assert scanimage.scan_batch([], folder) == -11


def test_a_machine_without_sane(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoScannerError):
        scanimage.scan_batch([], tmp_path)
    with pytest.raises(NoScannerError):
        scanimage.ask([])
