"""What an account may do counts from the next click on; agents learn nothing of the store."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from joserfc.jwk import ECKey

from api.access.clients import Clients
from api.access.tokens import TokenIssuer
from api.services import Services
from app.accounts import AccountChange, change_account
from app.acting import Caller
from app.installation import App
from app.settings import Settings
from storage.audit.chain import Action
from storage.desk.accounts import Role
from tests.web.asgi import Sent, send
from web.app import create_pages
from web.office import Office


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    with App(Settings(home=tmp_path_factory.mktemp("rights"))) as made:
        made.accounts.add("buu-dien", frozenset({Role.AGENT}), "BD-01")
        made.accounts.add("an", frozenset({Role.OPERATOR}), "H26.12")
        for name in ("buu-dien", "an"):
            made.accounts.change_password(name, "một mật khẩu để thử")
        yield made


@pytest.fixture(scope="module")
def site(app: App) -> FastAPI:
    tokens = TokenIssuer(ECKey.generate_key("P-256"))
    return create_pages(Office(Services(app, Clients([]), tokens), None))


def _cookie(app: App, name: str) -> dict[str, str]:
    return {"cookie": f"motlan={app.accounts.open_session(name)}"}


def _ask(site: FastAPI, cookie: dict[str, str], dossier: str, subject: str) -> Sent:
    page = send(site, "GET", "/tai-khoan", headers=cookie)
    csrf = re.search(rb'name="csrf" content="([^"]+)"', page.body)
    assert csrf
    form = {
        "csrf": csrf[1].decode(),
        "dossier": dossier,
        "procedure": "1.004884",
        "subject": subject,
    }
    return send(site, "POST", "/tiep-nhan", form=form, headers=cookie)


def test_an_agent_gets_no_answer_about_anybody(site: FastAPI, app: App) -> None:
    agent = _cookie(app, "buu-dien")
    assert b'name="subject"' not in send(site, "GET", "/tiep-nhan", headers=agent).body
    told = _ask(site, agent, "H26.12-261122-0301", "001190012345")
    assert told.status == 422
    assert "không được hỏi kho" in told.body.decode()
    assert _ask(site, agent, "H26.12-261122-0301", "").status == 303
    asked = [e.event for e in app.audit.entries() if e.event.action is Action.REUSE_CHECK]
    assert [event for event in asked if event.actor == "buu-dien"] == []


def test_asking_at_intake_counts_like_asking_at_the_lookup(
    site: FastAPI, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.questions._PER_MINUTE", 1)
    clerk = _cookie(app, "an")
    seen = [_ask(site, clerk, "sai", "001190012345").status for _ in range(11)]
    assert seen == [422] * 10 + [429]


def test_a_changed_account_has_its_rights_from_the_next_click(site: FastAPI, app: App) -> None:
    clerk, by = _cookie(app, "an"), Caller("motlan-cli", "chi")
    assert send(site, "GET", "/tra-cuu", headers=clerk).status == 200
    change_account(app, by, "an", AccountChange(roles=frozenset({Role.AUDITOR}), branch="H26.13"))
    assert send(site, "GET", "/tra-cuu", headers=clerk).status == 403
    changed = app.accounts.get("an")
    assert changed is not None
    assert (changed.roles, changed.branch) == (frozenset({Role.AUDITOR}), "H26.13")
    (entry,) = [e.event for e in app.audit.entries() if e.event.action is Action.ACCOUNT]
    assert entry.fields == ("change", "an", "branch", "roles", "auditor")
