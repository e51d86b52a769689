"""A service on real storage, with accounts of different rights and papers of invented people."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
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
from schemas.record.paper import FormOfPaper, RenditionKind
from storage.audit.chain import Action, AuditEntry, AuditLog
from storage.desk.worklist import Desk
from storage.objects.local import LocalStore
from storage.papers.archive import PaperArchive, PaperFile
from storage.papers.index import PaperIndex
from storage.papers.ledger import PaperLedger
from tests.storage.records import original, record

PERSON = "001190012345"
STRANGER = "001090099999"
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
        limiter = RateLimiter(clock=lambda: 0.0)
        self.services = dataclasses.replace(self.services, limiter=limiter)
        self.app.state.services = self.services

    def entries(self) -> list[AuditEntry]:
        return list(self.services.audit.entries())

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
    ledger, index = PaperLedger(tmp_path / "ledger.sqlite"), PaperIndex(tmp_path / "index.sqlite")
    audit = AuditLog(tmp_path / "audit.sqlite", b"k" * 32)
    desk = Desk(tmp_path / "ledger.sqlite")
    archive = PaperArchive(LocalStore(tmp_path / "store"), ledger, index)
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
    archive.save(birth, original(1), files)
    services = Services(
        archive=archive,
        audit=audit,
        clients=Clients(ACCOUNTS),
        tokens=TokenIssuer(ECKey.generate_key("P-256"), clock=lambda: NOW),
        desk=desk,
        limiter=RateLimiter(clock=lambda: 0.0),
        clock=lambda: NOW,
    )
    app = create_app(services)
    with TestClient(app) as http:
        yield Service(http, services, app, birth.paper_id)
    for part in (ledger, index, audit, desk):
        part.close()
