"""Whom a provider of identities lets in: who has just authenticated, for these pages."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import RSAKey

from api.process.serve import opened_services
from app.installation import App
from app.settings import Settings
from storage.audit.chain import Action
from storage.desk.accounts import Role
from web.app import create_pages
from web.office import make_office
from web.single_sign_on import SingleSignOn

_ISSUER = "https://sso.example/realms/hanoi"
_KEY = RSAKey.generate_key(2048, auto_kid=True)
_FILE = f"""
address = "http://127.0.0.1:1"
issuer = "{_ISSUER}"
client_id = "motlan-pages"
authorization_endpoint = "{_ISSUER}/auth"
token_endpoint = "{_ISSUER}/token"
end_session_endpoint = "{_ISSUER}/logout"
"""


class _Pages:
    """Pages whose provider issues what a test wants."""

    def __init__(self, app: App, site: FastAPI) -> None:
        self.app, self._site = app, site
        self.claims: dict[str, Any] = {}
        self.begin()

    def begin(self) -> None:
        """Forget who came before."""
        self.http = TestClient(self._site, follow_redirects=False)
        self.app.accounts.change("an", elsewhere=True)

    def token(self, _code: str, journey: Any) -> str:
        now = int(dt.datetime.now(dt.UTC).timestamp())
        claims = {
            "iss": _ISSUER,
            "aud": "motlan-pages",
            "sub": "f:1",
            "exp": now + 60,
            "nonce": journey.nonce,
            "auth_time": now,
            "preferred_username": "an",
        } | self.claims
        told = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode({"alg": "RS256", "kid": _KEY.kid}, told, _KEY)

    def come(self, **claims: Any) -> int:
        """Go to the provider and come back with some claims; return the status of the answer."""
        self.claims = claims
        state = re.search(r"state=([^&]+)", self.leave())
        assert state
        answer = self.http.get(f"/dang-nhap/chung/ve?state={state[1]}&code=x")
        return answer.status_code

    def leave(self) -> str:
        """Return where a person is sent to sign in."""
        return self.http.get("/dang-nhap/chung").headers["location"]

    def is_in(self) -> bool:
        return self.http.get("/tai-khoan").status_code == 200


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Pages]:
    home = tmp_path_factory.mktemp("identity")
    with App(Settings(home=home)) as app, opened_services(app) as services:
        keys = home / "keys.json"
        keys.write_text(json.dumps({"keys": [_KEY.as_dict(private=False)]}))
        told = app.settings.api_folder / "single_sign_on.toml"
        told.write_text(f'{_FILE}jwks = "{keys}"\n', "utf-8")
        app.accounts.add_known_elsewhere("an", frozenset({Role.OPERATOR}), "H26.12")
        app.accounts.add("binh", frozenset({Role.OPERATOR}), "H26.12")
        yield _Pages(app, create_pages(make_office(services)))


@pytest.fixture
def pages(installation: _Pages, monkeypatch: pytest.MonkeyPatch) -> _Pages:
    def redeem(_: SingleSignOn, code: str, journey: Any) -> str:
        return installation.token(code, journey)

    monkeypatch.setattr(SingleSignOn, "_redeem", redeem)
    installation.begin()
    return installation


def _ago(seconds: float) -> int:
    return int(dt.datetime.now(dt.UTC).timestamp() - seconds)


def test_who_has_just_authenticated_comes_in(pages: _Pages) -> None:
    assert "max_age=900" in pages.leave()
    assert pages.come() == 200
    assert pages.is_in()


@pytest.mark.parametrize(
    "claims",
    [
        {"auth_time": None},
        {"auth_time": "now"},
        {"auth_time": True},
        {"azp": "other-system"},
        {"aud": ["motlan-pages", "other-system"]},
        {"aud": ["motlan-pages", "other-system"], "azp": "other-system"},
        {"aud": "other-system"},
        {"nonce": "x"},
        {"preferred_username": "nobody"},
        {"preferred_username": "binh"},
        {"sub": None},
    ],
    ids=str,
)
def test_what_does_not_count_opens_nothing(pages: _Pages, claims: dict[str, Any]) -> None:
    assert pages.come(**claims) == 401
    assert not pages.is_in()


@pytest.mark.parametrize("seconds", [1000, 8 * 3600, -600])
def test_an_authentication_long_ago_or_still_to_come_opens_nothing(
    pages: _Pages, seconds: int
) -> None:
    assert pages.come(auth_time=_ago(seconds)) == 401
    assert not pages.is_in()


@pytest.mark.parametrize("claims", [{"azp": "motlan-pages"}, {"aud": ["motlan-pages"]}], ids=str)
def test_a_token_for_these_pages_alone_counts(pages: _Pages, claims: dict[str, Any]) -> None:
    assert pages.come(**claims) == 200


def test_a_locked_session_is_opened_by_a_person_not_by_the_session_of_the_provider(
    pages: _Pages,
) -> None:
    pages.come()
    pages.http.get("/khoa")
    assert "prompt=login" in pages.leave()
    assert "max_age=0" in pages.leave()
    assert pages.come(auth_time=_ago(120)) == 401  # `prompt=login` was taken out of the address
    assert not pages.is_in()
    assert pages.come() == 200
    assert pages.is_in()


def test_an_account_is_of_the_person_who_came_first(pages: _Pages) -> None:
    assert pages.come() == 200
    assert pages.come(sub="f:2") == 401
    refused = list(pages.app.audit.entries())[-1].event
    assert (refused.action, refused.actor, refused.outcome) == (Action.SIGN_IN, "an", "wrong")
    assert pages.come() == 200
    pages.app.accounts.change("an", elsewhere=True)  # another person has the account now
    assert pages.come(sub="f:2") == 200
    assert pages.come() == 401


def test_who_signs_out_here_signs_out_there(pages: _Pages) -> None:
    pages.come()
    csrf = re.search(r'name="csrf" content="([^"]+)"', pages.http.get("/tai-khoan").text)
    assert csrf
    left = pages.http.post("/dang-xuat", data={"csrf": csrf[1]})
    assert f"{_ISSUER}/logout?client_id=motlan-pages" in left.text
    assert not pages.is_in()
