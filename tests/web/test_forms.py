"""A clerk fills a form of a dossier, sees where each value comes from, and prints it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from joserfc.jwk import ECKey

from api.access.clients import Clients
from api.access.tokens import TokenIssuer
from api.services import Services
from app.installation import App
from app.settings import Settings
from schemas.record.paper import FormOfPaper
from storage.audit.chain import Action
from storage.desk.accounts import Role
from tests.storage.records import original, record
from tests.web.asgi import Sent, send
from web.app import create_pages
from web.office import Office

DOSSIER, PERSON = "H26.12-261122-0301", "001190012345"
CARD = {
    "personal_id": PERSON,
    "full_name": "NGUYỄN THỊ HƯƠNG GIANG",
    "birth_date": "1990-05-31",
    "sex": "Nữ",
    "issued_on": "2021-06-01",
    "valid_until": "2090-05-31",
}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with App(Settings(home=tmp_path)) as made:
        for name in ("an", "binh"):
            made.accounts.add(name, frozenset({Role.OPERATOR}), "H26.12")
            made.accounts.change_password(name, "một mật khẩu để thử")
        made.archive.save(record(1, "id_card", fields=CARD), original(1), ())
        made.dossiers.open(
            DOSSIER,
            "1.004222",
            FormOfPaper.ORIGINAL,
            (),
            branch="H26.12",
            station="",
            operator="an",
        )
        yield made


@pytest.fixture
def site(app: App) -> FastAPI:
    tokens = TokenIssuer(ECKey.generate_key("P-256"))
    return create_pages(Office(Services(app, Clients([]), tokens), None))


def cookie(app: App, name: str) -> dict[str, str]:
    return {"cookie": f"motlan={app.accounts.open_session(name)}"}


def post(site: FastAPI, mine: dict[str, str], address: str, **form: str) -> Sent:
    page = send(site, "GET", "/tai-khoan", headers=mine)
    csrf = re.search(rb'name="csrf" content="([^"]+)"', page.body)
    assert csrf
    return send(site, "POST", address, form={"csrf": csrf[1].decode(), **form}, headers=mine)


def test_a_clerk_fills_checks_and_prints_a_form(site: FastAPI, app: App) -> None:
    mine, address = cookie(app, "an"), f"/tiep-nhan/{DOSSIER}/to-khai"
    assert address in send(site, "GET", f"/tiep-nhan/{DOSSIER}", headers=mine).body.decode()
    assert "Mẫu CT01" in send(site, "GET", address, headers=mine).body.decode()
    assert post(site, mine, address, key="ct01", subject="x").status == 422
    filled = post(site, mine, address, key="ct01", subject=PERSON)
    assert filled.status == 303
    place = filled.headers["location"]
    assert PERSON not in place
    shown = send(site, "GET", place, headers=mine).body.decode()
    assert "NGUYỄN THỊ HƯƠNG GIANG" in shown
    assert "Thẻ căn cước" in shown
    printed = post(site, mine, f"{place}/in")
    assert printed.body.startswith(b"%PDF")
    noted = {entry.event.action for entry in app.audit.entries()}
    assert {Action.FILL_FORM, Action.READ, Action.PRINT_FORM} <= noted
    other = cookie(app, "binh")
    assert send(site, "GET", place, headers=other).status == 404


def test_a_form_of_another_procedure_is_refused(site: FastAPI, app: App) -> None:
    address = f"/tiep-nhan/{DOSSIER}/to-khai"
    told = post(site, cookie(app, "an"), address, key="tk01", subject=PERSON)
    assert told.status == 422
    assert "E-FORM" in told.body.decode()
