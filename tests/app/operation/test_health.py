"""What is wrong with a machine is told by its check, with what to do; nothing else stops."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.process.serve import opened_services
from app.acting import Caller, note
from app.installation import App
from app.operation import health
from app.operation.health import Checked, MachineRole, checks_of, readiness_checks, run_checks
from app.papers.hand_in import hand_in
from app.papers.life.upkeep import reindex, scrub
from app.settings import Settings
from cli.main import app as command
from schemas.messages.exits import ExitCode
from schemas.record.intake import Intake
from storage.audit.chain import Action
from storage.errors import StoreUnavailableError
from storage.papers.search.index import PaperQuery
from tests.conftest import SAMPLES
from tests.storage.records import decision, original

BY = Caller("an", purpose="kiểm thử")


def faults(app: App) -> dict[str, str]:
    return {each.name: each.code for each in run_checks(app, readiness_checks()) if not each.ok}


def save(app: App, *numbers: int) -> None:
    for number in numbers:
        app.archive.save(decision(number), original(number))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with App(Settings(home=tmp_path)) as app:
        save(app, 1, 2)
        note(app, BY, Action.READ)
        assert faults(app) == {}
    return tmp_path


def test_a_lost_index_is_told_and_never_answers_that_there_is_nothing(home: Path) -> None:
    (home / "index.sqlite").unlink()
    with App(Settings(home=home)) as app:
        assert faults(app) == {"index": "E-STORE-UNAVAILABLE"}
        with pytest.raises(StoreUnavailableError, match="reindex"):
            app.index.find(PaperQuery(number="236/2016"))
        assert reindex(app, BY).papers == 2
    with App(Settings(home=home)) as app:
        assert app.index.find(PaperQuery(number="236/2016")).entries == ()
        assert len(app.index.find(PaperQuery(number="1/QĐ-UBND")).entries) == 1
        assert faults(app) == {}


def test_a_store_that_is_not_mounted_is_told_and_mended_from_a_copy(home: Path) -> None:
    (home / "store").rename(home / "copy")
    with App(Settings(home=home)) as app:
        assert faults(app) == {"store": "E-STORE-UNAVAILABLE"}
        with pytest.raises(StoreUnavailableError, match="scrub --replica"):
            _ = app.archive
        from storage.objects.open import open_store

        done = scrub(app, BY, open_store(str(home / "copy")))
        assert {finding.problem for finding in done.report.findings} == {"paper_lost"}
        assert done.intact
        assert app.archive.load(decision(1).paper_id).version == 1
        assert faults(app) == {}


def test_a_store_whose_database_was_lost_is_told(home: Path) -> None:
    for name in ("ledger.sqlite", "index.sqlite"):
        (home / name).unlink()
    with App(Settings(home=home)) as app:
        assert faults(app) == {"store": "E-STORE-UNAVAILABLE"}


def test_what_goes_wrong_in_one_check_stops_no_other(tmp_path: Path) -> None:
    def broken(_: App) -> str:
        raise ZeroDivisionError

    with App(Settings(home=tmp_path)) as app:
        found = list(run_checks(app, {"a": broken, "b": lambda _: "x"}))
    assert found[1] == Checked("b", True, "x")
    assert (found[0].ok, found[0].found, found[0].code) == (False, "ZeroDivisionError", "E-MOTLAN")


def test_the_service_says_whether_it_is_ready(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with App(Settings(home=home)) as app, opened_services(app) as services:
        http = TestClient(create_app(services))
        assert http.get("/livez").status_code == 200
        ready = http.get("/readyz")
        assert (ready.status_code, ready.json()["status"]) == (200, "ready")
        monkeypatch.setattr(health, "free_mib", lambda _: 1023)
        for _ in range(3):
            services.chores.failed("seal-audit", "E-STORE-UNAVAILABLE")
        told = http.get("/readyz")
        assert told.status_code == 503
        assert {n: c for n, c in told.json()["checks"].items() if c != "ok"} == {
            "disk": "E-HEALTH",
            "chores": "E-HEALTH",
        }
        assert http.get("/livez").status_code == 200
        text = http.get("/metrics").text
    assert 'motlan_papers{state="indexed"} 2\n' in text
    assert 'motlan_ready{check="disk"} 0\n' in text
    assert 'motlan_chore_failures{chore="seal-audit"} 3\n' in text
    assert "motlan_records_not_anchored 2\n" in text


def test_metrics_tell_what_they_can_without_a_database(home: Path) -> None:
    with App(Settings(home=home)) as app, opened_services(app) as services:
        http = TestClient(create_app(services))
        (home / "ledger.sqlite").unlink()
        answer = http.get("/metrics")
        assert answer.status_code == 200
        assert 'motlan_ready{check="database"} 0' in answer.text
        assert "motlan_metrics_error" in answer.text
        assert http.get("/readyz").status_code == 503


def test_the_doctor_says_what_to_do(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTLAN_HOME", str(home))
    home.chmod(0o755)
    done = CliRunner().invoke(command, ["doctor", "--role", "lookup", "--json"])
    assert done.exit_code == ExitCode.USAGE
    found = {row["name"]: row for row in json.loads(done.stdout)}
    assert not found["modes"]["ok"]
    assert "chmod" in found["modes"]["remedy"]
    home.chmod(0o700)
    done = CliRunner().invoke(command, ["doctor", "--role", "lookup"])
    assert done.exit_code == 0, done.output
    assert "signers" in checks_of(MachineRole.READER)


def test_another_build_of_opencv_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checks = {"opencv": checks_of(MachineRole.READER)["opencv"]}
    with App(Settings(home=tmp_path)) as app:
        assert [each.ok for each in run_checks(app, checks)] == [True]
        both = {"cv2": ["opencv-python", "opencv-contrib-python"]}
        monkeypatch.setattr("importlib.metadata.packages_distributions", lambda: both)
        (told,) = run_checks(app, checks)
    assert "opencv-contrib-python" in told.found
    assert "requirements.lock" in told.remedy


def test_intake_ends_before_the_disk_is_full(tmp_path: Path) -> None:
    scan = (SAMPLES / "giay-khai-sinh-1.jpg").read_bytes()
    settings = Settings(home=tmp_path, reserve_mib=1 << 40)
    with App(settings) as app:
        with pytest.raises(StoreUnavailableError, match="dự phòng") as told:
            hand_in(app, BY, scan, "a.jpg", Intake(app.clock()), branch="H26.12", station="Q1")
        assert (told.value.temporary, told.value.http_status) == (True, 503)
        assert list(app.store.list()) == []
        assert not app.desk.find()
        assert faults(app) == {"disk": "E-HEALTH"}
