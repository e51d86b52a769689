"""What intake keeps, what it tells, and what it must not keep."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from app.acting import Caller
from app.installation import App
from app.papers.digitizing.digitize import attempt
from app.settings import Settings
from schemas.record.intake import Intake
from schemas.record.paper import FormOfPaper
from storage.errors import ObjectMissingError
from tests.app.handing import taken_in
from tests.conftest import SAMPLES
from tests.pipeline.born_digital import written_pdf
from tests.pipeline.sheets import DPI, drawn, encoded, font

BY = Caller("motlan-test", "an")
INTAKE = Intake(dt.datetime(2026, 11, 22, tzinfo=dt.UTC))


@pytest.fixture
def app(app: App, tmp_path: Path) -> App:
    """An installation with a store of its own; the reader is that of all tests."""
    return App(Settings(home=tmp_path), reader=app.reader, authority=app.authority)


def test_of_an_identity_card_the_values_are_kept_and_the_picture_is_not(app: App) -> None:
    paper = taken_in((SAMPLES / "can-cuoc-cong-dan.pdf").read_bytes(), "the.pdf", app).sha256
    outcome = attempt(app, BY, paper, INTAKE)
    record = outcome.record
    assert record is not None
    assert record.classification.paper_type == "id_card"
    assert record.value("personal_id")
    assert record.withheld is not None
    assert "NĐ 356/2025" in record.withheld.reference
    assert record.form_of_paper is FormOfPaper.PRESENTED
    assert record.renditions == ()
    assert "trả thẻ" in (outcome.note or "")
    with pytest.raises(ObjectMissingError):
        app.archive.original(paper)


def test_a_picture_saved_anew_is_told_and_kept_all_the_same(app: App) -> None:
    data = (SAMPLES / "cong-van.jpg").read_bytes()
    first = taken_in(data, "a.jpg", app).sha256
    attempt(app, BY, first, INTAKE)
    with Image.open(io.BytesIO(data)) as picture:
        again = taken_in(encoded(picture, "JPEG", quality=70, dpi=(200, 200)), "b.jpg", app).sha256
    outcome = attempt(app, BY, again, INTAKE)
    assert outcome.status == "stored"
    why = "cùng loại, số, chủ sở hữu, ngày cấp"
    assert outcome.duplicates == (f"trùng với giấy đã lưu {first[:16]} ({why})",)


def test_of_a_secret_paper_nothing_stays_but_the_trace(app: App) -> None:
    page = drawn()
    pen = ImageDraw.Draw(page)
    pen.rectangle((140, 285, 330, 355), outline="red", width=4)
    pen.text((172, 295), "TỐI MẬT", "red", font(34))
    paper = taken_in(encoded(page, "PNG", dpi=(DPI, DPI)), "cong-van.png", app).sha256
    outcome = attempt(app, BY, paper, INTAKE)
    assert (outcome.status, outcome.error_code) == ("failed", "E-INPUT-SECRET")
    with pytest.raises(ObjectMissingError):
        app.archive.original(paper)
    entry = app.archive.ledger.entry(paper)
    assert entry is not None
    assert entry.error_code == "E-INPUT-SECRET"


def test_the_text_of_a_born_digital_paper_is_taken_over_and_the_file_kept(app: App) -> None:
    data = written_pdf()
    paper = taken_in(data, "so.pdf", app).sha256
    outcome = attempt(app, BY, paper, INTAKE)
    assert outcome.record is not None
    assert app.archive.original(paper) == data
    (page,) = app.archive.readings(paper)
    assert {line.reader for line in page.lines} == {"text-layer"}
    assert outcome.record.pages[0].quality is None
    assert "bản điện tử gốc" in (outcome.note or "")


def test_bad_pages_are_told_one_by_one(app: App) -> None:
    coarse = encoded(drawn().resize((827, 1169)), "PNG", dpi=(100, 100))
    outcome = attempt(app, BY, taken_in(coarse, "mo.png", app).sha256, INTAKE)
    assert outcome.pages == ("trang 1: độ phân giải thấp, không màu, quét lại",)
    assert outcome.record is not None
    assert outcome.record.pages[0].quality is not None
    assert outcome.record.pages[0].picture_key
