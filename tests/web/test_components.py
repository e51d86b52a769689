"""The components of a dossier tick themselves; what is on file is used where it is asked for."""

from __future__ import annotations

import re

from schemas.record.evidence import FieldState
from schemas.record.paper import FormOfPaper, RenditionKind
from storage.audit.chain import Action, AuditEvent
from storage.desk.desk_papers import DeskState
from storage.papers.archive import PaperFile
from tests.storage.records import original, record
from tests.web.counter import PROCEDURE, Client, Counter

OLD = "old_birth_certificate"
BIRTH = "1.001193"


def on_file(counter: Counter, number: int, person: str) -> str:
    """Put a birth certificate of a person on file; return its identifier."""
    made = record(
        number,
        "birth_certificate",
        fields={"personal_id": person, "full_name": "TRẦN THỊ ĐÀO", "number": f"{number}/2001"},
        state=FieldState.CONFIRMED,
        form_of_paper=FormOfPaper.ORIGINAL,
    )
    files = [PaperFile(RenditionKind.SIGNED_MASTER, original(number))]
    counter.app.archive.save(made, original(number), files)
    return made.paper_id


def state_of(page: str, component: str) -> str:
    found = re.search(rf'<li class="need (\w+)" data-component="{component}"', page)
    assert found, component
    return found[1]


def body(page: str, component: str) -> str:
    return page.split(f'data-component="{component}"', 1)[1].split("</li>", 1)[0]


def last(counter: Counter) -> AuditEvent:
    """Return the last entry of the audit chain."""
    head = counter.app.audit.head()
    entry = counter.app.audit.entry(head.number) if head else None
    assert entry
    return entry.event


def opened(counter: Counter, an: Client, procedure: str = PROCEDURE, **form: str) -> str:
    an.post("/tiep-nhan", dossier=counter.code(), procedure=procedure, **form)
    return f"/tiep-nhan/{counter.code()}"


def test_a_component_ticks_itself_when_its_paper_was_read(counter: Counter) -> None:
    an = counter.client("an")
    here = opened(counter, an, BIRTH)
    page = an.get(here)
    assert state_of(page, "form") == "missing"
    assert "còn thiếu" in page
    form = counter.paper(counter.code(), paper_type="birth_registration_form")
    counter.paper(counter.code(), DeskState.SIGNED, paper_type="birth_notice")
    page = an.get(f"{here}/giay-to")
    assert (state_of(page, "form"), state_of(page, "birth_notice")) == ("here", "done")
    assert "Giấy tờ số 1" in body(page, "form")
    assert state_of(page, "witness") == "free"  # one of the group is enough
    an.post(f"/giay-to/{form.paper_id}/tra-lai", revision=form.revision, why="not_needed")
    assert state_of(an.get(here), "form") == "missing"


def test_one_paper_is_not_two_components(counter: Counter) -> None:
    an = counter.client("an")
    here = opened(counter, an)
    counter.paper(counter.code(), paper_type="id_card")
    page = an.get(here)
    states = {state_of(page, "identity"), state_of(page, "other_papers")}
    assert len(states & {"here"}) == 1
    counter.paper(counter.code(), paper_type="id_card")
    page = an.get(here)
    assert {state_of(page, "identity"), state_of(page, "other_papers")} == {"here"}


def test_a_copy_is_no_original(counter: Counter) -> None:
    an = counter.client("an")
    here = opened(counter, an)
    counter.paper(counter.code(), form_of_paper=FormOfPaper.PHOTOCOPY)
    page = an.get(here)
    assert state_of(page, OLD) == "wrong_form"
    assert an.post(f"{here}/thanh-phan/{OLD}/da-thay", seen="true").status_code == 200
    assert state_of(an.get(here), OLD) == "here"


def test_what_is_on_file_is_looked_at_and_used_in_place(counter: Counter) -> None:
    an, person = counter.client("an"), "001190000431"
    paper_id = on_file(counter, 431, person)
    here = opened(counter, an, subject=person)
    page = an.get(here)
    assert state_of(page, OLD) == "offered"
    assert "Dùng lại" in body(page, OLD)
    assert "TRẦN THỊ ĐÀO" not in page
    seen = an.post(f"{here}/thanh-phan/{OLD}/xem")
    assert "TRẦN THỊ ĐÀO" in seen.text
    assert last(counter).action is Action.READ
    assert an.post(f"{here}/thanh-phan/{OLD}/dung-lai").status_code == 200
    page = an.get(here)
    assert state_of(page, OLD) == "reused"
    made = last(counter)
    assert (made.action, made.paper_id) == (Action.REUSE_ACCEPT, paper_id)
    an.post(f"{here}/thanh-phan/{OLD}/khong-dung")
    page = an.get(here)
    assert state_of(page, OLD) == "missing"
    assert "Đã từ chối bản trong kho" in body(page, OLD)
    assert "Dùng lại" in body(page, OLD)  # a mistaken refusal can be taken back


def test_only_who_asked_uses_it_and_another_may_ask_again(counter: Counter) -> None:
    an, bich, person = counter.client("an"), counter.client("bich"), "001190000432"
    on_file(counter, 432, person)
    here = opened(counter, an, subject=person)
    page = bich.get(here)
    assert state_of(page, OLD) == "offered"
    assert "data-use" not in body(page, OLD)
    assert bich.post(f"{here}/thanh-phan/{OLD}/dung-lai").status_code >= 400
    assert bich.post(f"{here}/thanh-phan/{OLD}/xem").status_code == 404
    assert bich.post(f"{here}/hoi-kho", subject=person).status_code == 200
    assert bich.post(f"{here}/thanh-phan/{OLD}/dung-lai").status_code == 200
    assert state_of(an.get(here), OLD) == "reused"


def test_a_number_that_can_hardly_be_right_is_asked_about_here_too(counter: Counter) -> None:
    an = counter.client("an")
    here = opened(counter, an)
    asked = an.post(f"{here}/hoi-kho", subject="00119001234")
    assert asked.status_code == 422
    assert "11 chữ số" in asked.json()["problems"]["subject"]
    sure = asked.json()["sure"]
    assert an.post(f"{here}/hoi-kho", subject="00119001234", sure=sure).status_code == 200


def test_conditions_are_settled_on_the_page(counter: Counter) -> None:
    an = counter.client("an")
    here = opened(counter, an)
    assert state_of(an.get(here), "proxy") == "asked"
    an.post(f"{here}/dieu-kien/by_proxy", holds="true")
    assert state_of(an.get(here), "proxy") == "missing"
    an.post(f"{here}/dieu-kien/by_proxy", holds="false")
    assert an.post(f"{here}/dieu-kien/no-such-fact", holds="true").status_code == 404


def test_what_is_presented_is_ticked_by_a_person_and_can_be_taken_back(counter: Counter) -> None:
    an = counter.client("an")
    here = opened(counter, an)
    assert state_of(an.get(here), "identity") == "lookup"
    assert an.post(f"{here}/thanh-phan/identity/da-thay", seen="true").status_code == 200
    page = an.get(here)
    assert state_of(page, "identity") == "seen"
    assert counter.name("an") in body(page, "identity")
    an.post(f"{here}/thanh-phan/identity/da-thay", seen="false")
    assert state_of(an.get(here), "identity") == "lookup"
    assert an.post(f"{here}/thanh-phan/no-such/da-thay", seen="true").status_code == 404


def test_a_paper_of_another_family_is_asked_about(counter: Counter) -> None:
    an, code = counter.client("an"), counter.code()
    here = opened(counter, an)
    counter.paper(code, paper_type="birth_certificate")
    counter.paper(code, paper_type="id_card")
    assert "nhà khác" not in an.get(here)
    other = {"full_name": "LÝ VĂN KHÔI", "id_number": "001088009999"}
    strange = counter.paper(code, paper_type="id_card", fields=other)
    page = an.get(here)
    assert page.count("có thể là của nhà khác") == 1
    assert "có thể là của nhà khác" in page.split(f'data-paper="{strange.paper_id}"')[1]
    an.post(f"{here}/cua-ho-so/{strange.paper_id}")
    assert "nhà khác" not in an.get(here)


def test_a_type_that_nobody_asked_for_is_told(counter: Counter) -> None:
    an = counter.client("an")
    here = opened(counter, an)
    counter.paper(counter.code(), paper_type="building_permit")
    assert "Thủ tục không yêu cầu loại giấy tờ này" in an.get(here)


def test_a_card_names_file_place_and_channel(counter: Counter) -> None:
    an = counter.client("an")
    here = opened(counter, an)
    file = ("giay khai sinh.jpg", counter.file(), "image/jpeg")
    sent = an.http.post(f"{here}/tep", files={"file": file}, data={"csrf": an.csrf})
    assert sent.status_code == 200, sent.text
    page = an.get(here)
    for told in ("giay khai sinh.jpg", counter.branch, "Quầy", "đã đọc 0/1"):
        assert told in page, told
