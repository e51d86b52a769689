from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from PIL import Image

from benchmarks.intake.mutations import mutate
from pipeline.errors import InputError
from pipeline.intake.decode.pages import page_images
from pipeline.intake.limits import Limits
from pipeline.intake.quality import judge
from pipeline.intake.receive import receive
from tests.pipeline.born_digital import written_pdf
from tests.pipeline.sheets import drawn, encoded, scan_pdf, tiff

pytestmark = pytest.mark.slow

SMALL = drawn().resize((310, 438))
FILES = {
    "scan.pdf": scan_pdf([SMALL], dpi=37.5),
    "chu.pdf": written_pdf([(120, 110, "ỦY BAN NHÂN DÂN")]),
    "fax.tiff": tiff([SMALL.convert("1")] * 2, "group4"),
    "lzw.tiff": tiff([SMALL], "tiff_lzw"),
    "anh.jpg": encoded(SMALL, "JPEG"),
    "anh.png": encoded(SMALL.convert("RGBA"), "PNG"),
    "xam.png": encoded(Image.new("I;16", (64, 64)), "PNG"),
}
LIMITS = Limits(render_seconds=10, page_pixels=8_000_000, pages=20)
ROUNDS = 12


@pytest.mark.parametrize("name", FILES)
def test_damaged_files_give_pages_or_a_reason(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    rng = random.Random(name)  # noqa: S311 - the same files in every run
    for _ in range(ROUNDS):
        try:
            for page in page_images(receive(mutate(FILES[name], rng), name), LIMITS):
                judge(page)
        except InputError as refusal:
            assert refusal.code.startswith("E-INPUT-")
            assert refusal.source == name
    assert list(tmp_path.iterdir()) == []
