"""A service on real storage, with accounts of different rights and papers of invented people."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from joserfc.jwk import ECKey

from api.access.clients import Client, Clients, Scope, new_secret
from api.access.rate import RateLimiter
from api.access.tokens import TokenIssuer
from api.app import create_app
from api.services import Services
from app.installation import App
from app.settings import ApiSettings, Settings
from pipeline.seal.verification.trust import Trust
from schemas.record.paper import FormOfPaper, RenditionKind
from storage.audit.chain import Action, AuditEntry
from storage.papers.archive import PaperFile
from tests.storage.records import original, record

PERSON = "001190012345"
STRANGER = "001090099999"
DOSSIERS = {
    "H26-261122-0001": "1.004884",
    "H26-261122-0002": "1.004884",
    "H26-261122-0003": "1.010041",
    "H26-250305-0007": "1.004884",
}
"""Dossiers that are open, with their procedures."""
NOW = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)
SECRET, SECRET_SHA256 = new_secret()

REASON = {
    "Motlan-Purpose": quote("giải quyết hồ sơ"),
    "Motlan-Procedure": "1.004884",
    "Motlan-Dossier": "H26-261122-0001",
    "Motlan-Officer": "canbo01",
    "Motlan-Legal-Basis": quote("NĐ 45/2020/NĐ-CP"),
}


def account(name: str, **changes: object) -> Client:
    values = {
        "id": name,
        "agency": "H26.1",
        "secret_sha256": SECRET_SHA256,
        "scopes": frozenset(Scope),
        "procedures": {"1.004884", "1.010041"},
        "paper_types": {"birth_certificate"},
        "sensitive_fields": {"birth_certificate.ethnic_group"},
        "requests_per_minute": 100_000,
    }
    return Client.model_validate({**values, **changes})


ACCOUNTS = [
    account("full"),
    account("not-sensitive", sensitive_fields=set()),
    account("other-types", paper_types={"id_card"}),
    account("other-procedures", procedures={"1.004222"}),
    account("slow", requests_per_minute=1),
    account("station-1", scopes={Scope.INTAKE_WRITE}, branch="H26.12", station="Q01"),
    account("station-2", scopes={Scope.INTAKE_WRITE}, branch="H26.12", station="Q02"),
    *(account(f"without-{s.value.replace(':', '-')}", scopes=set(Scope) - {s}) for s in Scope),
]


@dataclass
class Service:
    """The service and its insides."""

    http: TestClient
    services: Services
    app: FastAPI
    paper_id: str

    def headers(self, client: str = "full", **reason: str) -> dict[str, str]:
        found = self.services.clients.get(client)
        assert found is not None
        return {
            "Authorization": f"Bearer {self.services.tokens.issue(found)}",
            **REASON,
            **reason,
        }

    def forget_requests(self) -> None:
        self._use(dataclasses.replace(self.services, limiter=RateLimiter(clock=lambda: 0.0)))

    def rebuild(self, *, links: Literal["own", "s3"] = "own", **parts: object) -> None:
        """Let the service go on in the same installation with other parts."""
        old = self.services.app
        settings = old.settings.model_copy(update={"api": ApiSettings(links=links)})
        given = {"sealer": old.sealer, "verifier": old.verifier, **parts}
        self._use(dataclasses.replace(self.services, app=App(settings, clock=old.clock, **given)))

    def _use(self, services: Services) -> None:
        self.services = self.app.state.services = services

    def entries(self) -> list[AuditEntry]:
        return list(self.services.app.audit.entries())

    def last_outcome(self) -> tuple[Action, str]:
        event = self.entries()[-1].event
        return event.action, event.outcome


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A service of its own for each test."""
    with _running(tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for all tests of the gate."""
    with _running(tmp_path_factory.mktemp("service")) as running:
        yield running


@contextmanager
def _running(tmp_path: Path) -> Iterator[Service]:
    settings = Settings(home=tmp_path)
    parts = {"sealer": lambda _record, _pages: (), "verifier": Trust(())}
    installation = App(settings, clock=lambda: NOW, **parts)
    birth = record(
        1,
        "birth_certificate",
        text="GIẤY KHAI SINH Trần Thị Đào",
        fields={
            "personal_id": PERSON,
            "full_name": "TRẦN THỊ ĐÀO",
            "ethnic_group": "Kinh",
            "number": "47/2015",
            "registered_on": "2015-03-05",
        },
        form_of_paper=FormOfPaper.ORIGINAL,
        dossier="H26-250305-0007",
    )
    files = [PaperFile(RenditionKind.SEARCHABLE, b"%PDF-1.7 searchable")]
    installation.archive.save(birth, original(1), files)
    for dossier, code in DOSSIERS.items():
        installation.case_dossiers.open(dossier, code, "H26.12", "case-system")
    services = Services(
        app=installation,
        clients=Clients(ACCOUNTS),
        tokens=TokenIssuer(ECKey.generate_key("P-256"), clock=lambda: NOW),
        limiter=RateLimiter(clock=lambda: 0.0),
    )
    app = create_app(services)
    with installation, TestClient(app) as http:
        yield Service(http, services, app, birth.paper_id)
