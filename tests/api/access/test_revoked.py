"""Who is taken out of the file of accounts is out at once, with tokens and links."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.access.clients import Clients
from api.app import create_app
from api.process.serve import new_client, opened_services
from api.routes.health import readiness
from app.errors import SettingsError
from app.installation import App
from app.settings import Settings
from tests.api.conftest import NOW, SECRET, Service, account

_LINK = "/v1/papers/{}/files/searchable_pdf/links"


def _use(service: Service, path: Path) -> None:
    """Let the accounts of the service come from a file."""
    client = account("full", sensitive_fields={"birth_certificate.ethnic_group"})
    lines = [
        "[[clients]]",
        'id = "full"',
        'agency = "H26.1"',
        f'secret_sha256 = "{client.secret_sha256}"',
        f"scopes = {sorted(map(str, client.scopes))}",
        f"procedures = {sorted(client.procedures)}",
        f"paper_types = {sorted(client.paper_types)}",
        f"sensitive_fields = {sorted(client.sensitive_fields)}",
    ]
    path.write_text("\n".join(lines), "utf-8")
    object.__setattr__(service.services, "clients", Clients.load(path))


def _token(service: Service) -> int:
    form = {"grant_type": "client_credentials"}
    return service.http.post("/oauth/token", data=form, auth=("full", SECRET)).status_code


def test_a_revoked_account_is_dead_at_once_with_tokens_and_links(
    service: Service, tmp_path: Path
) -> None:
    path = tmp_path / "clients.toml"
    _use(service, path)
    headers = service.headers()
    asked = f"/v1/papers/{service.paper_id}"
    assert service.http.get(asked, headers=headers).status_code == 200
    made = service.http.post(
        _LINK.format(service.paper_id), json={"seconds": 600}, headers=headers
    ).json()["url"]
    assert service.http.get(made).status_code == 200
    path.write_text("", "utf-8")
    assert service.http.get(asked, headers=headers).status_code == 401
    assert _token(service) == 401
    assert service.http.get(made).status_code == 404
    path.unlink()
    assert _token(service) == 401


def test_a_new_secret_ends_the_tokens_of_the_old_one(service: Service, tmp_path: Path) -> None:
    path = tmp_path / "clients.toml"
    _use(service, path)
    headers = service.headers()
    old = account("full").secret_sha256
    path.write_text(path.read_text("utf-8").replace(old, "ab" * 32), "utf-8")
    assert service.http.get(f"/v1/papers/{service.paper_id}", headers=headers).status_code == 401


def test_rights_that_are_taken_away_are_gone_at_once(service: Service, tmp_path: Path) -> None:
    path = tmp_path / "clients.toml"
    _use(service, path)
    headers = service.headers()
    path.write_text(path.read_text("utf-8").replace("'papers:read', ", ""), "utf-8")
    assert service.http.get(f"/v1/papers/{service.paper_id}", headers=headers).status_code == 403


def test_a_file_that_cannot_be_read_changes_nothing_and_is_told(
    service: Service, tmp_path: Path
) -> None:
    path = tmp_path / "clients.toml"
    _use(service, path)
    good = path.read_text("utf-8")
    path.write_text(good + "[[clients", "utf-8")
    assert _token(service) == 200
    told = {each.name: each.code for each in readiness(service.services) if not each.ok}
    assert told["clients"] == "E-HEALTH"
    path.write_text(good, "utf-8")
    assert _token(service) == 200
    assert all(each.ok for each in readiness(service.services) if each.name == "clients")


def test_accounts_can_be_added_while_the_service_runs(tmp_path: Path) -> None:
    with (
        App(Settings(home=tmp_path), clock=lambda: NOW) as app,
        opened_services(app) as services,
        TestClient(create_app(services)) as http,
    ):
        secret, lines = new_client("case-system", "H26")
        form = {"grant_type": "client_credentials"}
        assert http.post("/oauth/token", data=form, auth=("case-system", secret)).status_code == 401
        (app.settings.api_folder / "clients.toml").write_text(lines, "utf-8")
        assert http.post("/oauth/token", data=form, auth=("case-system", secret)).status_code == 200


@pytest.mark.parametrize("name", ["clients", "webhooks", "oidc"])
def test_a_malformed_file_is_named_at_the_start(tmp_path: Path, name: str) -> None:
    with App(Settings(home=tmp_path)) as app:
        app.settings.api_folder.mkdir(parents=True)
        (app.settings.api_folder / f"{name}.toml").write_text("[[", "utf-8")
        with pytest.raises(SettingsError) as refusal, opened_services(app):
            pass
        assert str(refusal.value.source).endswith(f"{name}.toml")
