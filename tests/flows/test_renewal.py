"""Outages of a real timestamp authority, and the renewal of what ages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import pem
from prefect.client.schemas.schedules import CronSchedule

from app.acting import Caller
from app.installation import App
from app.papers.life.renew import Renewal
from app.settings import Settings
from flows.counter import run_counter
from flows.renewal import renewal_deployment, run_renewal
from pipeline.seal.clock import utc_now
from pipeline.seal.paper import SealPolicy, seal_paper
from pipeline.seal.verification.verdict import ProofLevel, Verdict
from pipeline.seal.verification.verify import verify_pdf
from schemas.record.intake import Intake
from schemas.record.paper import Channel, FormOfPaper, PaperRecord, RenditionKind
from storage.papers.archive import PaperFile
from tests.app.handing import taken_in
from tests.conftest import SAMPLES
from tests.pipeline.seal import papers, tampering
from tests.pipeline.seal.pki import Pki, running_pki

BY = Caller("motlan-test", "an")
INTAKE = Intake(dt.datetime(2026, 11, 22, tzinfo=dt.UTC), Channel.COUNTER, FormOfPaper.ORIGINAL)
SIGNED = (RenditionKind.SIGNED_MASTER, RenditionKind.SEARCHABLE)
MakeApp = Callable[..., App]


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pki]:
    with running_pki(tmp_path_factory.mktemp("pki") / "vn") as running:
        yield running


@pytest.fixture
def make_app(pki: Pki, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeApp:
    """Makes an installation as its settings would."""
    monkeypatch.setattr("app.installation._TSA_PAUSE_SECONDS", 0.0)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    for name in ("clerk", "agency"):
        (tmp_path / f"{name}.p12").write_bytes(pki.store(name))
    roots = tmp_path / "roots.pem"
    roots.write_bytes(pem.armor("CERTIFICATE", pki.certificate("root").dump()))

    def make(tsa: str = "tsa", **parts: Any) -> App:
        made = App(
            Settings(
                home=tmp_path / "home",
                operator_key=str(tmp_path / "clerk.p12"),
                agency_key=str(tmp_path / "agency.p12"),
                trust=roots,
                tsa=f"{pki.url}/vn/tsa/{tsa}",
                tsa_seconds=2,
                ask_revocation=True,
            ),
            **parts,
        )
        return made

    return make


def verdicts(app: App, record: PaperRecord) -> list[Verdict]:
    found = [record.rendition(kind) for kind in SIGNED]
    return [
        verify_pdf(app.archive.file(record.paper_id, r), app.verifier, r.sha256)
        for r in found
        if r is not None
    ]


def put_on_file(app: App) -> str:
    """Seal a paper as the counter does, without reading it."""
    page = papers.page([(100, 100, f"Tờ {utc_now()}")])
    original = page.jpeg()
    record = papers.record(original)
    policy = SealPolicy(proof=app.proof)
    sealed = seal_paper(original, "image/jpeg", [page.reading], record, app.signers, policy)
    made = [
        PaperFile(r.kind, sealed.files[r.kind].read(), proof_due=r.proof_due)
        for r in sealed.renditions[1:]
    ]
    app.archive.save(record, original, made, [page.reading])
    return record.paper_id


def test_an_outage_delays_the_proof_and_nothing_else(make_app: MakeApp, app: App, pki: Pki) -> None:
    here = make_app(reader=app.reader)
    name = "giay-khai-sinh-1.jpg"
    paper = taken_in((SAMPLES / name).read_bytes(), name, here).sha256
    pki.stop()
    try:
        (outcome,) = run_counter(here, BY, [paper], INTAKE)
        waiting = run_renewal(here, BY)
    finally:
        pki.start()

    assert (waiting.waiting, waiting.renewed) == ((paper,), ())
    assert waiting.reason
    assert outcome.status == "stored"
    assert outcome.note
    assert "bổ sung sau" in outcome.note
    before = here.archive.load(paper)
    assert [v.signatures[0].level for v in verdicts(here, before)] == [ProofLevel.B] * 2
    assert [v.valid for v in verdicts(here, before)] == [True, True]

    assert run_renewal(here, BY).renewed == (paper,)

    after = here.archive.load(paper)
    assert after.version == before.version + 1
    assert after.fields == before.fields
    assert [v.signatures[0].level for v in verdicts(here, after)] == [ProofLevel.LTA] * 2
    assert [v.valid for v in verdicts(here, after)] == [True, True]
    for kind in SIGNED:
        old, new = before.rendition(kind), after.rendition(kind)
        assert old is not None
        assert new is not None
        assert new.derived_from == old.sha256
        assert here.archive.file(paper, new).startswith(here.archive.file(paper, old))
    assert len(after.renditions) == len(before.renditions)
    assert len(here.archive.readings(paper)) == 1


def test_a_proof_is_renewed_before_it_ends_and_only_then(make_app: MakeApp) -> None:
    paper = put_on_file(make_app("tsa-old"))  # its certificate ends with 2031
    here = make_app("tsa")
    early, late = (dt.datetime(*day, tzinfo=dt.UTC) for day in ((2031, 6, 1), (2031, 7, 10)))

    assert run_renewal(here, BY, 180, early) == Renewal()
    assert here.archive.load(paper).version == 1
    assert run_renewal(here, BY, 180, late).renewed == (paper,)

    record = here.archive.load(paper)
    ends = [r.proof_due for r in record.renditions if r.kind in SIGNED]
    assert ends == [dt.datetime(2040, 1, 1, tzinfo=dt.UTC)] * 2
    assert all(v.valid for v in verdicts(here, record))
    stored = sorted(here.archive.store.list("papers/"))
    assert run_renewal(here, BY, 180, late) == Renewal()
    assert sorted(here.archive.store.list("papers/")) == stored
    here.archive.reindex()  # the index is made from the records: nothing is forgotten
    assert here.archive.index.proofs_due(dt.datetime(2041, 1, 1, tzinfo=dt.UTC)) == (paper,)


def test_no_timestamp_is_put_over_a_file_that_does_not_hold(make_app: MakeApp) -> None:
    here = make_app()
    good = put_on_file(here)
    record = here.archive.load(good)
    copy = record.rendition(RenditionKind.SEARCHABLE)
    assert copy is not None
    forged = tampering.junk_at_the_end(here.archive.file(good, copy))
    due = PaperFile(RenditionKind.SEARCHABLE, forged, proof_due=utc_now())
    others = tuple(r for r in record.renditions if r != copy)
    changed = record.model_copy(update={"version": 2, "renditions": others})
    here.archive.revise(changed, [due])

    assert run_renewal(here, BY).refused == {good: "E-SEAL-SIGN"}
    assert here.archive.load(good).version == 2


def test_without_an_authority_nothing_is_due(tmp_path: Path) -> None:
    assert App(Settings(home=tmp_path)).proof is None


@pytest.mark.slow
def test_the_schedule_is_in_vietnamese_time() -> None:
    deployment = renewal_deployment("0 2 * * *", 90)

    (entry,) = deployment.schedules or []
    assert entry.schedule == CronSchedule(cron="0 2 * * *", timezone="Asia/Ho_Chi_Minh")
    assert deployment.parameters == {"days": 90}
