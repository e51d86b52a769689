"""The order of fields on the screen, and what both readers propose."""

from __future__ import annotations

from extractors.judge.evidence import rule
from schemas.record.evidence import FieldEvidence, FieldState
from tests.storage.records import record
from web.fields import field_views

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
