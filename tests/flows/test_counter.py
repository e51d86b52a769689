"""The counter flow on real papers: without a server, and on a real Prefect server."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pikepdf
import pytest
from prefect.settings import PREFECT_API_URL, PREFECT_LOGGING_TO_API_ENABLED, temporary_settings

from app.acting import Caller
from app.installation import App
from app.progress import watching
from app.settings import Settings
from flows.counter import run_counter
from flows.server import has_server
from pipeline.errors import EmptyFileError
from pipeline.seal.verification.trust import Trust
from pipeline.seal.verification.verify import verify_pdf
from schemas.record.intake import Intake
from schemas.record.paper import Channel, FormOfPaper, RenditionKind
from storage.papers.ledger import PaperState
from storage.papers.search.index import PaperQuery
from tests.app.handing import taken_in
from tests.conftest import SAMPLES
from tests.prefect_server import PrefectServer

BY = Caller("motlan-test", "an")
INTAKE = Intake(
    dt.datetime(2026, 11, 22, tzinfo=dt.UTC),
    Channel.COUNTER,
    FormOfPaper.ORIGINAL,
    "H26.12-261122-0001",
)


def hand_in_sample(app: App, name: str) -> str:
    return taken_in((SAMPLES / name).read_bytes(), name, app).sha256


def test_a_paper_goes_the_whole_way(app: App) -> None:
    paper = hand_in_sample(app, "quyet-dinh.pdf")
    steps: list[str] = []

    with watching(lambda _, step: steps.append(step)):
        (outcome,) = run_counter(app, BY, [paper], INTAKE)

    assert outcome.status == "stored"
    assert steps == ["trang 1", "trang 2", "ký số", "lưu"]
    record = app.archive.load(paper)
    assert record == outcome.record
    assert record.classification.paper_type == "administrative_document"
    assert record.dossier == INTAKE.dossier
    assert app.archive.original(paper) == (SAMPLES / "quyet-dinh.pdf").read_bytes()
    assert len(app.archive.readings(paper)) == 2
    entry = app.archive.ledger.entry(paper)
    assert entry is not None
    assert entry.state is PaperState.INDEXED

    searchable = record.rendition(RenditionKind.SEARCHABLE)
    assert searchable is not None
    pdf = app.archive.file(paper, searchable)
    verdict = verify_pdf(pdf, Trust.from_files([app.trust]))
    assert verdict.valid, verdict.summary
    assert verdict.record is not None
    assert verdict.record.fields == record.fields

    found = app.archive.index.find(PaperQuery(number=record.value("number")))
    assert [entry.paper_id for entry in found.entries] == [paper]


def test_the_same_file_again_changes_nothing(app: App) -> None:
    paper = hand_in_sample(app, "quyet-dinh.pdf")
    run_counter(app, BY, [paper], INTAKE)
    before = sorted(app.archive.store.list("papers/"))
    (outcome,) = run_counter(app, BY, [hand_in_sample(app, "quyet-dinh.pdf")], INTAKE)
    assert outcome.status == "already_on_file"
    assert sorted(app.archive.store.list("papers/")) == before


def test_a_bad_paper_leaves_the_rest_unharmed_and_its_bytes_kept(app: App) -> None:
    damaged = (SAMPLES / "giay-khai-sinh-2.jpg").read_bytes()[:20_000]
    bad = taken_in(damaged, "truncated.jpg", app).sha256
    good = hand_in_sample(app, "giay-khai-sinh-1.jpg")

    failed, stored = run_counter(app, BY, [bad, good], INTAKE)

    assert (failed.status, failed.error_code) == ("failed", "E-INPUT-DAMAGED")
    assert failed.remedy
    assert app.archive.original(bad) == damaged
    entry = app.archive.ledger.entry(bad)
    assert entry is not None
    assert (entry.state, entry.error_code) == (PaperState.FAILED, "E-INPUT-DAMAGED")
    assert stored.status == "stored"
    assert stored.record is not None
    assert stored.record.classification.paper_type == "birth_certificate"


def test_an_empty_file_is_refused_at_the_door(app: App) -> None:
    with pytest.raises(EmptyFileError):
        taken_in(b"", "empty.pdf", app)


def test_settings_keep_the_indexes_of_several_stores_apart(tmp_path: Path) -> None:
    embedded = Settings(home=tmp_path)
    other = Settings(home=tmp_path, store="s3://store:8333/papers")
    assert embedded.index_url != other.index_url
    assert embedded.store_url == str(tmp_path / "store")


@pytest.mark.timeout(900)  # the server takes minutes to start on a busy machine
def test_on_a_prefect_server(
    app: App, prefect: PrefectServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One flow run, one task run a paper, and nothing but hashes and codes in its parameters."""
    paper = hand_in_sample(app, "giay-khai-sinh-mo.jpg")
    counters = {"flows": {"name": {"any_": ["counter"]}}}
    monkeypatch.setenv("PREFECT_API_URL", prefect.api_url)
    assert has_server()
    with temporary_settings(
        {PREFECT_API_URL: prefect.api_url, PREFECT_LOGGING_TO_API_ENABLED: False}
    ):
        (outcome,) = run_counter(app, BY, [paper], INTAKE)
    runs = prefect.post("/flow_runs/filter", counters)
    tasks = prefect.wait_for("/task_runs/filter", counters, count=1)
    assert outcome.status == "stored"
    (run,) = runs
    assert run["state"]["type"] == "COMPLETED"
    assert run["parameters"]["papers"] == [paper]
    assert [task["state"]["type"] for task in tasks] == ["COMPLETED"]
    assert "giay-khai-sinh" not in str(run)


def test_encrypted_pdf_is_told_apart_from_a_damaged_one(app: App, tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    with pikepdf.open(SAMPLES / "quyet-dinh.pdf") as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="a", user="b"))
    (outcome,) = run_counter(app, BY, [taken_in(path.read_bytes(), path.name, app).sha256], INTAKE)
    assert outcome.error_code == "E-INPUT-ENCRYPTED"
