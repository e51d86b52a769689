"""Every route and command calls a verb that writes its own audit entry, or has a reason not to."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest
from fastapi import FastAPI

from api.app import create_app
from api.services import Services
from cli.main import app as command_line
from tests.app.doors import Door, audited_actions, commands, routes
from web.routes import ROUTERS

_FORM = "shows an empty form or a list of work: no value, no number, no picture of a paper"
_SIGN_IN = "leads to a sign-in, which is noted, or keeps one's own session open"
_COUNTS = "shows counts and codes; no paper is looked at"
_PUBLIC = "says the same to everybody"
_NOT_ON_FILE = "reads a file of the caller's own; nothing on file is looked at or kept"
_STATION = "works in the spool of the station; the centre notes the paper when it is handed over"

WITHOUT_ENTRY = {
    "POST /oauth/token": "gives out no data; wrong credentials are noted",
    "GET /healthz": _PUBLIC,
    "GET /livez": _PUBLIC,
    "GET /readyz": "says which part of the service is at fault",
    "GET /metrics": _COUNTS,
    "GET /v1/procedures": _PUBLIC,
    "GET /v1/schemas": _PUBLIC,
    "GET /v1/schemas/{paper_type}": _PUBLIC,
    "POST /v1/intake/known": "says which hashes the centre holds, to who has the bytes",
    "POST /v1/intake/progress": "tells a station the state of its own papers, no values",
    "GET /": "leads to the first page of the account",
    "GET /dang-nhap": _FORM,
    "GET /khoa": _FORM,
    "GET /doi-mat-khau": _FORM,
    "GET /tai-khoan": "shows one's own account",
    "GET /con-lam-viec": _SIGN_IN,
    "GET /dang-nhap/chung": _SIGN_IN,
    "GET /tiep-nhan": _FORM,
    "GET /tiep-nhan/{dossier}": "shows how far one's papers are; pictures are noted one by one",
    "GET /tiep-nhan/{dossier}/giay-to": "the same, asked for by the page itself",
    "GET /tiep-nhan/{dossier}/to-khai": _FORM,
    "GET /kiem-tra": _FORM,
    "GET /kiem-tra/tiep": "leads to the next paper, whose page is noted",
    "POST /kiem-tra/{paper_id}/dang-go": "keeps what a person typed, until it is sent",
    "GET /ky-va-tra": _FORM,
    "GET /mo-khoa-ky": _FORM,
    "GET /tra-cuu": _FORM,
    "GET /tra-cuu/thu-tuc": _PUBLIC,
    "GET /tra-cuu/{number}": "shows again the answer to a question that was noted",
    "GET /theo-doi": _COUNTS,
    "GET /theo-doi/{table}.csv": _COUNTS,
    "GET /trang-thai": "tells who has the code of a receipt how far it is, no values",
    "GET /lo-luu-tru": _COUNTS,
    "GET /lo-luu-tru/{name}": _COUNTS,
    "GET /lo-luu-tru/{name}/tien-do": _COUNTS,
    "GET /bat-dau": _FORM,
    "GET /quet/{profile}": _FORM,
    "GET /quet/phien/hien-tai": _SIGN_IN,
    "GET /quet/tho/tho.js": _PUBLIC,
    "POST /quet/xem": _NOT_ON_FILE,
    "POST /quet/da-co": "says which hashes the centre holds, to who has the bytes",
    "read": _NOT_ON_FILE,
    "extract": _NOT_ON_FILE,
    "schema": _PUBLIC,
    "split": _NOT_ON_FILE,
    "separator": "prints a sheet of codes",
    "store check": "tries the store with objects of its own",
    "store migrate": "makes the tables that entries are written to",
    "form list": _PUBLIC,
    "procedure list": _PUBLIC,
    "procedure show": _PUBLIC,
    "audit head": "prints where the chain ends, to be kept elsewhere",
    "audit verify": "reads the chain for its seals; shows places and counts only",
    "doctor": "checks the machine; no paper is looked at",
    "keys list": "shows fingerprints of keys",
    "account list": "shows accounts, which name no persons",
    "station init": _STATION,
    "station run": _STATION,
    "station status": _STATION,
    "station add": _STATION,
    "station retry": _STATION,
    "station devices": _STATION,
    "station scan": _STATION,
    "backfill status": _COUNTS,
    "backfill failures": _COUNTS,
    "backfill report": _COUNTS,
    "backfill precision": _NOT_ON_FILE,
}


def _doors() -> list[Door]:
    pages = FastAPI()
    for router in ROUTERS:
        pages.include_router(router)
    api = create_app(cast(Services, SimpleNamespace()))
    return [*routes(api), *routes(pages), *commands(command_line)]


DOORS = _doors()


def test_there_are_doors() -> None:
    names = {door.name for door in DOORS}
    assert {"POST /v1/reuse/checks", "POST /ky-va-tra/{paper_id}", "paper erase"} <= names
    assert len(names) > 100


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_a_door_calls_a_verb_that_is_noted_or_has_a_reason_not_to(door: Door) -> None:
    noted = bool(audited_actions(door.opens))
    assert noted != (door.name in WITHOUT_ENTRY)


def test_every_reason_is_that_of_a_door() -> None:
    assert set(WITHOUT_ENTRY) <= {door.name for door in DOORS}


def test_a_door_that_calls_no_verb_is_seen() -> None:
    def door() -> str:
        return create_app.__name__

    assert audited_actions(door) == frozenset()
