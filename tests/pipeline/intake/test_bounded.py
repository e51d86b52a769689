from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from pipeline.errors import DamagedFileError, InputError, RenderTimeoutError, TooLargeError
from pipeline.intake.decode.bounded import bounded_page_images
from pipeline.intake.decode.pages import page_images
from pipeline.intake.limits import Limits
from pipeline.intake.receive import receive
from tests.pipeline.confined.seen import children
from tests.pipeline.sheets import encoded, saved, scan_pdf, tiff

SHEET = Image.new("RGB", (420, 594), "navy")


@pytest.mark.parametrize(
    "data", [scan_pdf([SHEET, SHEET]), tiff([SHEET, SHEET], "tiff_lzw"), encoded(SHEET, "PNG")]
)
def test_pages_are_those_of_the_decoder(data: bytes) -> None:
    file = receive(data, "a")
    for bounded, plain in zip(bounded_page_images(file), page_images(file), strict=True):
        assert (bounded.number, bounded.dpi) == (plain.number, plain.dpi)
        assert np.array_equal(bounded.pixels, plain.pixels)


def test_an_error_crosses_the_border_with_its_code_and_its_file() -> None:
    with pytest.raises(DamagedFileError) as refusal:
        list(bounded_page_images(receive(b"%PDF-1.7 nothing", "hong.pdf")))
    assert refusal.value.source == "hong.pdf"
    assert refusal.value.text() == DamagedFileError("pdf-structure").text()


def test_a_decoder_that_wants_too_much_memory_is_stopped() -> None:
    big = encoded(Image.new("L", (5000, 5000)), "PNG")
    file = receive(big, "lon.png")
    with pytest.raises(InputError) as refusal:
        list(bounded_page_images(file, Limits(decoder_bytes=64 << 20)))
    assert isinstance(refusal.value, TooLargeError | DamagedFileError)
    assert len(list(bounded_page_images(file))) == 1


def test_a_decoder_that_is_killed_is_told_apart_from_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    pages = bounded_page_images(receive(scan_pdf([SHEET] * 12), "a"))
    next(pages)
    (child,) = children()
    os.kill(child, 9)
    with pytest.raises(DamagedFileError, match="dừng đột ngột"):
        list(pages)
    assert list(tmp_path.iterdir()) == []
    assert children() == []


def test_nothing_is_left_when_the_caller_stops_early(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    pages = bounded_page_images(receive(scan_pdf([SHEET] * 3), "a"))
    next(pages)
    pages.close()  # type: ignore[attr-defined]
    assert list(tmp_path.iterdir()) == []
    assert children() == []


def test_the_time_of_a_whole_file_is_bounded_and_each_page_adds_to_it() -> None:
    file = receive(scan_pdf([SHEET] * 6), "a")
    with pytest.raises(RenderTimeoutError) as refusal:
        list(bounded_page_images(file, Limits(file_seconds=0.0, page_seconds=0.0)))
    assert refusal.value.code == "E-INPUT-TIMEOUT"
    pages = bounded_page_images(file, Limits(file_seconds=30.0, page_seconds=0.0))
    time.sleep(0.2)  # the caller's own time does not count
    assert len(list(pages)) == 6
    assert children() == []


def test_the_tools_of_a_decoder_end_with_it(tmp_path: Path) -> None:
    """A page that takes long to draw: poppler must not go on when the decoder is stopped."""
    with pikepdf.open(io.BytesIO(scan_pdf([SHEET]))) as pdf:
        slow = b"".join(b"q %d 0 0 300 0 0 cm /I Do Q " % (300 + i % 7) for i in range(60_000))
        pdf.pages[0].Contents = pdf.make_stream(slow)
        data = saved(pdf)
    begun = time.monotonic()
    with pytest.raises(RenderTimeoutError):
        list(bounded_page_images(receive(data, "cham.pdf"), Limits(file_seconds=3.0)))
    assert time.monotonic() - begun < 10
    tools = [p for p in Path("/proc").glob("[0-9]*/cmdline") if b"pdftoppm" in _read(p)]
    assert not [p for p in tools if _parent_is_gone(p.parent)]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _parent_is_gone(process: Path) -> bool:
    """A tool whose starter was killed belongs to process 1."""
    return b"\nPPid:\t1\n" in _read(process / "status")


def test_a_decoder_does_not_import_the_program(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(encoded(SHEET, "PNG"))
    program = tmp_path / "program.py"
    program.write_text(
        "import pathlib, sys\n"
        "print('imported')\n"
        "from pipeline.intake.decode.bounded import bounded_page_images\n"
        "from pipeline.intake.receive import receive\n"
        "if __name__ == '__main__':\n"
        "    file = receive(pathlib.Path(sys.argv[1]).read_bytes(), 'a')\n"
        "    print(len(list(bounded_page_images(file))))\n",
        "utf-8",
    )
    command = [sys.executable, str(program), str(picture)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    printed = subprocess.run(command, env=environment, capture_output=True, check=True, text=True)
    assert printed.stdout.split() == ["imported", "1"]
