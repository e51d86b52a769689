"""Whoever is named on a paper is told of every look at it, through whichever door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from typer.testing import CliRunner

from app.acting import Caller
from app.papers.reports import report_accesses
from cli.main import app as command_line
from schemas.record.paper import RenditionKind
from storage.audit.chain import Action
from storage.papers.archive import PaperFile
from tests.cli.test_same_answer import Doors, Person, doors
from tests.storage.records import original, record

__all__ = ["doors"]

CODE = "1.004884"
HELD = "H26.13-200101-0009"


@dataclass(frozen=True)
class Family:
    """A child with a birth certificate on file, and the mother whom it names without a number."""

    child: Person
    mother: Person
    paper_id: str


@pytest.fixture
def family(doors: Doors) -> Family:
    doors.open(CODE)
    child, mother = doors.person(), doors.person()
    fields = {
        "full_name": child.name,
        "personal_id": child.personal,
        "mother_name": mother.name,
        "mother_birth": mother.birth,
        "number": "47/2015",
        "registered_on": "2015-03-05",
    }
    hers = {"full_name": mother.name, "personal_id": mother.personal, "birth_date": mother.birth}
    card = 300_000 + next(doors.made)
    doors.app.archive.save(record(card, "id_card", minutes=0, fields=hers), original(card), ())
    number = 200_000 + next(doors.made)
    kept = record(number, "birth_certificate", minutes=0, fields=fields, dossier=HELD)
    files = [
        PaperFile(RenditionKind.SIGNED_MASTER, b"%PDF-1.7 signed"),
        PaperFile(RenditionKind.SEARCHABLE, b"%PDF-1.7 searchable"),
    ]
    doors.app.archive.save(kept, original(number), files)
    return Family(child, mother, kept.paper_id)


def get(doors: Doors, address: str) -> None:
    answer = doors.api.get(address, headers=doors.headers(CODE))
    assert answer.status_code == 200, answer.text


def linked(doors: Doors, family: Family) -> None:
    address = f"/v1/papers/{family.paper_id}/files/searchable_pdf/links"
    answer = doors.api.post(address, json={}, headers=doors.headers(CODE))
    made = answer.json()
    assert answer.status_code == 200, answer.text
    assert doors.api.get(made["url"]).status_code == 200


def search(doors: Doors, **asked: str) -> None:
    found = doors.api.post("/v1/papers/search", json=asked, headers=doors.headers(CODE)).json()
    assert found["papers"]


def on_the_page(doors: Doors, family: Family, act: str = "") -> None:
    who = {"subject_id": family.child.personal, "name": "", "birth": "", "facts": {}}
    address = f"/tra-cuu/{doors.by_page(who, CODE).number}/old_birth_certificate"
    if act:
        assert doors.page.post(f"{address}/{act}").status_code == 200
    else:
        doors.page.get(address)


def by_name(doors: Doors, family: Family) -> None:
    form = {"purpose": "x", "procedure": CODE, "dossier": doors.dossier, "legal_basis": "x"}
    answer = doors.page.post("/tra-cuu/ten", name=family.child.name, **form)
    assert answer.status_code == 200
    assert family.child.personal[-3:] in answer.text


def command(doors: Doors, *words: str) -> None:
    for module in ("cli.papers.query", "cli.operation.store", "cli.papers.paper"):
        doors.monkeypatch.setattr(f"{module}.installation", lambda: doors.app)
    done = CliRunner().invoke(command_line, [*words])
    assert done.exit_code == 0, done.output


def recorded(doors: Doors, family: Family) -> None:
    out = str(doors.app.settings.home / "record.json")
    command(doors, "store", "get", family.paper_id, "--record", "-o", out)


LOOKS: dict[str, tuple[Action, Callable[[Doors, Family], None]]] = {
    "metadata": (Action.READ, lambda d, f: get(d, f"/v1/papers/{f.paper_id}")),
    "values": (Action.READ, lambda d, f: get(d, f"/v1/papers/{f.paper_id}/fields")),
    "file": (Action.DOWNLOAD, lambda d, f: get(d, f"/v1/papers/{f.paper_id}/files/searchable_pdf")),
    "link": (Action.DOWNLOAD, linked),
    "search by the child": (Action.SEARCH, lambda d, f: search(d, subject_id=f.child.personal)),
    "search by dossier": (Action.SEARCH, lambda d, f: search(d, dossier=HELD)),
    "page": (Action.READ, on_the_page),
    "values on a page": (Action.READ, lambda d, f: on_the_page(d, f, "xem")),
    "file on a page": (Action.DOWNLOAD, lambda d, f: on_the_page(d, f, "tep")),
    "name on a page": (Action.SEARCH, by_name),
    "command": (Action.SEARCH, lambda d, _: command(d, "query", "--dossier", HELD, "--json")),
    "record": (Action.READ, recorded),
}


@pytest.mark.parametrize(("action", "look"), LOOKS.values(), ids=LOOKS)
def test_the_mother_is_told(
    doors: Doors, family: Family, action: Action, look: Callable[[Doors, Family], None]
) -> None:
    before = {e.number for e in report_accesses(doors.app, Caller("k"), family.mother.personal)}
    look(doors, family)
    told = report_accesses(doors.app, Caller("k"), family.mother.personal)
    assert action in {e.event.action for e in told if e.number not in before}
