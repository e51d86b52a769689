"""Tokens of persons, from a real provider on loopback."""

from __future__ import annotations

import dataclasses
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey
from pydantic import ValidationError

from api.access.clients import Scope
from api.access.oidc import Grant, OidcProvider, OidcSettings
from storage.audit.chain import Action
from tests.api.conftest import NOW, PERSON, REASON, Service
from tests.servers import free_ports

ISSUER = "https://sso.example/realms/hanoi"


class Provider:
    """What a provider of identities is to us: a key, tokens and a list of public keys."""

    def __init__(self) -> None:
        self.loads = 0
        self.rotate()

    def rotate(self) -> None:
        self.key = ECKey.generate_key("P-256", auto_kid=True)

    def token(self, key: Any = None, alg: str = "ES256", **claims: Any) -> str:
        key = key or self.key
        now = int(NOW.timestamp())
        values = {
            "iss": ISSUER,
            "aud": ["account", "motlan"],
            "sub": "5f0c",
            "iat": now,
            "exp": now + 300,
            "preferred_username": "canbo.lan",
            "scope": "openid profile",
            "realm_access": {"roles": ["one-door"]},
            **claims,
        }
        header = {"alg": alg, "kid": key.kid}
        kept = {name: value for name, value in values.items() if value is not None}
        return jwt.encode(header, kept, key, algorithms=[alg])

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/certs")
        def certs() -> dict[str, Any]:
            self.loads += 1
            return {"keys": [self.key.as_dict(private=False, use="sig")]}

        return app


@contextmanager
def running(provider: Provider) -> Iterator[str]:
    port = free_ports(1)[0]
    config = uvicorn.Config(provider.app(), host="127.0.0.1", port=port, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}/certs"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[Provider, str]]:
    provider = Provider()
    with running(provider) as url:
        yield provider, url


@pytest.fixture
def provider(address: tuple[Provider, str], refusing: Service) -> Provider:
    provider, url = address
    settings = OidcSettings(
        issuer=ISSUER,
        audience="motlan",
        jwks=url,
        words_claims=("scope", "realm_access.roles"),
        retry_seconds=0,
        grants={
            "one-door": Grant(
                agency="H26.1",
                scopes=frozenset({Scope.REUSE_CHECK}),
                procedures=frozenset({"1.004884"}),
                paper_types=frozenset({"birth_certificate"}),
            ),
            "papers": Grant(scopes=frozenset({Scope.PAPERS_READ})),
        },
    )
    oidc = OidcProvider(settings, clock=lambda: NOW)
    refusing.services = dataclasses.replace(refusing.services, oidc=oidc)
    refusing.forget_requests()
    return provider


def check(service: Service, token: str, **reason: str) -> Any:
    headers = {**REASON, **reason, "Authorization": f"Bearer {token}"}
    return service.http.post("/v1/reuse/checks", json={"subject_id": PERSON}, headers=headers)


def test_the_officer_comes_from_the_token(refusing: Service, provider: Provider) -> None:
    answer = check(refusing, provider.token(), **{"Motlan-Officer": "somebody-else"})
    assert answer.status_code == 200
    event = refusing.entries()[-1].event
    assert (event.officer, event.agency) == ("canbo.lan", "H26.1")
    assert event.actor.startswith("user-")
    headers = {**REASON, "Authorization": f"Bearer {provider.token()}"}
    del headers["Motlan-Officer"]
    body = {"subject_id": PERSON}
    answer = refusing.http.post("/v1/reuse/checks", json=body, headers=headers)
    assert answer.status_code == 200


def test_rights_come_from_scopes_and_roles(refusing: Service, provider: Provider) -> None:
    path = f"/v1/papers/{refusing.paper_id}"

    def read(token: str) -> int:
        headers = {**REASON, "Authorization": f"Bearer {token}"}
        return refusing.http.get(path, headers=headers).status_code

    assert read(provider.token()) == 403
    assert refusing.last_outcome() == (Action.REFUSE, "no_scope papers:read")
    assert read(provider.token(scope="openid papers")) == 200
    assert check(refusing, provider.token(realm_access={"roles": []})).status_code == 403


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": int(NOW.timestamp()) - 60},
        {"exp": None},
        {"aud": "other"},
        {"aud": None},
        {"sub": None},
        {"preferred_username": None},
        {"nbf": int(NOW.timestamp()) + 600},
    ],
)
def test_tokens_that_do_not_count(
    refusing: Service, provider: Provider, claims: dict[str, Any]
) -> None:
    assert check(refusing, provider.token(**claims)).status_code == 401
    assert refusing.last_outcome() == (Action.REFUSE, "no_valid_token")


def test_other_keys_and_no_key(refusing: Service, provider: Provider) -> None:
    stranger = ECKey.generate_key("P-256", {"kid": str(provider.key.kid)})
    assert check(refusing, provider.token(stranger)).status_code == 401
    unknown = ECKey.generate_key("P-256", auto_kid=True)
    assert check(refusing, provider.token(unknown)).status_code == 401
    public = OctKey.import_key(provider.key.thumbprint(), {"kid": str(provider.key.kid)})
    confused = provider.token(public, "HS256")
    assert check(refusing, confused).status_code == 401
    body = provider.token().split(".")[1]
    assert check(refusing, f"eyJhbGciOiJub25lIn0.{body}.").status_code == 401
    ours = provider.token(iss="motlan")
    assert check(refusing, ours).status_code == 401


def test_a_provider_may_change_its_key(refusing: Service, provider: Provider) -> None:
    old = provider.token()
    assert check(refusing, old).status_code == 200
    loads = provider.loads
    assert check(refusing, old).status_code == 200
    assert provider.loads == loads
    provider.rotate()
    assert check(refusing, provider.token()).status_code == 200
    assert provider.loads == loads + 1
    assert check(refusing, old).status_code == 401


def test_keys_from_a_file_and_a_provider_that_is_away(
    refusing: Service, provider: Provider, tmp_path: Path
) -> None:
    path = tmp_path / "keys.json"
    assert refusing.services.oidc is not None
    settings = refusing.services.oidc._settings.model_copy(update={"jwks": str(path)})
    oidc = OidcProvider(settings, clock=lambda: NOW)
    refusing.services = dataclasses.replace(refusing.services, oidc=oidc)
    refusing.forget_requests()
    away = check(refusing, provider.token())
    assert (away.status_code, away.json()["code"]) == (503, "E-API-OIDC")
    path.write_text(json.dumps({"keys": [provider.key.as_dict(private=False)]}), "utf-8")
    assert check(refusing, provider.token()).status_code == 200


def test_settings_are_read_and_keys_never_come_over_plain_http(tmp_path: Path) -> None:
    path = tmp_path / "oidc.toml"
    path.write_text(
        f'issuer = "{ISSUER}"\naudience = "motlan"\njwks = "https://sso.example/certs"\n'
        '[grants.one-door]\nscopes = ["reuse:check"]\n',
        "utf-8",
    )
    settings = OidcSettings.load(path)
    assert settings.grants["one-door"].scopes == {Scope.REUSE_CHECK}
    plain = {"issuer": ISSUER, "audience": "motlan", "jwks": "http://sso.example/certs"}
    with pytest.raises(ValidationError):
        OidcSettings.model_validate(plain)
    with pytest.raises(ValidationError):
        OidcSettings.model_validate({**plain, "jwks": "/keys.json", "algorithms": ["none"]})
