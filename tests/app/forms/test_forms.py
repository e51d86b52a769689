"""A form is filled from what is on file, printed, changed by a pen, scanned, and known again."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pypdfium2
import pytest
import sqlalchemy as sa
from numpy.typing import NDArray

from app.acting import Caller
from app.errors import FormError, FormGoneError
from app.forms.fill import fill_form, print_form, see_form
from app.forms.returned import with_printed
from app.installation import App
from app.papers.life.standing import erase, revoke, withdraw
from app.settings import Settings
from pipeline.blank.sheet import Area, draw_sheet
from pipeline.intake.receive import receive
from pipeline.page.barcodes import read_barcodes
from pipeline.seal.verification.trust import Trust
from samples.generate.scan import Grade, scan
from schemas.law.blanks import blank
from schemas.record.evidence import FieldState
from schemas.record.paper import FormOfPaper, PaperRecord, PaperStatus
from schemas.record.reading import PageReading
from schemas.record.tombstone import ErasureGround
from storage.audit.chain import Action
from storage.desk.filled_forms import FilledForm
from tests.storage.records import NOW, original, record

PERSON, OTHER = "001190012345", "001188054321"
BY = Caller("an", "an", "tiếp nhận", procedure="1.004222", dossier="H26.12-261122-0001")
CARD = {
    "personal_id": PERSON,
    "full_name": "NGUYỄN THỊ HƯƠNG GIANG",
    "birth_date": "1990-05-31",
    "sex": "Nữ",
    "issued_on": "2021-06-01",
    "valid_until": "2030-05-31",
}
CONFIRMATION = {
    "personal_id": PERSON,
    "full_name": "NGUYỄN THỊ HƯƠNG GIANG",
    "household_head": "TRẦN VĂN NAM",
    "household_head_id": OTHER,
    "issued_on": "2026-10-01",
    "valid_until": "2027-10-01",
}
DPI = 200
PEN = (150, 60, 30)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    parts = {"sealer": lambda _record, _pages: (), "verifier": Trust(())}
    with App(Settings(home=tmp_path), clock=lambda: NOW, **parts) as made:
        made.case_dossiers.open(BY.dossier, BY.procedure, "H26.12", "case-system")
        yield made


def keep(app: App, number: int, paper_type: str, fields: dict[str, str], **said: Any) -> str:
    kept = record(number, paper_type, fields=fields, **said)
    app.archive.save(kept, original(number), ())
    return kept.paper_id


def texts(filled: FilledForm) -> dict[str, str]:
    return filled.texts


def test_a_form_is_filled_with_sources_and_noted(app: App) -> None:
    card = keep(app, 1, "id_card", CARD, form_of_paper=FormOfPaper.PRESENTED)
    confirmed = keep(app, 2, "residence_confirmation", CONFIRMATION)
    filled = fill_form(app, BY, "ct01", PERSON)
    assert texts(filled) == {
        "full_name": "NGUYỄN THỊ HƯƠNG GIANG",
        "birth_date": "31/05/1990",
        "sex": "Nữ",
        "personal_id": PERSON,
        "household_head": "TRẦN VĂN NAM",
        "household_head_id": OTHER,
    }
    sources = {v.key: (v.paper_id, v.field) for v in filled.values}
    assert sources["full_name"] == (card, "full_name")
    assert sources["household_head"] == (confirmed, "household_head")
    assert see_form(app, BY, filled.code) == filled
    assert PERSON not in filled.code
    events = [entry.event for entry in app.audit.entries()]
    assert events[0].action is Action.FILL_FORM
    reads = [e for e in events if e.action is Action.READ and e.paper_id == confirmed]
    assert all(app.audit.subject(OTHER) in e.persons for e in reads)  # the head is told, too
    assert len(reads) == 2
    assert print_form(app, BY, filled.code).startswith(b"%PDF")
    assert [e.event.action for e in app.audit.entries()][-1] is Action.PRINT_FORM


@pytest.mark.parametrize(
    "said",
    [
        {"status": PaperStatus.REVOKED},
        {"state": FieldState.REVIEW},
        {"form_of_paper": FormOfPaper.PHOTOCOPY},
        {"fields": {**CARD, "valid_until": "2026-11-01"}},
        {"fields": {**CARD, "personal_id": OTHER}},
    ],
    ids=["revoked", "unchecked", "copy", "expired", "another person"],
)
def test_what_reuse_would_not_allow_is_not_printed(app: App, said: dict[str, Any]) -> None:
    fields = said.pop("fields", CARD)
    keep(app, 1, "id_card", fields, **said)
    assert fill_form(app, BY, "ct01", PERSON).values == ()


def test_papers_that_contradict_each_other_print_nothing(app: App) -> None:
    keep(app, 1, "id_card", CARD)
    keep(app, 2, "residence_confirmation", {**CONFIRMATION, "birth_date": "1991-05-31"})
    filled = fill_form(app, BY, "ct01", PERSON)
    assert "birth_date" not in texts(filled)
    assert "full_name" in texts(filled)
    assert any("Ngày, tháng, năm sinh" in notice for notice in filled.notices)


def test_only_what_a_caller_may_read_is_printed(app: App) -> None:
    keep(app, 1, "id_card", CARD)
    assert fill_form(app, BY, "ct01", PERSON, may_see=lambda _: False).values == ()
    some = fill_form(app, BY, "ct01", PERSON, may_read=lambda _, field: field == "sex")
    assert texts(some) == {"sex": "Nữ"}


def test_a_form_is_for_its_procedure_account_and_time(app: App) -> None:
    paper = keep(app, 1, "id_card", CARD)
    with pytest.raises(FormError, match=r"1\.000656"):
        fill_form(app, Caller("an", procedure="1.000656", dossier="H"), "ct01", PERSON)
    with pytest.raises(FormError, match="mã hồ sơ"):
        fill_form(app, Caller("an", procedure="1.004222"), "ct01", PERSON)
    filled = fill_form(app, BY, "ct01", PERSON)
    with pytest.raises(FormGoneError, match="quá hạn"):
        see_form(app, Caller("binh"), filled.code)
    app.clock = app.filled_forms._clock = lambda: NOW + dt.timedelta(days=91)
    assert app.filled_forms.get(filled.code) is None
    app.clock = app.filled_forms._clock = lambda: NOW
    revoked = app.archive.load(paper).model_copy(update={"status": PaperStatus.REVOKED})
    app.archive.revise(revoked.model_copy(update={"version": 2}))
    with pytest.raises(FormGoneError, match="không còn dùng được"):
        print_form(app, BY, filled.code)


def printed(pdf: bytes) -> NDArray[np.uint8]:
    with pypdfium2.PdfDocument(pdf) as document:
        pixels = document[0].render(scale=DPI / 72).to_numpy()[:, :, :3]
    return np.ascontiguousarray(pixels)


def area_of(filled: FilledForm, key: str) -> Area:
    form = blank(filled.blank, filled.day)
    assert form is not None
    return next(a for a in draw_sheet(form, filled.texts, filled.code).areas if a.key == key)


def strike(page: NDArray[np.uint8], filled: FilledForm, key: str, colour: Any = PEN) -> None:
    area = area_of(filled, key)
    y = round((area.top + 10) * DPI / 72)
    x = round((area.left + 160) * DPI / 72)
    cv2.line(page, (x, y), (x + 150, y - 6), colour, 4, cv2.LINE_AA)


def write(page: NDArray[np.uint8], filled: FilledForm, key: str) -> None:
    area = area_of(filled, key)
    at = round((area.left + 180) * DPI / 72), round((area.bottom - 6) * DPI / 72)
    cv2.putText(page, "0912 345", at, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 1, PEN, 3, cv2.LINE_AA)


def sign(page: NDArray[np.uint8]) -> None:
    at = round(430 * DPI / 72), round(620 * DPI / 72)
    cv2.putText(page, "Giang", at, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 2, PEN, 4, cv2.LINE_AA)


def taken_in(app: App, page: NDArray[np.uint8], **said: Any) -> PaperRecord:
    """Scan a page, and take it in as if nothing could be read on it but its code."""
    rng = random.Random(5)  # noqa: S311 - no secret
    turned = scan(np.ascontiguousarray(page), Grade.SCAN, rng).pixels
    data = io.BytesIO(cv2.imencode(".png", turned)[1].tobytes()).getvalue()
    height, width = turned.shape[:2]
    codes = read_barcodes(turned)
    reading = PageReading(
        number=1, width=width, height=height, dpi=DPI, rotation=0, skew=0, codes=codes
    )
    return with_printed(app, receive(data, "a.png"), record(9, "unknown", **said), (reading,))


@pytest.fixture
def form(app: App) -> FilledForm:
    keep(app, 1, "id_card", CARD)
    return fill_form(app, BY, "ct01", PERSON)


def test_what_was_printed_is_known_and_what_a_pen_changed_is_found(
    app: App, form: FilledForm
) -> None:
    page = printed(print_form(app, BY, form.code))
    strike(page, form, "personal_id")
    write(page, form, "phone")
    sign(page)
    found = taken_in(app, page)
    assert found.classification.paper_type == "residence_form"
    assert (found.dossier, found.procedure) == (BY.dossier, BY.procedure)
    known = {k: f.value for k, f in found.fields.items() if f.state is FieldState.ACCEPTED}
    assert known == {k: CARD[k] for k in ("full_name", "birth_date", "sex")}
    doubted = {k for k, f in found.fields.items() if f.state is FieldState.REVIEW}
    assert doubted == {"personal_id", "phone"}
    assert found.value("personal_id") == PERSON  # what was printed, until a person has looked
    assert all(found.fields[key].polygon for key in doubted)


def test_an_untouched_form_is_known_without_being_read(app: App, form: FilledForm) -> None:
    page = printed(print_form(app, BY, form.code))
    sign(page)
    found = taken_in(app, page)
    assert not found.needs_review
    assert found.value("personal_id") == PERSON
    assert found.value("phone") is None


def test_what_was_covered_is_found(app: App, form: FilledForm) -> None:
    page = printed(print_form(app, BY, form.code))
    area = area_of(form, "full_name")
    box = [round(v * DPI / 72) for v in (area.left + 175, area.top, area.right, area.bottom)]
    page[box[1] : box[3], box[0] : box[2]] = 255
    found = taken_in(app, page)
    assert found.fields["full_name"].state is FieldState.REVIEW
    assert found.fields["birth_date"].state is FieldState.ACCEPTED


def test_the_code_on_another_paper_says_nothing_of_its_values(app: App, form: FilledForm) -> None:
    page = printed(print_form(app, BY, form.code))
    page[round(120 * DPI / 72) :] = 255
    for y in range(500, 2200, 60):
        cv2.putText(page, "something else", (200, y), cv2.FONT_HERSHEY_COMPLEX, 1.3, 0, 2)
    found = taken_in(app, page)
    assert found.value("full_name") is None
    assert found.value("personal_id") is None


def test_a_form_of_another_dossier_is_told(app: App, form: FilledForm) -> None:
    found = taken_in(app, printed(print_form(app, BY, form.code)), dossier="H26.12-261122-0002")
    assert found.dossier == "H26.12-261122-0002"
    assert found.needs_review
    assert any(BY.dossier in r.message for r in found.fields["full_name"].rules)


@pytest.mark.parametrize("end", [revoke, withdraw])
def test_values_of_papers_that_serve_no_more_go_to_a_person(
    app: App, form: FilledForm, end: Callable[..., Any]
) -> None:
    page = printed(print_form(app, BY, form.code))
    end(app, dataclasses.replace(BY, purpose="12/QĐ"), form.values[0].paper_id)
    found = taken_in(app, page)
    doubted = {k for k, f in found.fields.items() if f.state is FieldState.REVIEW}
    assert doubted == set(form.texts)
    assert any("không còn dùng được" in r.message for r in found.fields["sex"].rules)


def test_a_form_is_erased_with_any_paper_that_it_was_filled_from(app: App) -> None:
    keep(app, 1, "id_card", CARD)
    confirmed = keep(app, 2, "residence_confirmation", CONFIRMATION)
    form = fill_form(app, BY, "ct01", PERSON)
    without = fill_form(app, BY, "ct01", PERSON, may_see=lambda paper: paper == "id_card")
    page = printed(print_form(app, BY, form.code))
    erase(app, BY, confirmed, ground=ErasureGround.RETENTION_ENDED, reference="12/QĐ")
    with app.filled_forms.database.read() as connection:
        kept = connection.execute(sa.text('select code, "values" from filled_forms')).all()
    assert [code for code, _ in kept] == [without.code]
    assert not any("TRẦN VĂN NAM" in values for _, values in kept)
    with pytest.raises(FormGoneError):
        see_form(app, BY, form.code)
    assert taken_in(app, page) == record(9, "unknown")
    told = [e.event for e in app.audit.entries() if e.event.action is Action.ERASE]
    assert [e.fields for e in told][1:] == [("form", "ct01")]
    assert app.audit.subject(PERSON) in told[1].persons


def test_a_code_that_is_not_known_changes_nothing(app: App, form: FilledForm) -> None:
    page = printed(print_form(app, BY, form.code))
    app.clock = app.filled_forms._clock = lambda: NOW + dt.timedelta(days=91)
    assert taken_in(app, page) == record(9, "unknown")
