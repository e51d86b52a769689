"""The order of fields on the screen, and what both readers propose."""

from __future__ import annotations

from extractors.judge.evidence import rule
from extractors.judge.state import judge
from schemas.papers.types.birth_certificate import BirthCertificate
from schemas.record.evidence import FieldEvidence, FieldState
from tests.storage.records import record
from web.presentation.fields import differing, field_views

_NAME_LINE = "Họ, chữ đệm, tên người đi khai sinh: Hồ Thị Huệ"


def test_conflicts_come_first_then_doubts_then_the_rest() -> None:
    review = FieldState.REVIEW
    fields = {
        "full_name": FieldEvidence(value="AN", raw="AN", state=FieldState.ACCEPTED),
        "sex": FieldEvidence(raw="Nư", state=review, confidence=0.4),
        "personal_id": FieldEvidence(
            raw="001", state=review, rules=(rule("id_number.length", False, "Thiếu chữ số."),)
        ),
        "applicant": FieldEvidence(raw="Hồ Thị Huê", second=_NAME_LINE, state=review),
        "nationality": FieldEvidence(
            raw="Việt Nam", second="Quốc tịch: Việt Nan x: y", state=review
        ),
    }
    whole = record(1, "birth_certificate").model_copy(update={"fields": fields})
    views = field_views(whole)
    assert [v.name for v in views[:5]] == [
        "personal_id",
        "sex",
        "nationality",
        "applicant",
        "full_name",
    ]
    assert views[0].why == ("Thiếu chữ số.",)
    assert views[1].why == ("Máy chỉ chắc 40%.",)
    assert views[2].proposals == ()
    assert views[3].proposals == ("Hồ Thị Huê", "Hồ Thị Huệ")
    assert views[2].why == ("Hai máy đọc khác nhau ở đây: “Nam” hay “Nan”.",)
    assert views[3].why == ("Hai máy đọc khác nhau ở đây: “Huê” hay “Huệ”.",)
    assert [piece.text for piece in views[3].look.pieces if piece.doubt] == ["ê"]


def proposals(raw: str, second: str, value: str | None = None, name: str = "full_name") -> object:
    found = FieldEvidence(raw=raw, second=second, value=value, state=FieldState.REVIEW)
    whole = record(1, "birth_certificate").model_copy(update={"fields": {name: found}})
    return next(view.proposals for view in field_views(whole) if view.name == name)


def test_readings_that_say_the_same_are_no_proposals() -> None:
    dotted = "Ngày, tháng, năm sinh: 03/06/1989........"
    assert proposals("03/06/1989...", dotted, name="birth_date") == ()
    assert proposals("PHẠM THỊ HOA", "Họ, chữ đệm, tên: PHẠM THỊ HOA….") == ()
    assert proposals("Bệnh viện Bạch Mai", "Nơi sinh: Bệnh viên Bạch Mai", name="birth_place") == (
        "Bệnh viện Bạch Mai",
        "Bệnh viên Bạch Mai",
    )


def test_a_table_is_never_replaced_by_a_line() -> None:
    rows = "NGUYỄN AN | 1990-12-28 | Nữ; LÊ BÌNH | 1991-01-02 | Nam"
    assert proposals("NGUYỄN AN 28/12/1990", "NGUYỄN AN 28-12-1990 Nữ", rows) == ()


def test_the_letters_that_differ_are_marked() -> None:
    pair = ("Bệnh viện", "Bệnh viên")
    assert differing(pair[1], pair) == [("Bệnh vi", False), ("ê", True), ("n", False)]


def test_a_doubt_names_what_speaks_against_the_value() -> None:
    """No doubt is explained by a machine that is sure."""
    said = rule("dossier.birth", False, "Ngày sinh khác với “Thẻ căn cước” trong cùng hồ sơ.")
    other = rule("text.by_hand", False, "Viết tay: cần người đọc.")
    fields = {
        "birth_date": FieldEvidence(value="2015-03-01", confidence=1.0, rules=(said, other, said)),
        "sex": FieldEvidence(value="Nam", confidence=1.0, rules=(rule("no.words", False),)),
        "full_name": FieldEvidence(value="AN", confidence=0.9496),
    }
    judged = judge(BirthCertificate, fields)
    whole = record(1, "birth_certificate").model_copy(update={"fields": judged})
    why = {view.name: view.why for view in field_views(whole)}
    assert why["birth_date"] == (said.message, other.message)
    assert why["sex"] == ("Không đạt quy tắc no.words.",)
    assert why["full_name"] == ("Máy chỉ chắc 95%.",)
    unsure = FieldEvidence(value="Nam", confidence=0.9996, state=FieldState.REVIEW)
    whole = record(1, "birth_certificate").model_copy(update={"fields": {"sex": unsure}})
    assert field_views(whole)[0].why == ("Máy chỉ chắc 99%.",)
