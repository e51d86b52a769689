"""What strangers hand in at a machine: a receipt of their own, apart until a clerk takes it in."""

from __future__ import annotations

import hashlib
import re
import uuid

import pytest

from app.acting import Caller
from app.desk.settle import review
from app.desk.sign import sign
from storage.desk.accounts import Role
from storage.desk.desk_papers import DeskPaper, DeskState
from storage.errors import DeskConflictError
from tests.web.counter import Client, Counter


def handed(client: Client, data: bytes, dossier: str, handover: str, profile: str = "may") -> str:
    """Hand a photo over; returns what is said of it."""
    answer = client.http.put(
        f"/quet/giay-to/{hashlib.sha256(data).hexdigest()}",
        content=data,
        headers={
            "x-csrf": client.csrf,
            "content-type": "application/octet-stream",
            "motlan-dossier": dossier,
            "motlan-received-at": "2026-11-30T02:00:00Z",
            "motlan-profile": profile,
            "motlan-handover": handover,
        },
    )
    assert answer.status_code == 200, answer.text
    return str(answer.json()["note"])


def code_for(client: Client, dossier: str, handover: str) -> str:
    answer = client.http.get(f"/quet/bien-nhan/{dossier}?lan={handover}")
    return str(answer.json()["code"]) if answer.status_code == 200 else ""


def counted(client: Client, code: str) -> int:
    """Return how many papers the public page tells of."""
    page = client.http.get(f"/trang-thai?ma={code}").text
    found = re.search(r"trên (\d+) giấy tờ|cả (\d+) giấy tờ", page)
    assert found, page
    return int(found[1] or found[2])


def test_a_stranger_gets_no_code_of_a_dossier(counter: Counter) -> None:
    kiosk, code = counter.client("may", Role.KIOSK), counter.code()
    counter.paper(code, DeskState.SIGNED)
    an = counter.client("an")
    printed = re.search(r"<strong>(\w{5}-\w{5})</strong>", an.get(f"/bien-nhan/{code}"))
    assert printed
    names = [str(uuid.uuid4()) for _ in range(3)]
    for name in names[:2]:
        assert handed(kiosk, counter.file(), code, name) == ""
    codes = [code_for(kiosk, code, name) for name in names[:2]]
    assert len({printed[1], *codes}) == 3
    assert [counted(kiosk, c) for c in codes] == [1, 1]
    assert counted(kiosk, printed[1]) == 1  # what nobody took in is no paper of the dossier
    assert code_for(kiosk, code, names[2]) == ""


def test_what_was_handed_in_before_is_told(counter: Counter) -> None:
    kiosk, data = counter.client("may", Role.KIOSK), counter.file()
    names = [str(uuid.uuid4()) for _ in range(2)]
    assert handed(kiosk, data, counter.code(1), names[0]) == ""
    assert handed(kiosk, data, counter.code(1), names[0]) == ""  # sent again after a cut line
    assert "trước đây" in handed(kiosk, data, counter.code(2), names[1])
    assert code_for(kiosk, counter.code(2), names[1]) == ""


def apart(counter: Counter, dossier: str, state: DeskState) -> DeskPaper:
    return counter.paper(dossier, state, operator="may", apart=True, handover=str(uuid.uuid4()))


def test_a_paper_lies_apart_until_a_clerk_takes_it_in(counter: Counter) -> None:
    an, code = counter.client("an"), counter.code()
    an.post("/tiep-nhan", dossier=code)
    paper = apart(counter, code, DeskState.TO_REVIEW)
    page = an.get(f"/tiep-nhan/{code}")
    assert "Chờ nhận vào hồ sơ: 1" in page
    assert paper.paper_id not in an.get("/kiem-tra")
    assert an.leads(f"/kiem-tra/tiep?ho-so={code}") == f"/tiep-nhan/{code}"
    taken = an.post(f"/giay-to/{paper.paper_id}/nhan-vao", revision=paper.revision)
    assert taken.status_code == 200
    now = counter.app.desk.get(paper.paper_id)
    assert (now.apart, now.taken_by) == (False, counter.name("an"))
    assert an.leads(f"/kiem-tra/tiep?ho-so={code}") == f"/kiem-tra/{paper.paper_id}"
    again = an.post(f"/giay-to/{paper.paper_id}/nhan-vao", revision=now.revision)
    assert again.status_code == 409


@pytest.mark.parametrize("state", [DeskState.TO_REVIEW, DeskState.TO_SIGN])
def test_what_lies_apart_is_not_what_comes_next(counter: Counter, state: DeskState) -> None:
    an, code = counter.client("an"), counter.code()
    an.post("/tiep-nhan", dossier=code)
    apart(counter, code, state)
    assert an.leads(f"/kiem-tra/tiep?ho-so={code}") == f"/tiep-nhan/{code}"


def test_no_verb_goes_past_the_clerk(counter: Counter) -> None:
    app, by = counter.app, Caller("an")
    with pytest.raises(DeskConflictError):
        review(app, by, apart(counter, counter.code(), DeskState.TO_REVIEW), {})
    with pytest.raises(DeskConflictError):
        sign(app, by, apart(counter, counter.code(), DeskState.TO_SIGN))


def test_clerks_of_other_places_take_nothing_in(counter: Counter) -> None:
    paper = apart(counter, counter.code(), DeskState.TO_REVIEW)
    counter.client("an").post("/tiep-nhan", dossier=counter.code())
    other = counter.client("khac", branch="H26.99")
    refused = other.post(f"/giay-to/{paper.paper_id}/nhan-vao", revision=paper.revision)
    assert refused.status_code == 404


def test_a_clerk_on_the_road_hands_in_at_once(counter: Counter) -> None:
    an, code = counter.client("an"), counter.code()
    data = counter.file()
    handed(an, data, code, str(uuid.uuid4()), "luu-dong")
    assert not counter.app.desk.get(hashlib.sha256(data).hexdigest()).apart
    agent, data = counter.client("buu-dien", Role.AGENT), counter.file()
    handed(agent, data, code, str(uuid.uuid4()), "luu-dong")
    assert counter.app.desk.get(hashlib.sha256(data).hexdigest()).apart
