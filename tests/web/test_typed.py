"""What was typed outlives lock, browser and a change by somebody else; nobody else sees it."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest

from app.acting import Caller
from app.desk.see import see_paper
from app.desk.settle import review
from storage.desk.accounts import Role
from storage.desk.desk_papers import DeskPaper, DeskState
from storage.desk.typed import typed_of
from tests.web.counter import Client, Counter


def typed(client: Client, paper: DeskPaper, **fields: dict[str, Any]) -> bool:
    """Keep what is typed as the page does at every Enter; tells whether the paper has changed."""
    answer = client.http.post(
        f"/kiem-tra/{paper.paper_id}/dang-go",
        headers={"x-csrf": client.csrf},
        json={"revision": paper.revision, "fields": fields},
    )
    assert answer.status_code == 200, answer.text
    return bool(answer.json()["changed"])


def test_what_was_typed_is_there_again_after_the_lock_and_after_signing_in(
    counter: Counter,
) -> None:
    an = counter.client("an")
    paper = counter.paper(counter.code())
    corner = {"x": 1.0, "y": 2.0}
    region = {"page": 1, "corners": [corner] * 4}
    typed(
        an,
        paper,
        number={"text": "47/2015", "settled": True},
        birth_place={"text": "Bệnh viện", "region": region, "raw": "Bệnh viện X"},
    )
    address = f"/kiem-tra/{paper.paper_id}"
    an.http.get("/khoa")
    assert an.http.get(f"{address}?a=b").headers["location"].startswith("/khoa?tiep=")
    assert unquote(an.http.get(f"{address}?a=b").headers["location"]).endswith(f"{address}?a=b")
    again = counter.client("an").get(address)  # another session of the same person
    number = again.split('data-field="number"', 1)[1].split("</li>", 1)[0]
    assert "data-settled" in number
    assert "47/2015" in number
    place = again.split('data-field="birth_place"', 1)[1].split("</li>", 1)[0]
    assert "data-settled" not in place
    assert "data-region=" in place
    assert 'data-raw="Bệnh viện X"' in place


def test_nobody_else_sees_what_was_typed_but_that_somebody_is_there(counter: Counter) -> None:
    an, bich = counter.client("an"), counter.client("bich")
    paper = counter.paper(counter.code())
    typed(an, paper, number={"text": "47/2015"})
    page = bich.get(f"/kiem-tra/{paper.paper_id}")
    assert "47/2015" not in page
    assert f"{counter.name('an')} cũng đang mở" in page


def test_opening_a_paper_takes_nothing_away_that_was_typed(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    an, paper = counter.client("an"), counter.paper(counter.code())

    def meanwhile(*given: Any) -> Any:
        seen = see_paper(*given)
        typed(an, paper, number={"text": "47/2015"})  # sent by the page that was left
        return seen

    monkeypatch.setattr("web.routes.review.see_paper", meanwhile)
    monkeypatch.setattr("web.routes.review.typed_of", lambda *_: None)
    an.get(f"/kiem-tra/{paper.paper_id}")
    kept = typed_of(counter.app.desk.database, paper.paper_id, counter.name("an"))
    assert kept is not None
    assert kept.answers == {"number": {"text": "47/2015"}}


def test_the_next_paper_is_one_that_nobody_has_open(counter: Counter) -> None:
    an, bich, code = counter.client("an"), counter.client("bich"), counter.code()
    papers = [counter.paper(code) for _ in range(2)]
    an.get(f"/kiem-tra/{papers[0].paper_id}")
    assert bich.leads(f"/kiem-tra/tiep?ho-so={code}") == f"/kiem-tra/{papers[1].paper_id}"
    bich.get(f"/kiem-tra/{papers[1].paper_id}")
    third = counter.client("chi", Role.OPERATOR)
    assert third.leads(f"/kiem-tra/tiep?ho-so={code}") == f"/kiem-tra/{papers[0].paper_id}"


def test_a_change_by_somebody_else_is_told_while_typing_and_takes_nothing_away(
    counter: Counter,
) -> None:
    an, app = counter.client("an"), counter.app
    paper = counter.paper(counter.code(), DeskState.TO_SIGN)
    assert not typed(an, paper, number={"text": "47/2015", "settled": True})
    review(app, Caller("bich"), paper, {})
    assert typed(an, paper, number={"text": "47/2015", "settled": True})
    page = an.get(f"/kiem-tra/{paper.paper_id}")
    number = page.split('data-field="number"', 1)[1].split("</li>", 1)[0]
    assert "47/2015" in number
    assert "data-settled" not in number  # it answers for what nobody has seen
    assert "Giấy tờ đã thay đổi" in page


def test_what_was_sent_is_kept_no_longer(counter: Counter) -> None:
    an, app = counter.client("an"), counter.app
    paper = counter.paper(counter.code())
    name = counter.name("an")
    typed(an, paper, number={"text": "47/2015", "settled": True})
    assert typed_of(app.desk.database, paper.paper_id, name) is not None
    review(app, Caller(name), paper, {})
    assert typed_of(app.desk.database, paper.paper_id, name) is None
    other = counter.paper(counter.code())
    typed(an, other, number={"text": "47/2015"})
    an.post(f"/giay-to/{other.paper_id}/tra-lai", revision=other.revision, why="other")
    assert typed_of(app.desk.database, other.paper_id, name) is None
