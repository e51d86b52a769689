from __future__ import annotations

import io
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from pipeline.intake.pages import page_images
from pipeline.intake.receive import receive
from pipeline.ocr.ports import Recognizer
from pipeline.page.text_layer import READER, TextLayer, is_garbled
from schemas.record.reading import PageReading
from tests.pipeline.born_digital import written_pdf
from tests.pipeline.sheets import DPI, LETTER, drawn, encoded, font, saved, scan_pdf

TEXTS = [text for _, _, text in LETTER]


def layer(data: bytes, recognizer: Recognizer) -> PageReading | None:
    file = receive(data, "cong-van.pdf")
    (page,) = page_images(file)
    with TextLayer(file) as text:
        return text.read(page, recognizer)


def test_the_text_of_a_born_digital_page_is_taken_over(recognizer: Recognizer) -> None:
    reading = layer(written_pdf(), recognizer)
    assert reading
    assert sorted(line.text for line in reading.lines) == sorted(TEXTS)
    assert {line.reader for line in reading.lines} == {READER}
    assert not reading.blank
    title = next(line for line in reading.lines if line.text == "QUYẾT ĐỊNH")
    scale = reading.dpi / DPI
    assert title.box.left == pytest.approx(500 * scale, abs=3)
    assert title.box.width == pytest.approx(font().getlength("QUYẾT ĐỊNH") * scale, rel=0.03)
    assert title.box.top < (320 + 24) * scale < title.box.bottom
    assert [word.text for word in title.words] == ["QUYẾT", "ĐỊNH"]
    assert title.polygon[2] == (title.box.right, title.box.bottom)


def test_text_that_the_picture_does_not_show_is_not_believed(
    recognizer: Recognizer,
) -> None:
    lies = [f"Khoản {i}: bên bán giao toàn bộ tài sản cho bên mua" for i in range(len(TEXTS))]
    assert layer(written_pdf(says=lies), recognizer) is None


def test_a_font_without_unicode_is_not_believed(recognizer: Recognizer) -> None:
    assert layer(written_pdf(mapped=False), recognizer) is None


def test_a_scan_has_no_text_of_its_own(recognizer: Recognizer) -> None:
    assert layer(scan_pdf([drawn()]), recognizer) is None
    assert layer(encoded(drawn(), "PNG"), recognizer) is None


def test_a_file_is_written_and_looked_through_once_whatever_its_pages(
    recognizer: Recognizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pikepdf.open(io.BytesIO(written_pdf())) as pdf:
        for _ in range(5):
            pdf.pages.append(pdf.pages[0])
        data = saved(pdf)
    file = receive(data, "cong-van.pdf")
    pages = list(page_images(file))
    written, started = [], []
    write, run = Path.write_bytes, subprocess.run

    def count_bytes(path: Path, content: bytes) -> int:
        written.append(len(content))
        return write(path, content)

    def count_programs(command: list[str], **options: Any) -> Any:
        started.append(Path(command[0]).name)
        return run(command, **options)

    monkeypatch.setattr(Path, "write_bytes", count_bytes)
    monkeypatch.setattr(subprocess, "run", count_programs)
    with TextLayer(file) as text:
        readings = [text.read(page, recognizer) for page in pages]
        folder = text._path.parent
        assert folder.exists()
    assert not folder.exists()
    assert all(reading is not None for reading in readings)
    assert sum(written) == len(data)
    assert Counter(started) == {"pdfimages": 1, "pdftotext": len(pages)}


@pytest.mark.parametrize(
    "text",
    [
        "Céng hßa x· héi chñ nghÜa ViÖt Nam §éc lËp - Tù do - H¹nh phóc Ủy ban",
        "COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM Ñoäc laäp - Töï do - Haïnh phuùc",
        "Quy\ufffdt \ufffd\ufffdnh v\ufffd vi\ufffdc",
        "\ue001\ue002\ue003 \ue004\ue005",
    ],
)
def test_legacy_codes_and_missing_letters_are_garbled(text: str) -> None:
    assert is_garbled(text)


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(TEXTS),
        "Tên doanh nghiệp viết bằng tiếng nước ngoài: VIETNAM DAIRY PRODUCTS JOINT STOCK COMPANY",
        "30/2020/NĐ-CP",
        "",
    ],
)
def test_vietnamese_with_some_foreign_words_is_sound(text: str) -> None:
    assert not is_garbled(text)
