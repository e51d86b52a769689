"""A table is seen and typed as rows and columns; nothing of it is lost on the way."""

from __future__ import annotations

from app.desk.answers import Answer, apply_answers
from schemas.record.evidence import FieldEvidence, FieldState
from schemas.record.paper import PaperRecord
from tests.storage.records import NOW, record
from web.presentation.fields import FieldView, field_views

_ROW = "NGUYỄN AN | 1990-12-28 | Nữ | 001190012345 | Con"
_OTHER = "LÊ BÌNH | 1991-01-02 | Nam | 001091012345 | Cháu"


def form(value: str | None, raw: str, state: FieldState = FieldState.REVIEW) -> PaperRecord:
    found = FieldEvidence(value=value, raw=raw, state=state, second="NGUYEN AN 28/12/1990")
    return record(1, "residence_form").model_copy(update={"fields": {"members": found}})


def members(made: PaperRecord) -> FieldView:
    return next(view for view in field_views(made) if view.name == "members")


def test_rows_are_shown_as_people_write_them() -> None:
    view = members(form(f"{_ROW}; {_OTHER}", "…"))
    assert view.table is not None
    assert view.table.rows[0] == ("NGUYỄN AN", "28/12/1990", "Nữ", "001190012345", "Con")
    assert view.proposals == ()


def test_what_is_shown_is_stored_as_it_was() -> None:
    whole = form(f"{_ROW}; {_OTHER}", f"{_ROW}; {_OTHER}")
    found = apply_answers(whole, {"members": Answer(members(whole).text)}, "an", NOW)
    assert not found.problems
    assert found.record.value("members") == f"{_ROW}; {_OTHER}"


def test_a_row_that_was_not_understood_is_there_and_is_not_stored_in_one_cell() -> None:
    raw = "1 NGUYỄN AN 28/12/1990 Nữ 001190012345 Con; 2 LÊ BINH 2-1-91 Nam 0010910"
    whole = form(_ROW, raw)
    view = members(whole)
    assert view.table is not None
    assert len(view.table.rows) == 2
    assert view.table.rows[1][0].startswith("2 LÊ BINH")
    refused = apply_answers(whole, {"members": Answer(view.text)}, "an", NOW)
    assert "Dòng 2: Tách họ tên" in refused.problems["members"]


def test_cells_are_checked_like_fields_and_empty_rows_left_out() -> None:
    whole = form(None, "")
    typed = "LÊ BÌNH | 31/02/1991 | Nam | 001091012345 | Cháu"
    refused = apply_answers(whole, {"members": Answer(typed)}, "an", NOW)
    assert refused.problems["members"].startswith("Dòng 1: Nhập ngày dạng")
    mended = typed.replace("31/02/1991", "2/1/1991").replace("001091012345", "001 091 012345")
    found = apply_answers(whole, {"members": Answer(f" |  |  |  | ; {mended}")}, "an", NOW)
    assert found.record.value("members") == _OTHER
    emptied = apply_answers(whole, {"members": Answer("")}, "an", NOW)
    assert emptied.record.value("members") is None


def test_without_rows_there_is_one_to_be_filled() -> None:
    view = members(form(None, "", FieldState.MISSING))
    assert view.table is not None
    assert view.table.rows == (("",) * 5,)
    assert view.text == ""
