"""Stations hand papers in: checked on the way, kept once, and only by whom they belong to."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any
from urllib.parse import quote

import pytest

from pipeline.intake import limits
from schemas.protocol.handover import IntakeFacts
from schemas.record.paper import Channel, FormOfPaper
from storage.audit.chain import Action
from storage.desk.desk_papers import DeskState, EventKind
from storage.errors import StoreUnavailableError
from storage.objects.keys import original_key
from storage.objects.port import sha256_of
from storage.papers.search.index import PaperQuery
from tests.api.conftest import NOW, SECRET, Service
from tests.storage.records import record

DATA = b"%PDF-1.4 paper\n%%EOF\n"
PAPER = sha256_of(DATA)
FACTS = IntakeFacts(
    branch="H26.12",
    station="Q01",
    channel=Channel.AGENT,
    dossier="H26.12-261122-0001",
    procedure="1.004884",
    operator="canbo01",
    received_at=NOW - dt.timedelta(days=3),
)


def put(service: Service, data: bytes = DATA, *, paper: str = "", **given: Any) -> Any:
    facts = given.pop("facts", FACTS)
    client = service.services.clients.get(given.pop("client", "station-1"))
    assert client is not None
    headers = {"Authorization": f"Bearer {service.services.tokens.issue(client)}"}
    return service.http.put(
        f"/v1/intake/papers/{paper or sha256_of(data)}",
        content=data,
        headers={**facts.headers, **headers, **given.pop("headers", {})},
    )


def ask(service: Service, what: str, papers: list[str], client: str = "station-1") -> Any:
    body = {"papers": papers}
    headers = service.headers(client)
    return service.http.post(f"/v1/intake/{what}", json=body, headers=headers)


def test_a_paper_is_kept_and_on_the_work_list(service: Service) -> None:
    answer = put(service)
    assert answer.status_code == 200, answer.text
    assert answer.json()["created"] is True
    assert service.services.app.archive.original(PAPER) == DATA
    paper = service.services.app.desk.get(PAPER)
    assert (paper.branch, paper.station, paper.state) == ("H26.12", "Q01", DeskState.WAITING)
    assert (paper.dossier, paper.procedure, paper.operator) == (
        FACTS.dossier,
        FACTS.procedure,
        FACTS.operator,
    )
    assert (paper.channel, paper.received_at) == (Channel.AGENT, FACTS.received_at)
    event = service.entries()[-1].event
    assert (event.action, event.actor, event.officer) == (Action.UPLOAD, "station-1", "canbo01")
    assert (event.paper_id, event.dossier) == (PAPER, FACTS.dossier)


def test_pages_that_cannot_be_drawn_are_told_of_and_kept(service: Service) -> None:
    answer = put(service).json()
    assert (answer["problem"], answer["pages"]) == ("E-INPUT-DAMAGED", [])
    assert answer["remedy"]


def test_twice_is_once(service: Service) -> None:
    put(service)
    again = put(service)
    assert (again.status_code, again.json()["created"]) == (200, False)
    events = service.services.app.desk.events(PAPER)
    assert [event.kind for event in events] == [EventKind.RECEIVED]


def test_a_file_with_more_pages_takes_the_place_of_the_first(service: Service) -> None:
    longer = DATA + b"more\n%%EOF\n"
    put(service)
    for _ in range(2):
        answer = put(service, longer, facts=FACTS.model_copy(update={"replaces": PAPER}))
        assert answer.status_code == 200, answer.text
    old = service.services.app.desk.get(PAPER)
    assert (old.state, old.replaced_by) == (DeskState.REPLACED, sha256_of(longer))
    assert service.services.app.desk.get(sha256_of(longer)).state is DeskState.WAITING


@pytest.mark.parametrize("replaces", ["0" * 64, PAPER])
def test_a_paper_replaces_neither_itself_nor_one_that_is_not_here(
    service: Service, replaces: str
) -> None:
    assert put(service, facts=FACTS.model_copy(update={"replaces": replaces})).status_code == 200
    assert service.services.app.desk.get(PAPER).state is DeskState.WAITING


def test_a_crash_between_store_and_work_list_heals(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise StoreUnavailableError()

    with monkeypatch.context() as patch:
        patch.setattr(service.services.app.desk.__class__, "enqueue", away)
        assert put(service).status_code == 503
    assert service.services.app.archive.store.stat(original_key(PAPER)) is not None
    assert ask(service, "known", [PAPER]).json() == {"known": []}
    assert put(service).status_code == 200
    assert ask(service, "known", [PAPER]).json() == {"known": [PAPER]}


def test_other_bytes_than_announced_are_not_kept(service: Service) -> None:
    other = sha256_of(b"other")
    answer = put(service, paper=other)
    assert (answer.status_code, answer.json()["code"]) == (422, "E-INTAKE-HASH")
    for paper in (other, PAPER):
        assert service.services.app.archive.store.stat(original_key(paper)) is None


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [(b"", 422, "E-INPUT-EMPTY"), (b"MZ program", 415, "E-INPUT-TYPE")],
)
def test_what_is_no_paper_is_refused(service: Service, data: bytes, status: int, code: str) -> None:
    answer = put(service, data)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["remedy"]
    assert ask(service, "known", [sha256_of(data)]).json() == {"known": []}


@pytest.mark.parametrize("announced", [True, False])
def test_too_many_bytes_are_not_read_to_their_end(
    service: Service, monkeypatch: pytest.MonkeyPatch, announced: bool
) -> None:
    small = dataclasses.replace(limits.DEFAULT_LIMITS, file_bytes=1000)
    monkeypatch.setattr("api.http.upload.DEFAULT_LIMITS", small)
    data = DATA + bytes(5000)
    content: Any = data if announced else iter([data[:3000], data[3000:]])
    headers = {**FACTS.headers, **service.headers("station-1")}
    path = f"/v1/intake/papers/{sha256_of(data)}"
    answer = service.http.put(path, content=content, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "E-INPUT-TOO-LARGE")


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Motlan-Intake-dossier", quote("Nguyễn Văn A")),
        ("Motlan-Intake-channel", "pigeon"),
        ("Motlan-Intake-received-at", "2026-11-22T10:00:00"),
        ("Motlan-Intake-branch", ""),
    ],
)
def test_facts_of_another_form_are_refused_and_not_echoed(
    service: Service, header: str, value: str
) -> None:
    answer = put(service, headers={header: value})
    assert (answer.status_code, answer.json()["code"]) == (422, "E-INTAKE-FACTS")
    assert "Nguy" not in answer.text
    assert ask(service, "known", [PAPER]).json() == {"known": []}


def test_nothing_comes_from_the_future(service: Service) -> None:
    put(service, facts=FACTS.model_copy(update={"received_at": NOW + dt.timedelta(days=400)}))
    assert service.services.app.desk.get(PAPER).received_at == NOW


def test_a_station_hands_in_for_itself_only(service: Service) -> None:
    answer = put(service, client="station-2")
    assert (answer.status_code, answer.json()["code"]) == (403, "E-INTAKE-STATION")
    assert service.last_outcome() == (Action.REFUSE, "wrong_station")
    assert put(service, client="full").status_code == 403  # all scopes, but no station


def test_a_station_follows_its_own_papers_only(service: Service) -> None:
    put(service)
    unknown = sha256_of(b"unknown")
    (own,) = ask(service, "progress", [PAPER, unknown]).json()["papers"]
    assert (own["paper_id"], own["state"]) == (PAPER, "waiting")
    assert ask(service, "progress", [PAPER], "station-2").json() == {"papers": []}
    assert ask(service, "known", [PAPER, unknown], "station-2").json() == {"known": []}


@pytest.mark.parametrize("on_file", [False, True])
def test_what_another_station_or_dossier_sent_is_sent_again_and_linked(
    service: Service, on_file: bool
) -> None:
    put(service)
    app = service.services.app
    if on_file:
        fields = {"number": "1/QĐ"}
        app.archive.save(record(9, fields=fields, paper_id=PAPER, dossier=FACTS.dossier), DATA)
    other = "H26.12-261122-0777"
    elsewhere = FACTS.model_copy(
        update={"station": "Q02", "dossier": other, "form_of_paper": FormOfPaper.CERTIFIED_COPY}
    )

    def known(client: str, dossier: str | None) -> list[str]:
        body = {"papers": [PAPER], "dossiers": {PAPER: dossier} if dossier else {}}
        headers = service.headers(client)
        answer = service.http.post("/v1/intake/known", json=body, headers=headers)
        found: list[str] = answer.json()["known"]
        return found

    assert known("station-1", FACTS.dossier) == known("station-1", None) == [PAPER]
    assert known("station-1", other) == []
    assert known("station-2", other) == known("station-2", FACTS.dossier) == []
    told = put(service, facts=elsewhere, client="station-2").json()
    assert (told["created"], FACTS.dossier in told["elsewhere"]) == (False, True)
    assert known("station-2", other) == [PAPER]
    assert known("station-1", other) == []
    assert [p["paper_id"] for p in ask(service, "progress", [PAPER], "station-2").json()["papers"]]
    (hand_in,) = app.hand_ins.for_dossier(other)
    assert (hand_in.station, hand_in.intake.form_of_paper) == ("Q02", FormOfPaper.CERTIFIED_COPY)
    if on_file:
        found = app.index.find(PaperQuery(dossier=other)).entries
        assert [entry.paper_id for entry in found] == [PAPER]


@pytest.mark.parametrize("what", ["known", "progress"])
def test_questions_are_guarded(service: Service, what: str) -> None:
    assert ask(service, what, []).status_code == 422
    assert ask(service, what, ["x"]).status_code == 422
    assert ask(service, what, [PAPER] * 501).status_code == 422
    assert ask(service, what, [PAPER], "without-intake-write").status_code == 403
    assert service.last_outcome() == (Action.REFUSE, "no_scope intake:write")
    body = {"papers": [PAPER]}
    assert service.http.post(f"/v1/intake/{what}", json=body).status_code == 401
    assert service.last_outcome() == (Action.REFUSE, "no_valid_token")


def test_the_account_of_a_station_sees_no_paper(service: Service) -> None:
    grant = {"grant_type": "client_credentials"}
    token = service.http.post("/oauth/token", data=grant, auth=("station-1", SECRET)).json()
    assert token["scope"] == "intake:write"
    headers = service.headers("station-1")
    answer = service.http.get(f"/v1/papers/{service.paper_id}", headers=headers)
    assert answer.status_code == 403
