"""Signing in: noted, counted where it is tried, and the same for names that no account has."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from joserfc.jwk import ECKey

from api.access.clients import Clients
from api.access.tokens import TokenIssuer
from api.services import Services
from app.installation import App
from app.settings import Settings
from storage.audit.chain import Action, AuditEvent
from storage.desk.accounts import Accounts, Role
from storage.desk.attempts import Attempts
from tests.web.asgi import Sent, send
from web import password_checks
from web.app import create_pages
from web.office import Office
from web.routes.sign_in import own_page

_PASSWORD = "một mật khẩu để thử"


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """An installation whose hashes are quickly made."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("storage.desk.accounts.PasswordHasher", lambda: quick)
    monkeypatch.setattr("storage.desk.accounts._UNKNOWN", quick.hash("nobody's"))
    with App(Settings(home=tmp_path)) as made:
        for name in ("an", "binh"):
            made.accounts.add(name, frozenset({Role.OPERATOR}), "H26.12")
            made.accounts.change_password(name, _PASSWORD)
        yield made


@pytest.fixture
def site(app: App) -> FastAPI:
    tokens = TokenIssuer(ECKey.generate_key("P-256"))
    return create_pages(Office(Services(app, Clients([]), tokens), None))


def _try(site: FastAPI, name: str, password: str, address: str = "192.0.2.1") -> Sent:
    form = {"name": name, "password": password}
    return send(site, "POST", "/dang-nhap", form=form, address=address)


def _events(app: App) -> list[AuditEvent]:
    return [entry.event for entry in app.audit.entries()]


def _cookie(answer: Sent) -> dict[str, str]:
    return {"cookie": answer.headers["set-cookie"].partition(";")[0]}


def test_a_name_that_nobody_has_is_treated_like_one_that_somebody_has(site: FastAPI) -> None:
    seen = [
        [(told.status, told.body.replace(name.encode(), b"")) for told in tries]
        for name in ("binh", "zzzz")
        for tries in [[_try(site, name, "sai") for _ in range(7)]]
    ]
    assert seen[0] == seen[1]
    assert "đang bị khóa" in seen[0][-1][1].decode()


def test_who_guesses_locks_out_nobody_else(site: FastAPI) -> None:
    for _ in range(6):
        assert _try(site, "an", "sai").status == 401
    assert _try(site, "an", _PASSWORD).status == 401
    assert _try(site, "an", _PASSWORD, "192.0.2.2").status == 303


def test_many_addresses_together_lock_a_name_and_many_names_an_address(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Attempts, "MAX_FOR_NAME", 6)
    monkeypatch.setattr(Attempts, "MAX_FROM_ADDRESS", 8)
    attempts = app.accounts.attempts
    for number in range(Attempts.MAX_FOR_NAME):
        attempts.failed("an", f"192.0.2.{number}")
    assert attempts.locked("an", "198.51.100.1")
    for number in range(Attempts.MAX_FROM_ADDRESS):
        attempts.failed(f"name-{number}", "203.0.113.9")
    assert attempts.locked("binh", "203.0.113.9")
    assert not attempts.locked("binh", "203.0.113.10")
    attempts.forget("an")
    assert not attempts.locked("an", "198.51.100.1")


def test_signing_in_and_failing_are_on_the_chain(site: FastAPI, app: App) -> None:
    _try(site, "an", "sai")
    _try(site, "mật khẩu gõ nhầm chỗ", "sai")
    opened = _try(site, "an", _PASSWORD)
    form = send(site, "GET", "/tai-khoan", headers=_cookie(opened))
    csrf = re.search(rb'name="csrf" content="([^"]+)"', form.body)
    assert csrf
    send(site, "POST", "/dang-xuat", form={"csrf": csrf[1].decode()}, headers=_cookie(opened))
    wrong, stranger, right, ended = _events(app)
    assert (wrong.action, wrong.actor, wrong.outcome) == (Action.SIGN_IN, "an", "wrong")
    assert (stranger.actor, stranger.outcome) == ("unknown", "wrong")
    assert "gõ nhầm" not in stranger.model_dump_json()
    assert (right.action, right.outcome, right.address) == (Action.SIGN_IN, "ok", "192.0.2.1")
    assert (ended.action, ended.session) == (Action.SIGN_OUT, right.session)
    assert right.session


def test_an_address_that_is_closed_writes_no_more_entries(site: FastAPI, app: App) -> None:
    for _ in range(12):
        _try(site, "an", "sai")
    outcomes = [event.outcome for event in _events(app)]
    assert outcomes == ["wrong"] * 4 + ["locked"]


def test_a_new_password_ends_the_other_sessions(site: FastAPI, app: App) -> None:
    other, own = (_cookie(_try(site, "an", _PASSWORD)) for _ in range(2))
    page = send(site, "GET", "/tai-khoan", headers=own)
    csrf = re.search(rb'name="csrf" content="([^"]+)"', page.body)
    assert csrf
    form = {"csrf": csrf[1].decode(), "old": _PASSWORD}
    for plain, told in {
        "ngắn": "ít nhất 10",
        "1234567890": "dãy liền nhau",
        "aaaaaaaaaa": "lặp lại",
        "Matkhau123": "ai cũng đoán được",
    }.items():
        answer = send(
            site, "POST", "/doi-mat-khau", form=form | {"new": plain, "again": plain}, headers=own
        )
        assert (answer.status, told in answer.body.decode()) == (422, True)
    long = "cả nhà cùng đi chợ sớm"
    answer = send(
        site, "POST", "/doi-mat-khau", form=form | {"new": long, "again": long}, headers=own
    )
    assert answer.status == 303
    assert send(site, "GET", "/tai-khoan", headers=other).status == 303
    assert send(site, "GET", "/tai-khoan", headers=own).status == 200


def test_hashes_are_made_two_at_a_time(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, most = [0], [0]

    def slow(*_: object) -> bool:
        at_once[0] += 1
        most[0] = max(most[0], at_once[0])
        time.sleep(0.02)
        at_once[0] -= 1
        return False

    monkeypatch.setattr(app.accounts, "_hasher", SimpleNamespace(verify=slow))
    threads = [
        threading.Thread(target=app.accounts.try_password, args=(f"n{n}", "sai")) for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] <= 2


def test_a_crowd_at_the_door_is_told_to_come_back(
    site: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(password_checks, "_MOST_WAITING", 0)
    assert _try(site, "an", _PASSWORD).status == 429


def test_sessions_that_ended_are_dropped(app: App) -> None:
    long_ago = app.clock() - Accounts.LONGEST_SESSION * 2
    earlier = Accounts(app.accounts.database, clock=lambda: long_ago)
    earlier.open_session("an")
    app.accounts.open_session("an")
    with app.accounts.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT count(*) FROM sessions").scalar()
    assert rows == 1


@pytest.mark.parametrize("address", ["/\t/example.org", "/a\r\nb", "/\x00", "/a\\b", "//x", "x"])
def test_an_address_that_browsers_read_otherwise_is_not_followed(address: str) -> None:
    assert own_page(address) == "/"
    assert own_page("/tiep-nhan?a=b#c") == "/tiep-nhan?a=b#c"
