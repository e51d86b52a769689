"""What cannot be written down does not happen; all doors leave the same entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app import accounts
from app.acting import Caller
from app.backfill import steer
from app.backfill.planning.sources import open_source
from app.installation import App
from app.papers import hand_in, look, reuse, verification
from app.papers.digitizing import digitize
from app.papers.digitizing.steps import ReadPaper
from app.papers.life import correct, standing, upkeep
from app.papers.reports import count_dossiers, follow_changes, report_accesses
from app.procedures import approve_procedure, import_procedures
from app.settings import Settings
from pipeline.seal.verification.trust import Trust
from schemas.record.intake import Intake
from schemas.record.paper import PaperStatus, RenditionKind
from schemas.record.tombstone import ErasureGround
from storage.audit.chain import Action, AuditEvent
from storage.batches.batches import BatchKind
from storage.desk.accounts import Role
from storage.errors import StoreUnavailableError
from storage.papers.archive import PaperFile
from storage.papers.search.index import PaperQuery
from tests.conftest import SAMPLES
from tests.storage.records import original, paper_id, record

pytestmark = pytest.mark.slow

PERSON = "001190012345"
PAPER = paper_id(1)
NOW = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
INTAKE = Intake(NOW, dossier="H26.12-261130-0001", procedure="1.004884")
BY = Caller("motlan-test", "an", purpose="thử", procedure="1.004884", dossier=INTAKE.dossier or "")
PICTURE = SAMPLES / "giay-khai-sinh-1.jpg"
CSV = "ma_tthc,ten,linh_vuc,cap,so_qd,ma_ket_qua\n1.999999,Thủ tục thử,Hộ tịch,xã,1/QĐ,KQ1\n"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[App]:
    """An installation with a paper, a waiting procedure, a planned batch and an account."""
    settings = Settings(home=tmp_path / "home", procedures=tmp_path / "law")
    parts = {"sealer": lambda _record, _pages: (), "verifier": Trust(())}
    with App(settings, clock=lambda: NOW, **parts) as app:
        fields = {"personal_id": PERSON, "number": "47/2015"}
        files = [PaperFile(RenditionKind.SEARCHABLE, b"%PDF-1.7 searchable")]
        app.archive.save(record(1, "birth_certificate", fields=fields), original(1), files)
        (tmp_path / "scans").mkdir()
        (tmp_path / "scans" / "a.jpg").write_bytes(PICTURE.read_bytes())
        (tmp_path / "law.csv").write_text(CSV, "utf-8")
        import_procedures(app, BY, tmp_path / "law.csv")
        app.case_dossiers.open(BY.dossier, BY.procedure, "H26.12", "case-system")
        _plan(app, "planned")
        for name in ("running", "stopped"):
            _plan(app, name)
            steer.approve(app, BY, name)
        steer.pause(app, BY, "stopped")
        accounts.add_account(app, BY, "an", frozenset({Role.OPERATOR}))
        yield app


def _plan(app: App, name: str) -> None:
    folder = str(app.settings.home.parent / "scans")
    steer.plan(app, BY, name, folder, open_source(folder))


def _sample(app: App) -> Path:
    return app.settings.home.parent / "sample.csv"


def _entry(app: App) -> Any:
    entry = app.index.get(PAPER)
    assert entry is not None
    return entry


def _rendition(app: App) -> Any:
    return app.archive.load(PAPER).rendition(RenditionKind.SEARCHABLE)


VERBS: dict[str, Callable[[App], object]] = {
    "take in": lambda a: hand_in.take_in(a, BY, PICTURE.read_bytes(), "a", INTAKE),
    "hand in": lambda a: hand_in.hand_in(
        a, BY, PICTURE.read_bytes(), "a", INTAKE, branch="H26.12", station="Q1"
    ),
    "revoke": lambda a: standing.revoke(a, BY, PAPER),
    "replace": lambda a: standing.replace(a, BY, PAPER),
    "withdraw": lambda a: standing.withdraw(a, BY, PAPER),
    "erase": lambda a: standing.erase(
        a, BY, PAPER, ground=ErasureGround.ORDER, reference="12/QĐ-TA"
    ),
    "purge": lambda a: standing.purge(a, BY),
    "correct": lambda a: correct.correct(a, BY, PAPER, {"number": "48/2015"}),
    "find": lambda a: look.find(a, BY, PaperQuery(subject_id=PERSON)),
    "list": lambda a: list(look.list_papers(a, BY)),
    "see": lambda a: look.see(a, BY, _entry(a)),
    "read fields": lambda a: look.read_fields(a, BY, a.archive.load(PAPER), ["number"]),
    "download": lambda a: look.download(a, BY, PAPER, _rendition(a)),
    "link": lambda a: look.link(a, BY, _entry(a), _rendition(a)),
    "link at the store": lambda a: look.link_at_the_store(
        a, BY, _entry(a), _rendition(a), dt.timedelta(minutes=1)
    ),
    "reuse": lambda a: reuse.reuse(a, BY, PERSON),
    "verify": lambda a: verification.verify(a, BY, b"%PDF-1.7"),
    "verify stored": lambda a: verification.verify_stored(a, BY, _entry(a), _rendition(a)),
    "report": lambda a: report_accesses(a, BY, PERSON),
    "changes": lambda a: follow_changes(a, BY, 0, 10),
    "count": lambda a: count_dossiers(a, BY, []),
    "reindex": lambda a: upkeep.reindex(a, BY),
    "scrub": lambda a: upkeep.scrub(a, BY),
    "plan": lambda a: _plan(a, "another"),
    "plan again": lambda a: steer.replan(
        a, BY, "again", "rules", BatchKind.REEXTRACT, [a.archive.load(PAPER)]
    ),
    "approve": lambda a: steer.approve(a, BY, "planned"),
    "pause": lambda a: steer.pause(a, BY, "running"),
    "resume": lambda a: steer.resume(a, BY, "stopped"),
    "retry": lambda a: steer.retry(a, BY, "running"),
    "sample": lambda a: steer.draw_sample(a, BY, "running", _sample(a), 1),
    "add account": lambda a: accounts.add_account(a, BY, "binh", frozenset({Role.OPERATOR})),
    "reset account": lambda a: accounts.reset_account(a, BY, "an"),
    "close account": lambda a: accounts.close_account(a, BY, "an"),
    "import": lambda a: import_procedures(a, BY, a.settings.home.parent / "law.csv"),
    "approve procedure": lambda a: approve_procedure(a, BY, "1.999999", NOW.date()),
}


def standing_of(app: App) -> list[object]:
    """What there is, so that a change of any kind is seen."""
    law = sorted(app.settings.home.parent.glob("law/**/*.toml"))
    return [
        sorted(app.store.list()),
        app.ledger.changes(),
        app.index.get(PAPER),
        app.desk.find(),
        app.accounts.all(),
        [(b.name, b.state) for b in app.batches.all()],
        [(path, path.stat().st_mtime_ns) for path in law],
        _sample(app).exists(),
    ]


def _broken(_: AuditEvent) -> None:
    raise StoreUnavailableError


@pytest.mark.parametrize("verb", VERBS)
def test_what_cannot_be_noted_does_not_happen(
    own: App, verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = standing_of(own)
    monkeypatch.setattr(own.audit, "append", _broken)
    with pytest.raises(StoreUnavailableError):
        VERBS[verb](own)
    assert standing_of(own) == before


def test_what_was_changed_can_be_taken_back_only_when_it_is_noted(
    own: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    standing.revoke(own, BY, PAPER)
    standing.withdraw(own, BY, PAPER)
    monkeypatch.setattr(own.audit, "append", _broken)
    for verb in (standing.restore, standing.consent):
        with pytest.raises(StoreUnavailableError):
            verb(own, BY, PAPER)
    assert own.archive.load(PAPER).version == 3


def test_a_decision_is_noted_or_not_made(own: App, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = reuse.reuse(own, BY, PERSON)
    proposed = next(c for c in asked.answer.components if c.paper_id == PAPER)
    chosen = reuse.Decision(asked.number, proposed.component, PAPER, accepted=True)
    monkeypatch.setattr(own.audit, "append", _broken)
    with pytest.raises(StoreUnavailableError):
        reuse.decide_reuse(own, BY, chosen)


def test_a_paper_is_sealed_only_when_that_is_noted(
    own: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = hand_in.take_in(own, BY, PICTURE.read_bytes(), "a", INTAKE)
    read = record(1, "birth_certificate", fields={"personal_id": PERSON})
    read = read.model_copy(update={"paper_id": kept.file.sha256})
    monkeypatch.setattr(digitize, "read_paper", lambda *_: ReadPaper(read, ()))
    before = standing_of(own)
    monkeypatch.setattr(own.audit, "append", _broken)
    with pytest.raises(StoreUnavailableError):
        digitize.digitize(own, BY, kept.file.sha256, INTAKE)
    assert standing_of(own) == before


def test_a_paper_that_is_digitised_is_noted_when_it_comes_and_before_it_is_sealed(
    own: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    class _SealedError(Exception):
        pass

    def seal(*_: object) -> None:
        raise _SealedError

    before = len(list(own.audit.entries()))
    kept = hand_in.take_in(own, BY, PICTURE.read_bytes(), "a", INTAKE)
    read = record(1, "birth_certificate", fields={"personal_id": PERSON})
    read = read.model_copy(update={"paper_id": kept.file.sha256})
    monkeypatch.setattr(digitize, "read_paper", lambda *_: ReadPaper(read, ()))
    monkeypatch.setattr(digitize, "seal_record", seal)
    with pytest.raises(_SealedError):
        digitize.digitize(own, BY, kept.file.sha256, INTAKE)
    events = [entry.event for entry in own.audit.entries(after=before)]
    assert [e.action for e in events] == [Action.UPLOAD, Action.DIGITIZE]
    assert {(e.actor, e.officer, e.dossier) for e in events} == {("motlan-test", "an", BY.dossier)}
    assert events[1].subject == own.audit.subject(PERSON)


def test_a_refusal_is_noted_with_its_code(own: App) -> None:
    with pytest.raises(Exception, match="E-PAPER"):
        standing.restore(own, BY, PAPER)
    event = list(own.audit.entries())[-1].event
    assert (event.action, event.fields, event.paper_id) == (Action.REFUSE, ("restore",), PAPER)
    assert event.outcome.startswith("E-PAPER")
    assert own.archive.load(PAPER).standing == PaperStatus.CURRENT
