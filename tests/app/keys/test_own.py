"""Nothing is signed with test keys by accident, and no machine works with keys of its own."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.process.serve import opened_services
from app.acting import Caller, note
from app.installation import App
from app.keys.changes import accept_key
from app.papers.digitizing.digitize import attempt
from app.papers.digitizing.redo import redo
from app.papers.life.correct import correct
from app.settings import Settings
from cli.main import app as command
from pipeline.seal.errors import KeyStoreError, KeysUnsetError
from schemas.record.intake import Intake
from storage.audit.chain import Action, AuditEvent, AuditLog
from storage.batches.batches import BatchKind
from storage.database import Database
from storage.errors import KeyMissingError, KeyUnknownError
from storage.known_keys import KeyUse, KnownKeys

BY = Caller("an", purpose="kiểm thử")
PAPER = "ab" * 32
INTAKE = Intake(dt.datetime(2026, 11, 30, tzinfo=dt.UTC))


@pytest.fixture
def keyless(tmp_path: Path) -> App:
    return App(Settings(home=tmp_path / "home", trial=False))


def everything_under(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "act",
    [
        lambda app: attempt(app, BY, PAPER, INTAKE),
        lambda app: correct(app, BY, PAPER, {"number": "1"}),
        lambda app: redo(app, BY, PAPER, BatchKind.REEXTRACT),
        lambda app: app.verifier,
    ],
    ids=["digitize", "correct", "redo", "verify"],
)
def test_without_keys_and_without_a_trial_nothing_is_signed_or_noted(keyless: App, act) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(KeysUnsetError) as caught:
        act(keyless)
    assert "MOTLAN_TRIAL=1" in str(caught.value)
    assert not any(keyless.audit.entries())
    assert not (keyless.settings.folder / "authority").exists()


def test_the_command_takes_no_file_in_without_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, samples: Path
) -> None:
    monkeypatch.setenv("MOTLAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MOTLAN_TRIAL", "0")
    done = CliRunner().invoke(command, ["digitize", str(samples / "giay-khai-sinh-1.jpg")])
    assert isinstance(done.exception, KeysUnsetError)
    assert not [name for name in everything_under(tmp_path) if "papers" in name]


def test_a_trial_says_so_on_terminal_and_interface(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTLAN_HOME", str(tmp_path))
    done = CliRunner().invoke(command, ["account", "list"])
    assert "THỬ NGHIỆM" in done.stderr
    assert "THỬ NGHIỆM" not in done.stdout
    for trial in (True, False):
        with App(Settings(home=tmp_path, trial=trial)) as app, opened_services(app) as services:
            answer = TestClient(create_app(services)).get("/v1/procedures")
            assert answer.headers.get("Motlan-Trial") == ("1" if trial else None)


def test_a_second_machine_without_the_keys_makes_none(tmp_path: Path) -> None:
    address = str(tmp_path / "shared.sqlite")
    first = App(Settings(home=tmp_path / "first", index=address))
    with opened_services(first):
        note(first, BY, Action.READ)
    other = App(Settings(home=tmp_path / "other", index=address))
    for touch in (lambda: other.audit, lambda: opened_services(other).__enter__()):
        with pytest.raises(KeyMissingError):
            touch()
    assert not everything_under(tmp_path / "other")

    shutil.copytree(tmp_path / "first" / "api", tmp_path / "copied" / "api")
    copied = App(Settings(home=tmp_path / "copied", index=address))
    with opened_services(copied):
        note(copied, BY, Action.READ)
    assert first.audit.verify().intact
    assert first.audit.verify().entries == 2


def test_another_key_is_refused_before_it_writes(tmp_path: Path) -> None:
    with App(Settings(home=tmp_path)) as app:
        note(app, BY, Action.READ)
    path = tmp_path / "api" / "audit.key"
    right = path.read_bytes()
    path.write_bytes(b"x" * 32)
    with App(Settings(home=tmp_path)) as app, pytest.raises(KeyUnknownError) as caught:
        note(app, BY, Action.READ)
    assert caught.value.source == str(path)
    path.write_bytes(right)
    with App(Settings(home=tmp_path)) as app:
        assert (app.audit.verify().entries, app.audit.verify().intact) == (1, True)


def test_a_chain_from_before_is_taken_over_by_its_own_key_alone(tmp_path: Path) -> None:
    with Database(tmp_path / "audit.sqlite") as database:
        AuditLog(database, b"k" * 32).append(AuditEvent(action=Action.READ, actor="a"))
    with App(Settings(home=tmp_path)) as app, pytest.raises(KeyUnknownError):
        _ = app.audit
    assert not (tmp_path / "api").exists()
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "audit.key").write_bytes(b"k" * 32)
    with App(Settings(home=tmp_path)) as app:
        note(app, BY, Action.READ)
        assert app.audit.verify().intact


def test_the_first_of_two_machines_that_start_at_once_decides(tmp_path: Path) -> None:
    known = KnownKeys(Database(tmp_path / "a.sqlite"))
    known.check(KeyUse.LINKS, "a" * 64)
    known.check(KeyUse.LINKS, "a" * 64)
    with pytest.raises(KeyUnknownError):
        known.check(KeyUse.LINKS, "b" * 64)
    known.accept(KeyUse.LINKS, "b" * 64)
    known.check(KeyUse.LINKS, "a" * 64)
    known.accept(KeyUse.LINKS, "b" * 64, only=True)
    with pytest.raises(KeyUnknownError):
        known.check(KeyUse.LINKS, "a" * 64)
    known.database.close()


def test_signers_that_are_not_the_installations_are_refused_until_accepted(
    app: App, tmp_path: Path
) -> None:
    """A key of the agency beside a database that knows another one."""
    with App(Settings(home=tmp_path), authority=app.authority) as ours:
        ours.known_keys.check(KeyUse.AGENCY, "a" * 64)
        with pytest.raises(KeyUnknownError):
            _ = ours.signers
        with pytest.raises(KeyUnknownError):
            attempt(ours, BY, PAPER, INTAKE)
        assert not any(ours.audit.entries())
        accept_key(ours, BY, KeyUse.AGENCY, only=True)
        assert ours.signers
        assert [e.event.action for e in ours.audit.entries()] == [Action.UPKEEP]


def test_the_key_of_the_chain_is_never_changed(tmp_path: Path) -> None:
    with App(Settings(home=tmp_path)) as app:
        note(app, BY, Action.READ)
        (tmp_path / "api" / "audit.key").write_bytes(b"x" * 32)
        with pytest.raises(KeyUnknownError):
            accept_key(app, BY, KeyUse.AUDIT)


def test_keys_without_a_trial_need_all_three_settings(tmp_path: Path, app: App) -> None:
    authority = app.authority
    settings = Settings(home=tmp_path, trial=False, operator_key=str(authority.operator))
    with App(settings) as half, pytest.raises(KeyStoreError, match="MOTLAN_AGENCY_KEY"):
        _ = half.signers
    whole = settings.model_copy(
        update={"agency_key": str(authority.agency), "trust": authority.root}
    )
    with App(whole) as full:
        assert full.signers
        assert full.verifier
