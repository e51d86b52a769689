"""Keys act on the dossier on the screen; papers of others only on request, and by name."""

from __future__ import annotations

from storage.desk.accounts import Role
from storage.desk.desk_papers import DeskState
from tests.web.counter import Counter


def test_the_next_paper_is_one_of_the_dossier(counter: Counter) -> None:
    mine_code, other_code = counter.code(1), counter.code(2)
    an = counter.client("an")
    counter.paper(other_code, operator="bich")
    mine = counter.paper(mine_code)
    second = counter.paper(mine_code)
    assert an.leads(f"/kiem-tra/tiep?ho-so={mine_code}") == f"/kiem-tra/{mine.paper_id}"
    answer = an.http.post(
        f"/kiem-tra/{mine.paper_id}",
        headers={"x-csrf": an.csrf},
        json={"revision": mine.revision, "fields": {}},
    )
    assert answer.json() == {"next": f"/kiem-tra/tiep?ho-so={mine_code}"}
    assert an.leads(answer.json()["next"]) == f"/kiem-tra/{second.paper_id}"


def test_a_paper_that_is_left_unfinished_comes_again_last(counter: Counter) -> None:
    an, code = counter.client("an"), counter.code()
    first, second, third = (counter.paper(code) for _ in range(3))
    counter.paper(counter.code(2))
    after = f"/kiem-tra/tiep?ho-so={code}&sau="
    assert an.leads(f"{after}{first.paper_id}") == f"/kiem-tra/{second.paper_id}"
    assert an.leads(f"{after}{second.paper_id}") == f"/kiem-tra/{third.paper_id}"
    assert an.leads(f"{after}{third.paper_id}") == f"/kiem-tra/{first.paper_id}"
    assert an.leads(f"{after}{'0' * 64}") == f"/kiem-tra/{first.paper_id}"


def test_a_dossier_without_doubts_leads_to_its_own_signatures(counter: Counter) -> None:
    mine_code, other_code = counter.code(1), counter.code(2)
    an = counter.client("an")
    counter.paper(other_code, operator="bich")
    counter.paper(mine_code, DeskState.TO_SIGN)
    assert an.leads(f"/kiem-tra/tiep?ho-so={mine_code}") == f"/ky-va-tra/{mine_code}"
    binh = counter.client("binh", Role.CHECKER)
    assert binh.leads(f"/kiem-tra/tiep?ho-so={mine_code}") == "/kiem-tra"


def test_the_queue_begins_with_ones_own_and_names_the_others(counter: Counter) -> None:
    mine_code, other_code = counter.code(1), counter.code(2)
    an = counter.client("an")
    counter.paper(other_code, operator="bich")
    mine = counter.paper(mine_code)
    assert an.leads("/kiem-tra/tiep") == f"/kiem-tra/{mine.paper_id}"
    page = an.get("/kiem-tra")
    assert page.index("Của tôi") < page.index(mine_code) < page.index("Cả chi nhánh")
    assert page.index("Cả chi nhánh") < page.index(other_code)
    assert "bich" in page


def test_a_page_of_signatures_holds_one_dossier(counter: Counter) -> None:
    mine_code, other_code = counter.code(1), counter.code(2)
    an = counter.client("an")
    mine = counter.paper(mine_code, DeskState.TO_SIGN)
    other = counter.paper(
        other_code, DeskState.TO_SIGN, operator="bich", reviewed_by=counter.name("bich")
    )
    page = an.get(f"/ky-va-tra/{mine_code}")
    assert mine.paper_id in page
    assert other.paper_id not in page
    listed = an.get("/ky-va-tra")
    assert "data-sign-all" not in listed
    assert f"/ky-va-tra/{other_code}" in listed
    assert "bich" in listed


def test_papers_of_others_have_a_button_of_their_own_without_a_key(counter: Counter) -> None:
    mine_code = counter.code()
    an = counter.client("an")
    counter.paper(mine_code, DeskState.TO_SIGN)
    counter.paper(mine_code, DeskState.TO_SIGN, operator="bich", reviewed_by=counter.name("bich"))
    page = an.get(f"/ky-va-tra/{mine_code}")
    assert page.count("data-sign-all") == 2
    mine, others = page.split("Của bich", 1)
    assert "F9" in mine
    assert "F9" not in others


def test_a_signature_names_the_dossier_on_the_screen(counter: Counter) -> None:
    mine_code, other_code = counter.code(1), counter.code(2)
    an = counter.client("an")
    paper = counter.paper(other_code, DeskState.TO_SIGN)
    form = {"revision": paper.revision}
    refused = an.post(f"/ky-va-tra/{paper.paper_id}", **form, dossier=mine_code)
    assert refused.status_code == 409
    refused = an.post(f"/ky-va-tra/{paper.paper_id}", **form)
    assert refused.status_code == 409
    assert counter.app.desk.get(paper.paper_id).state is DeskState.TO_SIGN


def test_an_address_that_leads_nowhere_is_told_on_a_page(counter: Counter) -> None:
    an = counter.client("an")
    lost = an.http.get("/khong-co-trang-nay", headers={"accept": "text/html"})
    assert lost.status_code == 404
    assert "<html" in lost.text


def test_a_paper_without_a_dossier_can_be_signed_too(counter: Counter) -> None:
    an = counter.client("an")
    paper = counter.paper(None, DeskState.TO_SIGN)
    assert "/ky-va-tra/khong-ma" in an.get("/ky-va-tra")
    assert paper.paper_id in an.get("/ky-va-tra/khong-ma")
    assert an.leads("/kiem-tra/tiep") == "/ky-va-tra"
