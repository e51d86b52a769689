"""Pages, interface and command give the same answer to the same question, over random stores."""

from __future__ import annotations

import html
import itertools
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from joserfc.jwk import ECKey
from typer.testing import CliRunner

from api.access.clients import Clients
from api.access.rate import RateLimiter
from api.access.tokens import TokenIssuer
from api.app import create_app
from api.bodies.reuse import ReuseCheckOut
from api.services import Services
from app.acting import Caller
from app.installation import App
from app.papers.life.numbers import link_numbers
from app.settings import Settings
from cli.main import app as command_line
from pipeline.seal.verification.trust import Trust
from schemas.law.procedures import Procedure, procedures
from schemas.papers.model import Kind
from schemas.papers.registry import paper_type
from schemas.record.evidence import FieldState
from schemas.record.paper import FormOfPaper, PaperStatus
from storage.desk.accounts import Role
from storage.desk.lookups import Lookup
from storage.papers.reuse.answers import ReuseAnswer
from tests.api.conftest import REASON, account
from tests.storage.records import NOW, original, record
from tests.web.counter import Client, Counter
from web.app import create_pages
from web.office import make_office

DAYS = ("1990-05-31", "2025-06-01", "2026-10-01", "2026-11-30", "2027-05-01", "2030-01-01")
WORDS = ("kết hôn", "vay vốn ngân hàng", "BÁN NHÀ")
DEATHS = ("death_extract", "death_notice")


@dataclass(frozen=True)
class Person:
    """Somebody with several numbers."""

    personal: str
    old_card: str
    passport: str
    name: str
    birth: str

    @property
    def numbers(self) -> tuple[str, ...]:
        return self.personal, self.old_card, self.passport


@dataclass
class Doors:
    """One installation and its three doors."""

    app: App
    api: TestClient
    token: str
    page: Client
    account: str
    made: Iterator[int]
    monkeypatch: pytest.MonkeyPatch
    dossier: str = ""

    def open(self, code: str) -> None:
        """Open a dossier of a procedure, for which the next questions are asked."""
        self.dossier = f"H26.1-261122-{next(self.made):05}"
        self.app.case_dossiers.open(self.dossier, code, "H26.1", "case-system")

    def person(self) -> Person:
        """Return somebody of whom nothing is on file yet."""
        n = next(self.made)
        letters = "".join(chr(ord("A") + int(digit)) for digit in f"{n:06}")
        return Person(f"0011900{n:05}", f"0{n:08}", f"C{n:07}", f"TRẦN THỊ {letters}", "1990-05-31")

    def by_api(self, question: dict[str, Any], code: str) -> dict[str, Any]:
        answer = self.api.post("/v1/reuse/checks", json=question, headers=self.headers(code))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def headers(self, code: str) -> dict[str, str]:
        bearer = {"Authorization": f"Bearer {self.token}"}
        return {**REASON, **bearer, "Motlan-Procedure": code, "Motlan-Dossier": self.dossier}

    def by_page(self, question: dict[str, Any], code: str) -> Lookup:
        form = {
            "purpose": "giải quyết hồ sơ",
            "procedure": code,
            "dossier": self.dossier,
            "legal_basis": "NĐ 45",
            "subject": question["subject_id"] or "",
            "full_name": question["name"],
            "birth": question["birth"],
        }
        led = self.page.post("/tra-cuu", **form)
        assert led.status_code == 303, led.text
        address = led.headers["location"]
        facts = {f"fact_{k}": "yes" if v else "no" for k, v in question["facts"].items()}
        if facts:
            self.page.post(f"{address}/dieu-kien", **facts)
        found = self.app.lookups.get(int(address.rpartition("/")[2]), self.account)
        assert found is not None
        shown = re.sub(r"\s+", " ", html.unescape(self.page.get(address)))
        assert all(c.reason in shown for c in found.components)
        return found

    def by_command(self, question: dict[str, Any], code: str) -> dict[str, Any]:
        facts = [f"{k}={'yes' if v else 'no'}" for k, v in question["facts"].items()]
        options = ["--subject", question["subject_id"] or "", "--procedure", code, "--json"]
        options += ["--dossier", self.dossier]
        options += ["--name", question["name"], "--birth", question["birth"]]
        options += [word for fact in facts for word in ("--fact", fact)]
        self.monkeypatch.setattr("cli.papers.reuse.installation", lambda: self.app)
        done = CliRunner().invoke(command_line, ["reuse", *options])
        assert done.exit_code == 0, done.output
        return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    folder = tmp_path_factory.mktemp("doors")
    parts = {"sealer": lambda _record, _pages: (), "verifier": Trust(())}
    with App(Settings(home=folder, persons_per_day=1_000_000), clock=lambda: NOW, **parts) as app:
        everything = account("all", procedures={"*"}, paper_types={"*"})
        services = Services(
            app=app,
            clients=Clients([everything]),
            tokens=TokenIssuer(ECKey.generate_key("P-256"), clock=lambda: NOW),
            limiter=RateLimiter(clock=itertools.count(0, 5).__next__),
        )
        counter = Counter(app, create_pages(make_office(services)), 1)
        page, token = (
            counter.client("an", Role.OPERATOR, Role.RECORDS_OFFICER),
            services.tokens.issue(everything),
        )
        with TestClient(create_app(services)) as http, pytest.MonkeyPatch.context() as patch:
            name = counter.name("an")
            yield Doors(app, http, token, page, name, itertools.count(1), patch)


def put_on_file(doors: Doors, draw: random.Random, kind: str, people: list[Person]) -> None:
    """Store a paper of a type with values drawn for every field of it."""
    model = paper_type(kind)
    fields = {}
    for name, spec in (model.specs() if model else {}).items():
        who = draw.choice(people)
        value = {
            Kind.ID_NUMBER: draw.choice(who.numbers),
            Kind.NAME: who.name,
            Kind.DATE: who.birth if "birth" in name else draw.choice(DAYS),
        }.get(spec.kind, f"CCCD số {who.personal}" if "paper" in name else draw.choice(WORDS))
        if draw.random() < 0.85:
            fields[name] = value
    number = 100_000 + next(doors.made)
    kept = record(
        number,
        kind,
        minutes=0,
        fields=fields,
        state=draw.choice([FieldState.ACCEPTED, FieldState.CONFIRMED, FieldState.REVIEW]),
        form_of_paper=draw.choice(list(FormOfPaper)),
        status=draw.choice([PaperStatus.CURRENT] * 4 + list(PaperStatus)[1:3]),
        dossier=draw.choice([None, "H26.13-200101-0009", doors.dossier]),
    )
    doors.app.archive.save(kept, original(number), ())


def question_of(draw: random.Random, who: Person, rules: Procedure) -> dict[str, Any]:
    keys = sorted({c.condition.key for c in rules.components if c.condition})
    facts = {key: draw.random() < 0.5 for key in keys if draw.random() < 0.6}
    spelling = draw.choice([who.personal, f" {who.personal[:6]} {who.personal[6:]}"])
    number = draw.choice([spelling, who.old_card, who.passport, None])
    named = number is None or draw.random() < 0.5
    name, birth = (who.name.title(), draw.choice([who.birth, "1990"])) if named else ("", "")
    return {"subject_id": number, "facts": facts, "name": name, "birth": birth}


def ask_everywhere(
    doors: Doors, question: dict[str, Any], rules: Procedure
) -> tuple[dict[str, Any], Lookup]:
    """Return the answer of the API and what the page kept; the command says the same."""
    api = doors.by_api(question, rules.code)
    found = doors.by_page(question, rules.code)
    asked = ReuseAnswer(
        rules.code, rules.name, doors.app.today(), found.components, notices=found.notices
    )
    page = ReuseCheckOut.of(found.number, asked).model_dump(mode="json")
    command = doors.by_command(question, rules.code)
    assert page | {"check": 0} == api | {"check": 0}
    assert command | {"check": 0} == api | {"check": 0}
    return api, found


def hold_against_each_other(doors: Doors, draw: random.Random) -> None:
    today = doors.app.today()
    rules = draw.choice([p for p in procedures() if p.rules_on(today)])
    doors.open(rules.code)
    people = [doors.person(), doors.person()]
    types = sorted({t for c in rules.components for t in (*c.accepts, *c.ended_by)})
    known = [t for t in types if paper_type(t)] + ["unknown", *DEATHS]
    for _ in range(draw.randrange(1, 5)):
        put_on_file(doors, draw, draw.choice(known), people)
    if draw.random() < 0.3:
        link_numbers(doors.app, Caller("an"), people[0].personal, people[0].old_card)
    question = question_of(draw, people[0], rules)
    api, found = ask_everywhere(doors, question, rules)
    take_everywhere(doors, rules.code, api, found)


def take_everywhere(doors: Doors, code: str, api: dict[str, Any], found: Lookup) -> None:
    """Try to take every paper that was named: it can be taken at both doors or at neither."""
    for c in (c for c in api["components"] if c["paper_id"]):
        chosen = {k: c[k] for k in ("component", "paper_id")}
        body = {"check": api["check"], "decision": "accept", **chosen}
        there = doors.api.post("/v1/reuse/decisions", json=body, headers=doors.headers(code))
        address = f"/tra-cuu/{found.number}/{c['component']}/quyet-dinh"
        here = doors.page.post(address, decision="accept")
        assert (there.status_code == 200) is (here.status_code == 303), c
        assert {there.status_code, here.status_code} in ({200, 303}, {404}), c


_QUIET = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "database": None,
    "phases": (Phase.explicit, Phase.generate),  # to shrink a store takes longer than a test may
}


@settings(max_examples=20, derandomize=True, **_QUIET)  # type: ignore[arg-type]
@given(draw=st.randoms(use_true_random=False))
def test_the_same_answer(doors: Doors, draw: random.Random) -> None:
    hold_against_each_other(doors, draw)


@pytest.mark.exhaustive
@settings(max_examples=400, **_QUIET)  # type: ignore[arg-type]
@given(draw=st.randoms(use_true_random=False))
def test_the_same_answer_many_times(doors: Doors, draw: random.Random) -> None:
    hold_against_each_other(doors, draw)


@pytest.mark.parametrize(
    "spelled",
    [" {}", "{} ", "\u00a0{}", "{}\u3000", "\t{}", "-"],
    ids=ascii,
)
def test_a_number_is_taken_everywhere_as_people_paste_it(doors: Doors, spelled: str) -> None:
    rules = next(p for p in procedures() if p.code == "1.004884")
    doors.open(rules.code)
    number = doors.person().personal
    pasted = f"{number[:3]}-{number[3:]}" if spelled == "-" else spelled.format(number)
    question = {"subject_id": pasted, "facts": {}, "name": "", "birth": ""}
    ask_everywhere(doors, question, rules)


@pytest.mark.parametrize(("name", "birth"), [("", ""), ("Trần Thị Đào", ""), ("", "1990")])
def test_nobody_is_refused_everywhere(doors: Doors, name: str, birth: str) -> None:
    doors.open("1.004884")
    body = {"name": name, "birth": birth}
    there = doors.api.post("/v1/reuse/checks", json=body, headers=doors.headers("1.004884"))
    assert there.status_code == 409
    options = [
        "--procedure",
        "1.004884",
        "--dossier",
        doors.dossier,
        "--name",
        name,
        "--birth",
        birth,
    ]
    doors.monkeypatch.setattr("cli.papers.reuse.installation", lambda: doors.app)
    assert CliRunner().invoke(command_line, ["reuse", *options]).exit_code != 0
