"""Keys are changed while papers, chain, tokens and links of the time before stay what they were."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.access.clients import Client, Clients, Scope
from api.errors import UnauthenticatedError
from api.process.serve import opened_services
from app.acting import Caller, note
from app.installation import App
from app.keys.changes import accept_key, renew_key
from app.operation.backup import back_up, restore
from app.settings import Settings
from cli.main import app as command
from pipeline.seal.paper import seal_paper
from pipeline.seal.signing.authority import make_test_authority
from pipeline.seal.verification.trust import Trust
from pipeline.seal.verification.verdict import Validity
from pipeline.seal.verification.verify import verify_pdf
from storage.audit.chain import Action, AuditEntry, AuditEvent, AuditLog
from storage.database import Database
from storage.errors import KeyMissingError, KeyUnknownError
from storage.known_keys import KeyUse
from tests.pipeline.seal import papers

BY = Caller("an", purpose="thay khóa")
PERSON = "001190012345"
ASKING = Client(
    id="system", agency="H26", secret_sha256="0" * 64, scopes=frozenset({Scope.REUSE_CHECK})
)
KNOWN = Clients([ASKING])


@pytest.fixture
def first(tmp_path: Path) -> App:
    """A machine of an installation whose database is shared."""
    return machine(tmp_path, "first")


def machine(folder: Path, name: str) -> App:
    settings = Settings(
        home=folder / name, index=str(folder / "shared.sqlite"), store=str(folder / "store")
    )
    return App(settings)


def entries(app: App) -> list[AuditEntry]:
    return list(app.audit.entries())


def test_the_audit_key_is_renewed_and_the_whole_chain_verifies(first: App, tmp_path: Path) -> None:
    before = [note(first, BY, Action.READ, subject=PERSON) for _ in range(3)]
    old_file = (tmp_path / "first" / "api" / "audit.key").read_bytes()
    renew_key(first, BY, KeyUse.AUDIT)
    after = [note(first, BY, Action.READ, subject=PERSON) for _ in range(3)]
    first.audit.seal(first.store)
    report = first.audit.verify(first.store)
    assert (report.intact, report.entries) == (True, 7)
    assert [e.event.action for e in entries(first)][3] is Action.UPKEEP
    assert set(first.audit.of_person(PERSON)) == {*before, *after}
    kept = (tmp_path / "first" / "api" / "audit.key").read_bytes()
    assert kept.startswith(old_file)
    assert len(kept) == 2 * len(old_file)
    assert (tmp_path / "first" / "api" / "audit.key").stat().st_mode & 0o777 == 0o600


def test_who_holds_the_key_before_can_forge_nothing_after_it(first: App, tmp_path: Path) -> None:
    note(first, BY, Action.READ)
    leaked = (tmp_path / "first" / "api" / "audit.key").read_bytes()
    renew_key(first, BY, KeyUse.AUDIT)
    note(first, BY, Action.READ)
    with Database(tmp_path / "shared.sqlite") as database:
        AuditLog(database, leaked).append(AuditEvent(action=Action.READ, actor="forger"))
    report = first.audit.verify(first.store)
    assert not report.intact
    assert len(entries(first)) == 4


def test_a_process_with_the_key_before_writes_nothing_more(first: App, tmp_path: Path) -> None:
    note(first, BY, Action.READ)
    shutil.copytree(tmp_path / "first" / "api", tmp_path / "second" / "api")
    running = machine(tmp_path, "second")
    note(running, BY, Action.READ)
    renew_key(first, BY, KeyUse.AUDIT)
    for app in (running, machine(tmp_path, "second")):
        with pytest.raises(KeyUnknownError):
            note(app, BY, Action.READ)
    assert len(entries(first)) == 3
    shutil.copy(tmp_path / "first/api/audit.key", tmp_path / "second/api/audit.key")
    note(machine(tmp_path, "second"), BY, Action.READ)
    assert first.audit.verify(first.store).intact


def test_a_key_is_renewed_again_and_by_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTLAN_HOME", str(tmp_path))
    for _ in range(2):
        done = CliRunner().invoke(command, ["keys", "renew", "audit", "--reason", "lộ khóa"])
        assert isinstance(done.exception, KeyMissingError)  # there is no chain yet
    with App(Settings(home=tmp_path)) as app:
        note(app, BY, Action.READ)
    for _ in range(2):
        done = CliRunner().invoke(command, ["keys", "renew", "audit", "--reason", "lộ khóa"])
        assert done.exit_code == 0, done.output
    checked = CliRunner().invoke(command, ["audit", "verify"])
    assert checked.exit_code == 0, checked.output
    with App(Settings(home=tmp_path)) as app:
        assert app.audit.verify(app.store).entries >= 3


def test_an_older_database_takes_the_newest_key_of_its_chain_back(
    first: App, tmp_path: Path
) -> None:
    """A copy of the database from before the change knows the key before; the file has both."""
    note(first, BY, Action.READ)
    before = dict.fromkeys(k.fingerprint for k in first.known_keys.all())
    renew_key(first, BY, KeyUse.AUDIT)
    (old,) = (f for f in before if f not in first.known_keys.expected(KeyUse.AUDIT))
    first.known_keys.accept(KeyUse.AUDIT, old, only=True)
    restored = machine(tmp_path, "first")
    with pytest.raises(KeyUnknownError):
        note(restored, BY, Action.READ)
    accept_key(restored, BY, KeyUse.AUDIT)
    note(restored, BY, Action.READ)
    assert restored.audit.verify(restored.store).intact
    (tmp_path / "first" / "api" / "audit.key").write_bytes(b"x" * 64)
    with pytest.raises(KeyUnknownError):
        accept_key(machine(tmp_path, "first"), BY, KeyUse.AUDIT)


def test_a_backup_from_before_the_change_is_restored_with_the_key_that_was_kept(
    first: App, tmp_path: Path
) -> None:
    note(first, BY, Action.READ)
    copy = back_up(first, BY, tmp_path / "copy").folder
    renew_key(first, BY, KeyUse.AUDIT)
    note(first, BY, Action.READ)
    first.audit.seal(first.store)
    first.close()
    newest = (tmp_path / "first" / "api" / "audit.key").read_bytes()
    (tmp_path / "shared.sqlite").unlink()
    restored = machine(tmp_path, "first")
    done = restore(restored, BY, copy)
    assert (done.audit_intact, done.audit_entries) == (True, 6)
    assert (tmp_path / "first" / "api" / "audit.key").read_bytes() == newest
    note(restored, BY, Action.READ)
    assert restored.audit.verify(restored.store).intact


def test_tokens_of_the_key_before_are_refused_and_new_ones_pass(first: App, tmp_path: Path) -> None:
    with opened_services(first) as services:
        token = services.tokens.issue(ASKING)
        assert services.tokens.client(token, KNOWN) == ASKING
        renew_key(first, BY, KeyUse.TOKENS)
        assert services.tokens.client(token, KNOWN) == ASKING  # until this process is started again
    with opened_services(machine(tmp_path, "first")) as services:
        with pytest.raises(UnauthenticatedError):
            services.tokens.client(token, KNOWN)
        assert services.tokens.client(services.tokens.issue(ASKING), KNOWN) == ASKING


def test_links_of_the_key_before_are_refused_and_new_ones_pass(first: App, tmp_path: Path) -> None:
    day = dt.timedelta(days=1)
    with opened_services(first) as services:
        link, _ = services.links.make(1, day)
        renew_key(first, BY, KeyUse.LINKS)
    with opened_services(machine(tmp_path, "first")) as services:
        assert services.links.read(link) is None
        new, _ = services.links.make(1, day)
        assert services.links.read(new)


@pytest.mark.parametrize("use", [KeyUse.AUDIT, KeyUse.TOKENS, KeyUse.LINKS])
def test_a_wrong_or_missing_key_is_not_renewed_and_nothing_is_written(
    first: App, tmp_path: Path, use: KeyUse
) -> None:
    with opened_services(first):
        note(first, BY, Action.READ)
    (path,) = (tmp_path / "first" / "api").glob(f"{use.value[:4].removesuffix('s')}*key*")
    path.write_bytes(b"w" * 32)
    other = machine(tmp_path, "first")
    with pytest.raises(KeyUnknownError):
        renew_key(other, BY, use)
    assert path.read_bytes() == b"w" * 32
    path.unlink()
    with pytest.raises(KeyMissingError):
        renew_key(other, BY, use)
    assert len(entries(first)) == 1


@pytest.mark.slow
def test_a_renewed_signing_key_signs_and_what_the_one_before_signed_verifies(
    tmp_path: Path,
) -> None:
    old, new = (make_test_authority(tmp_path / name) for name in ("old", "new"))
    trust = tmp_path / "trust.pem"
    trust.write_bytes(old.root.read_bytes() + new.root.read_bytes())

    def at(authority) -> App:  # type: ignore[no-untyped-def]
        operator, agency = str(authority.operator), str(authority.agency)
        settings = Settings(
            home=tmp_path / "home",
            trial=False,
            trust=trust,
            operator_key=operator,
            agency_key=agency,
        )
        return App(settings)

    page = papers.page(papers.TWO_COLUMNS)
    original = page.jpeg()

    def signed(app: App) -> bytes:
        made = seal_paper(
            original, "image/jpeg", [page.reading], papers.record(original), app.signers
        )
        assert made.searchable is not None
        return made.searchable

    with at(old) as app:
        note(app, BY, Action.READ)
        before = signed(app)
    with at(new) as app:
        with pytest.raises(KeyUnknownError):
            signed(app)
        assert len(entries(app)) == 1
        for use in (KeyUse.OPERATOR, KeyUse.AGENCY):
            accept_key(app, BY, use, only=True)
        after = signed(app)
        for data in (before, after):
            assert verify_pdf(data, Trust.from_files([trust])).outcome is Validity.VALID
    with at(old) as app, pytest.raises(KeyUnknownError):
        signed(app)
