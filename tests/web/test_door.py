"""Whose body is read, and how much of it, at every route of pages and interface."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from fastapi import FastAPI
from joserfc.jwk import ECKey
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from api import app as interface
from api.access.clients import Clients
from api.access.tokens import TokenIssuer
from api.app import create_app
from api.errors import ProviderUnavailableError
from api.http.door import FORM_BYTES, SIGN_IN_BYTES, Door, DoorRules, Pace
from api.services import Services
from app.installation import App
from app.settings import Settings
from schemas.errors import MotlanError
from storage.desk.accounts import Accounts, Role
from storage.errors import StoreUnavailableError
from tests.api.conftest import account
from tests.app.doors import Door as Route
from tests.app.doors import routes
from tests.web.asgi import send
from web import app as pages
from web.app import create_pages
from web.office import Office
from web.routes import ROUTERS

_FORM = {"content-type": "application/x-www-form-urlencoded"}
_JSON = {"content-type": "application/json"}
_BIG = 8 << 20


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with App(Settings(home=tmp_path_factory.mktemp("door"))) as app:
        tokens = TokenIssuer(ECKey.generate_key("P-256"))
        yield Office(Services(app, Clients([account("full")]), tokens), None)


@pytest.fixture(scope="module")
def site(office: Office) -> FastAPI:
    return create_pages(office)


def _signed_in(office: Office, name: str, role: Role) -> dict[str, str]:
    office.app.accounts.add(name, frozenset({role}), "H26.12")
    return {"cookie": f"motlan={office.app.accounts.open_session(name)}"}


def _address(path: str) -> str:
    filled = path.replace("{paper_id}", "0" * 64).replace("{number}", "1")
    return filled.replace("{", "").replace("}", "")


def _routes() -> list[tuple[Route, DoorRules]]:
    web = FastAPI()
    for router in ROUTERS:
        web.include_router(router)
    api = create_app(cast(Services, SimpleNamespace()))
    found = [(route, pages._DOOR) for route in routes(web)]
    found += [(route, interface._DOOR) for route in routes(api)]
    return [(route, rules) for route, rules in found if not route.name.startswith("GET")]


@pytest.mark.parametrize(
    ("route", "rules"), _routes(), ids=lambda found: getattr(found, "name", "")
)
def test_no_route_reads_the_body_of_a_stranger(
    site: FastAPI, route: Route, rules: DoorRules
) -> None:
    method, _, path = route.name.partition(" ")
    path = (
        path.replace("{paper_id}", "0" * 64)
        .replace("{number}", "1")
        .replace("{", "")
        .replace("}", "")
    )
    told = send(site, method, path, size=_BIG, headers=_FORM)
    most = SIGN_IN_BYTES if path in rules.for_strangers else 0
    assert told.taken <= most + (64 << 10) * bool(most)
    assert told.status in (303, 401, 413, 422)


@pytest.mark.parametrize(
    ("route", "rules"), _routes(), ids=lambda found: getattr(found, "name", "")
)
def test_what_takes_files_is_known_to_the_door(route: Route, rules: DoorRules) -> None:
    method, _, path = route.name.partition(" ")
    source = inspect.getsource(route.opens)
    takes_files = "UploadFile" in source or "stream" in source
    assert (rules.most_bytes(method, path) > FORM_BYTES) == takes_files


def test_a_form_without_end_is_cut_off(site: FastAPI, office: Office) -> None:
    headers = _signed_in(office, "an", Role.OPERATOR)
    told = send(site, "POST", "/tiep-nhan", size=_BIG, headers={**headers, **_FORM})
    assert told.status == 413
    assert told.taken <= FORM_BYTES + (64 << 10)
    assert "content-security-policy" in told.headers
    token = office.services.tokens.issue(account("full"))
    bearer = {"authorization": f"Bearer {token}"}
    told = send(site, "POST", "/v1/reuse/checks", size=_BIG, headers={**bearer, **_JSON})
    assert (told.status, told.taken <= FORM_BYTES + (64 << 10)) == (413, True)
    assert b"E-API-BODY" in told.body


def test_what_says_that_it_is_too_long_is_not_read_at_all(site: FastAPI, office: Office) -> None:
    headers = _signed_in(office, "dung", Role.OPERATOR)
    length = {"content-length": str(_BIG), **_FORM}
    told = send(site, "POST", "/tiep-nhan", size=_BIG, headers={**headers, **length})
    assert (told.status, told.taken) == (413, 0)


def test_a_locked_session_may_send_its_password_alone(site: FastAPI, office: Office) -> None:
    headers = _signed_in(office, "chi", Role.OPERATOR)
    office.app.accounts.lock(headers["cookie"].partition("=")[2])
    told = send(site, "POST", "/tiep-nhan", size=_BIG, headers={**headers, **_FORM})
    assert (told.status, told.taken) == (303, 0)
    told = send(site, "POST", "/khoa", size=1000, headers={**headers, **_FORM})
    assert told.taken == 1000


def test_a_sender_who_cannot_be_looked_up_is_told_to_come_again(
    site: FastAPI, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = _signed_in(office, "yen", Role.OPERATOR)

    def away(*_: object, **__: object) -> None:
        raise StoreUnavailableError()

    monkeypatch.setattr(Accounts, "session", away)
    told = send(site, "POST", "/tiep-nhan", size=_BIG, headers={**headers, **_FORM})
    assert (told.status, told.taken) == (503, 0)


def test_a_token_that_cannot_be_checked_for_now_is_not_taken_for_a_stranger(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise ProviderUnavailableError("keys", reason="timeout")

    monkeypatch.setattr("api.access.gate.client_of", away)
    bearer = {"authorization": "Bearer x", **_JSON}
    told = send(create_app(office.services), "POST", "/v1/reuse/checks", size=10, headers=bearer)
    assert (told.status, told.taken) == (503, 0)
    assert b"E-API-OIDC" in told.body


def test_refusals_at_the_door_are_marked_as_a_trial_too(tmp_path: Path, office: Office) -> None:
    with App(Settings(home=tmp_path, trial=True)) as app:
        api = create_app(dataclasses.replace(office.services, app=app))
        length = {"content-length": str(_BIG), **_FORM}
        told = send(api, "POST", "/oauth/token", size=_BIG, headers=length)
    assert (told.status, told.headers.get("motlan-trial")) == (413, "1")


def test_a_body_that_drips_ends() -> None:
    async def reads(scope: Scope, receive: Receive, send: Send) -> None:
        await Request(scope, receive).body()
        await JSONResponse("read")(scope, receive, send)

    async def everybody(_: Request) -> bool:
        return True

    async def refuse(_: Request, error: MotlanError) -> Response:
        return JSONResponse(error.code, status_code=error.http_status)

    rules = DoorRules(everybody, refuse, pace=Pace(grace_seconds=0.05, bytes_per_second=100_000))
    slow = send(Door(reads, rules), "POST", "/", size=100, part=1, pause=0.01)
    assert slow.status == 408
    assert slow.taken < 20
    patient = dataclasses.replace(rules, pace=Pace())
    assert send(Door(reads, patient), "POST", "/", size=5, part=1, pause=0.001).status == 200
