"""What is done at the terminal leaves the entry that the interface leaves, apart from who."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.installation import App
from cli.main import app as command_line
from schemas.record.paper import RenditionKind
from storage.audit.chain import AuditEvent
from storage.papers.archive import PaperFile
from tests.api.conftest import PERSON, Service, service
from tests.storage.records import original, paper_id, record

__all__ = ["service"]

WHY = ("--reason", "12/QĐ-UBND", "--officer", "canbo01")
ERASE = ("erase", "--ground", "order", "--yes")


def _at_the_terminal(words: tuple[str, ...], home: Path, monkeypatch: pytest.MonkeyPatch) -> App:
    monkeypatch.setenv("MOTLAN_HOME", str(home))
    with App.open() as app:
        fields = {"personal_id": PERSON, "number": "47/2015"}
        files = [PaperFile(RenditionKind.SEARCHABLE, b"%PDF searchable")]
        app.archive.save(record(1, "birth_certificate", fields=fields), original(1), files)
        command, *options = words
        CliRunner().invoke(command_line, ["paper", command, paper_id(1), *options, *WHY])
        return app


def _told(event: AuditEvent, app: App) -> tuple[object, ...]:
    of_the_owner = event.subject == app.audit.subject(PERSON)
    return event.action, event.paper_id, event.fields, event.outcome, event.officer, of_the_owner


@pytest.mark.parametrize(
    ("words", "path", "body"),
    [
        (("revoke",), "status", {"status": "revoked", "version": 1}),
        (("withdraw",), "consent", {"given": False, "version": 1}),
        (("restore",), "status", {"status": "current", "version": 1}),
        (
            ("correct", "--set", "number=48/2015"),
            "corrections",
            {"fields": {"number": "48/2015"}, "version": 1},
        ),
        (ERASE, "erasure", {"ground": "order", "reference": "12/QĐ-UBND", "version": 1}),
    ],
)
def test_the_same_entry(
    service: Service,
    words: tuple[str, ...],
    path: str,
    body: dict[str, object],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = f"/v1/papers/{service.paper_id}/{path}"
    service.http.post(address, json=body, headers=service.headers())
    there = _at_the_terminal(words, tmp_path / "terminal", monkeypatch)
    asked = _told(service.entries()[-1].event, service.services.app)
    assert _told(list(there.audit.entries())[-1].event, there) == asked
