"""What was signed is corrected from the dossier, with a reason that is noted, and printed again."""

from __future__ import annotations

import pytest

from storage.audit.chain import Action
from storage.desk.accounts import Role
from storage.desk.desk_papers import DeskPaper, DeskState
from tests.web.counter import Client, Counter

_WHY = "Người dân báo sai nơi sinh, đã đối chiếu bản giấy"
_FIELDS = {
    "full_name": "TRẦN THỊ ĐÀO",
    "number": "47/2015",
    "birth_place": "Bệnh viên Bạch Mai",
    "ethnic_group": "Kinh",
}


@pytest.fixture
def signed(counter: Counter) -> tuple[Client, DeskPaper]:
    """A clerk and a paper of theirs that was signed."""
    an, code = counter.client("an"), counter.code()
    an.post("/tiep-nhan", dossier=code)
    paper = counter.paper(code, DeskState.TO_SIGN, fields=_FIELDS)
    answer = an.post(f"/ky-va-tra/{paper.paper_id}", revision=paper.revision, dossier=code)
    assert answer.status_code == 200, answer.text
    return an, counter.app.desk.get(paper.paper_id)


def test_a_signed_value_is_corrected_from_the_dossier(
    counter: Counter, signed: tuple[Client, DeskPaper]
) -> None:
    an, paper = signed
    address = f"/giay-to/{paper.paper_id}/dinh-chinh"
    dossier = an.get(f"/tiep-nhan/{paper.dossier}")
    assert address in dossier
    assert f"/bien-nhan/{paper.dossier}" in dossier
    form = an.get(address)
    assert "Bệnh viên Bạch Mai" in form
    assert "Kinh" not in form  # sensitive: neither shown nor corrected here
    answer = an.post(
        address,
        version=1,
        why=_WHY,
        **{"f.birth_place": "Bệnh viện  Bạch Mai", "f.number": "47/2015", "f.ethnic_group": "Tày"},
    )
    assert answer.status_code == 303, answer.text
    page = an.get(answer.headers["location"])
    assert "Đã đính chính và ký lại: nay là bản thứ 2" in page
    assert "Bệnh viện Bạch Mai" in page
    record = counter.app.archive.current(paper.paper_id)
    assert (record.version, record.value("ethnic_group")) == (2, "Kinh")
    field = record.fields["birth_place"]
    assert field.raw == "Bệnh viên Bạch Mai"
    assert field.confirmed is not None
    assert field.confirmed.operator == counter.name("an")
    assert an.http.get(f"/giay-to/{paper.paper_id}/ban-ky.pdf").status_code == 404  # sensitive
    entry = counter.app.audit.entries_of(Action.CORRECT)[-1].event
    assert (entry.actor, entry.purpose, entry.fields) == (
        counter.name("an"),
        _WHY,
        ("birth_place",),
    )


def test_what_was_typed_stays_in_the_form_when_something_is_missing(
    counter: Counter, signed: tuple[Client, DeskPaper]
) -> None:
    an, paper = signed
    address = f"/giay-to/{paper.paper_id}/dinh-chinh"
    for form, told in (
        ({"f.number": "48/2015"}, "Ghi lý do đính chính"),
        ({"f.number": "47/2015", "why": _WHY}, "Chưa sửa mục nào"),
        ({"f.birth_date": "31/02/2015", "why": _WHY}, "Nhập ngày dạng"),
        ({"f.full_name": "", "why": _WHY}, "không để trống"),
    ):
        answer = an.post(address, version=1, **form)
        assert answer.status_code == 422
        assert told in answer.text
        assert all(text in answer.text for text in form.values())
    assert "Đã xem lại, giấy ghi đúng như vậy" in answer.text
    sure = an.post(address, version=1, sure="1", **form)
    assert sure.status_code == 303
    assert counter.app.archive.current(paper.paper_id).value("full_name") is None


def test_a_correction_by_somebody_else_meanwhile_is_told_and_kept(
    counter: Counter, signed: tuple[Client, DeskPaper]
) -> None:
    an, paper = signed
    bich = counter.client("bich")
    address = f"/giay-to/{paper.paper_id}/dinh-chinh"
    known = {"f.number": "47/2015", "f.birth_place": _FIELDS["birth_place"]}
    bich.post(address, version=1, why=_WHY, **{**known, "f.birth_place": "Bệnh viện Bạch Mai"})
    answer = an.post(address, version=1, why=_WHY, **{**known, "f.number": "48/2015"})
    assert answer.status_code == 422
    assert "48/2015" in answer.text
    assert "Bệnh viện Bạch Mai" in answer.text  # theirs is not taken back
    assert 'name="version" value="2"' in answer.text
    assert counter.app.archive.current(paper.paper_id).value("number") == "47/2015"


def test_who_may_not_correct_is_not_offered_it(
    counter: Counter, signed: tuple[Client, DeskPaper]
) -> None:
    _, paper = signed
    checker = counter.client("binh", Role.CHECKER)
    assert "/dinh-chinh" not in checker.get(f"/giay-to/{paper.paper_id}")
    assert checker.http.get(f"/giay-to/{paper.paper_id}/dinh-chinh").status_code == 403
    stranger = counter.client("dung", branch="H26.99")
    assert stranger.http.get(f"/giay-to/{paper.paper_id}/dinh-chinh").status_code == 404
