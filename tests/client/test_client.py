from __future__ import annotations

import dataclasses
import datetime as dt
import inspect
import re
from collections.abc import Iterator
from typing import cast

import httpx
import pytest

from motlan_client import DossierFact, QueryClient, QueryError, Reason
from storage.audit.chain import Action
from tests.api.conftest import PERSON, SECRET, STRANGER, Service
from tests.servers import free_ports
from tests.storage.records import original

WHY = Reason("giải quyết hồ sơ", "1.004884", "H26-261122-0001", "canbo01", "NĐ 45/2020/NĐ-CP")


@pytest.fixture
def motlan(service: Service) -> Iterator[QueryClient]:
    yield QueryClient("http://testserver", "full", SECRET, http=cast(httpx.Client, service.http))


def test_ask_preview_take(motlan: QueryClient, service: Service) -> None:
    assert [p.code for p in motlan.procedures(WHY)] == ["1.004884", "1.010041"]
    answer = motlan.check_reuse(PERSON, WHY, {"by_proxy": False})
    by_key = {c.component: c for c in answer.components}
    assert by_key["proxy"].availability == "not_applicable"
    proposed = by_key["old_birth_certificate"]
    assert proposed.paper_id == service.paper_id
    assert motlan.paper(service.paper_id, WHY).paper_type == "birth_certificate"
    assert motlan.fields(service.paper_id, WHY).fields["full_name"].value == "TRẦN THỊ ĐÀO"
    assert motlan.file(service.paper_id, "original", WHY) == original(1)
    taken = motlan.decide(answer.check, "old_birth_certificate", service.paper_id, "accept", WHY)
    assert taken.entry > answer.check
    actions = [access.action for access in motlan.accesses(PERSON, WHY)]
    assert actions == ["reuse_check", "read", "read", "download", "reuse_accept"]


def test_a_case_system_opens_and_closes_its_dossier(motlan: QueryClient) -> None:
    own = dataclasses.replace(WHY, dossier="H26-261122-0009")
    with pytest.raises(QueryError, match="E-PURPOSE"):
        motlan.check_reuse(PERSON, own)
    assert motlan.open_dossier("H26.12", own).open
    assert motlan.check_reuse(PERSON, own).components
    assert not motlan.close_dossier("H26.12", own).open
    with pytest.raises(QueryError, match="E-PURPOSE"):
        motlan.check_reuse(PERSON, own)


def test_search_and_follow(motlan: QueryClient, service: Service) -> None:
    assert [p.paper_id for p in motlan.search(WHY, subject_id=PERSON)] == [service.paper_id]
    assert list(motlan.search(WHY, subject_id=STRANGER)) == []
    assert [c.version for c in motlan.changes(WHY)] == [1]
    assert motlan.set_status(service.paper_id, "revoked", 1, WHY).status == "revoked"
    assert [c.version for c in motlan.changes(WHY, after=1)] == [2]


def test_what_becomes_of_a_paper(motlan: QueryClient, service: Service) -> None:
    paper = service.paper_id
    assert motlan.correct(paper, {"number": "48/2015"}, 1, WHY).number == "48/2015"
    assert motlan.withdraw_consent(paper, 2, WHY).status == "withdrawn"
    assert motlan.give_consent(paper, 3, WHY).status == "current"
    assert motlan.revoke(paper, 4, WHY).status == "revoked"
    assert motlan.set_status(paper, "current", 5, WHY).status == "current"
    erased = motlan.erase(paper, "order", "12/QĐ-TA", 6, WHY)
    assert (erased.paper_id, erased.locked_until) == (paper, None)
    standings = [c.standing for c in motlan.changes(WHY)]
    assert standings == ["current"] * 2 + ["withdrawn", "current", "revoked", "current", "erased"]
    actions = [access.action for access in motlan.accesses(PERSON, WHY)]
    assert actions == ["correct", "withdraw", "consent", "revoke", "restore", "erase"]


def test_links_and_verdicts(motlan: QueryClient, service: Service) -> None:
    link = motlan.link(service.paper_id, "original", WHY, seconds=60)
    assert link.url.startswith("http://testserver/v1/links/")
    assert motlan.open_link(link) == original(1)
    assert motlan.verify(b"%PDF-1.7 x", WHY).outcome == "invalid"
    assert motlan.verify_stored(service.paper_id, "original", WHY).store == "current"
    assert motlan.is_up()
    forged = link.model_copy(update={"url": link.url[:-1] + "x"})
    with pytest.raises(QueryError) as caught:
        motlan.open_link(forged)
    assert link.url[-64:-1] not in str(caught.value)


def test_indicators(motlan: QueryClient, service: Service) -> None:
    day = dt.date(2026, 11, 20)
    fact = DossierFact("H26-250305-0007", "1.004884", "CN01", "counter", day, day)
    facts = [
        fact,
        dataclasses.replace(fact, code="H26-nothing", branch="CN02", resolved_on=None),
        dataclasses.replace(fact, code="H26-other", procedure="1.004222"),
    ]
    rows = motlan.indicators(facts, WHY)
    assert [(row.chiNhanh, row.tiepNhan, row.daGiaiQuyet) for row in rows] == [
        ("CN01", 1, 1),
        ("CN02", 1, 0),
    ]  # 1.004222 is none of this account's business
    assert service.last_outcome() == (Action.REPORT, "ok")
    assert service.entries()[-1].event.fields == ("indicators",)
    lines = motlan.indicators_csv(facts, WHY).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("chiNhanh,kenh,ngay,tiepNhan")
    assert [line.split(",")[:4] for line in lines[1:]] == [
        [row.chiNhanh, "counter", "2026-11-20", "1"] for row in rows
    ]


def test_everything_that_agencies_are_offered_has_a_method(service: Service) -> None:
    """The source names every path of the description but those of scanning stations."""
    asked = set(re.findall(r'"(/[a-z0-9/{}_]+)"', inspect.getsource(QueryClient)))
    asked |= set(re.findall(r'f"(?:{self._url})?(/[a-z0-9/{}_]+)"', inspect.getsource(QueryClient)))
    described = set(service.http.get("/openapi.json").json()["paths"])
    offered = {path for path in described if not path.startswith("/v1/intake/")}
    assert offered - asked == {"/v1/links/{token}"}  # opened as it was given


def test_a_refusal_is_an_error_with_the_problem(motlan: QueryClient) -> None:
    with pytest.raises(QueryError, match="E-API-NOT-FOUND") as caught:
        motlan.paper("f" * 64, WHY)
    assert caught.value.problem is not None
    assert caught.value.problem.status == 404


def test_wrong_secret(service: Service) -> None:
    wrong = QueryClient("http://testserver", "full", "wrong", http=cast(httpx.Client, service.http))
    with pytest.raises(QueryError, match="E-API-TOKEN"):
        wrong.check_reuse(PERSON, WHY)


def test_waits_when_asked_to(service: Service) -> None:
    waited: list[float] = []
    slow = QueryClient(
        "http://testserver",
        "slow",
        SECRET,
        http=cast(httpx.Client, service.http),
        sleep=waited.append,
    )
    with pytest.raises(QueryError, match="E-API-RATE"):
        for _ in range(11):
            slow.check_reuse(PERSON, WHY)
    assert waited == [1, 2, 4]


def test_nobody_there() -> None:
    url = f"http://127.0.0.1:{free_ports(1)[0]}"
    with (
        QueryClient(url, "full", SECRET, http=httpx.Client(timeout=2)) as motlan,
        pytest.raises(QueryError, match="does not answer"),
    ):
        motlan.check_reuse(PERSON, WHY)


def test_types_of_paper_and_their_schemas(motlan: QueryClient) -> None:
    assert "birth_certificate" in [each.paper_type for each in motlan.paper_types()]
    schema = motlan.schema("birth_certificate")
    assert schema["properties"]["full_name"]["x-motlan-roles"] == ["owner_name"]
