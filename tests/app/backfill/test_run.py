"""Batches run for real: slips of scans, reader processes, kills."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from app.backfill.planning.plan import PlanOptions, make_plan
from app.backfill.planning.sources import open_source
from app.backfill.running.processes import tree_of
from app.backfill.running.readers import ReaderPool
from app.backfill.running.run import run_here, run_shard
from app.installation import App
from app.settings import BackfillSettings
from benchmarks.backfill.material import make_papers
from pipeline.seal.signing.keys import Pkcs12Signer
from storage.batches.batches import Batches, BatchState
from storage.errors import BatchStateError
from storage.known_keys import KeyUse, fingerprint_of
from storage.objects.keys import record_version
from storage.objects.port import sha256_of

pytestmark = pytest.mark.slow

PAPERS = 12
IN_DOUBT = {6, 7, 8, 12, 14, 16}
"""Strips of the first 18 of which hardly anything can be read: they wait for a person, unsigned."""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[App]:
    """An installation of its own; what runs in it as another process finds it, too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTLAN_HOME", str(tmp_path / "home"))
        patch.setenv("MOTLAN_BACKFILL_PROCESSES", "1")
        patch.setenv("MOTLAN_BACKFILL_LEASE_SECONDS", "6")
        patch.delenv("PREFECT_API_URL", raising=False)
        with App.open() as app:
            _ = app.archive, app.signers
            yield app


def plan(app: App, folder: Path, name: str, shard_size: int = 4) -> Batches:
    batches = app.batches
    options = PlanOptions(shard_size=shard_size)
    make_plan(batches, name, str(folder), open_source(str(folder)), "thu", options=options)
    return batches


@contextmanager
def runner(name: str) -> Iterator[subprocess.Popen[bytes]]:
    """One machine, so to say; nothing of it is left at the end."""
    code = (
        "from app.backfill.running.run import run_here; from app.installation import App; "
        f"run_here(App.open(), {name!r})"
    )
    process = subprocess.Popen([sys.executable, "-c", code])
    try:
        yield process
    finally:
        kill_all(process)


def wait_for_papers(batches: Batches, name: str, count: int) -> None:
    end = time.monotonic() + 400
    while batches.get(name).counts.settled < count:
        assert time.monotonic() < end, batches.get(name).counts
        time.sleep(0.2)


def kill_all(process: subprocess.Popen[bytes]) -> None:
    """End a runner and its readers as a power cut does."""
    for pid in tree_of(process.pid) if process.poll() is None else ():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait(timeout=60)


@pytest.mark.timeout(900)
@pytest.mark.exhaustive
def test_every_paper_once_though_a_reader_and_a_machine_die(home: App, tmp_path: Path) -> None:
    made = make_papers(tmp_path / "scans", PAPERS + len(IN_DOUBT))
    for number in IN_DOUBT:
        made[number].unlink()
    scans = [path for path in made if path.exists()]
    damaged = tmp_path / "scans" / "damaged.jpg"
    damaged.write_bytes(scans[0].read_bytes()[:3000])
    copy = tmp_path / "scans" / "copy.jpg"
    copy.write_bytes(scans[1].read_bytes())
    batches = plan(home, tmp_path / "scans", "kills")
    batches.approve("kills", "minh")

    with runner("kills") as doomed, runner("kills") as other:
        wait_for_papers(batches, "kills", 3)
        kill_all(doomed)
        wait_for_papers(batches, "kills", 5)
        for pid in tree_of(other.pid)[1:]:
            if b"reading" in _command(pid):
                os.kill(pid, signal.SIGKILL)
                break
        assert other.wait(timeout=400) == 0

    counts = batches.get("kills").counts
    assert (counts.stored, counts.known, counts.parked, counts.waiting) == (PAPERS, 1, 1, 0)
    (failure,) = batches.failures("kills")
    assert (failure.reference, failure.error_code) == ("damaged.jpg", "E-INPUT-DAMAGED")
    check_store(home, scans)

    before = sorted(home.archive.store.list("papers/"))
    run_here(home, "kills")  # the same plan again: nothing waits
    plan(home, tmp_path / "scans", "again").approve("again", "minh")
    run_here(home, "again")
    again = batches.get("again").counts
    assert (again.stored, again.known, again.parked) == (0, PAPERS + 1, 1)
    assert sorted(home.archive.store.list("papers/")) == before


@pytest.mark.exhaustive
def test_a_paper_that_takes_too_long_is_parked_with_its_reason(home: App, tmp_path: Path) -> None:
    (scan,) = make_papers(tmp_path / "scans", 1)
    batches = plan(home, tmp_path / "scans", "slow")
    batches.approve("slow", "minh")
    settings = BackfillSettings(processes=1, attempts=1, page_seconds=0.001)
    impatient = App(home.settings.model_copy(update={"backfill": settings}))
    run_here(impatient, "slow")
    (failure,) = batches.failures("slow")
    assert (failure.error_code, failure.attempts) == ("E-BACKFILL-TIME", 1)
    assert "1 lần" in (failure.reason or "")
    entry = home.archive.ledger.entry(sha256_of(scan.read_bytes()))
    assert entry is not None
    assert (entry.state, entry.error_code, entry.worker) == ("failed", "E-BACKFILL-TIME", None)
    assert batches.retry("slow") == 1
    (item,) = batches.waiting("slow", 0)
    assert item.attempts == 0


def expired_key(folder: Path) -> Path:
    """Write a key whose certificate ended last year, passphrase `mau`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Hết hạn (mẫu)")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=800))
        .not_valid_after(now - dt.timedelta(days=400))
        .sign(key, hashes.SHA256())
    )
    path = folder / "het-han.p12"
    lock = serialization.BestAvailableEncryption(b"mau")
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"mau", key, certificate, None, lock))
    return path


def test_a_certificate_that_ended_pauses_the_batch_and_costs_no_paper(
    home: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_papers(tmp_path / "scans", 2)
    batches = plan(home, tmp_path / "scans", "device")
    batches.approve("device", "minh")
    key = expired_key(tmp_path)
    certificate = Pkcs12Signer.from_file(key, "mau").certificate.dump()
    home.known_keys.accept(KeyUse.OPERATOR, fingerprint_of(certificate))
    monkeypatch.setenv("MOTLAN_OPERATOR_KEY", str(key))
    monkeypatch.setenv("MOTLAN_OPERATOR_PIN", "mau")
    with ReaderPool(BackfillSettings(processes=1, attempts=2)) as pool:
        assert run_shard(home, "device", 0, pool) == "paused"
    stopped = batches.get("device")
    assert (stopped.state, stopped.stopped_by) == (BatchState.PAUSED, "E-SEAL-CERT")
    assert (stopped.counts.parked, stopped.counts.waiting) == (0, 2)

    monkeypatch.delenv("MOTLAN_OPERATOR_KEY")
    monkeypatch.delenv("MOTLAN_OPERATOR_PIN")
    assert batches.resume("device").stopped_by is None
    run_here(home, "device")
    assert batches.get("device").counts.stored == 2


def check_store(home: App, scans: list[Path]) -> None:
    hashes = {sha256_of(path.read_bytes()) for path in scans}
    records = Counter(
        found[0] for found in map(record_version, home.archive.store.list("papers/")) if found
    )
    assert records == Counter(hashes)
    for paper_id in hashes:
        record = home.archive.load(paper_id)
        assert record.version == 1
        assert sha256_of(home.archive.original(paper_id)) == paper_id
        assert len(record.renditions) == 3
        for rendition in record.renditions:
            assert sha256_of(home.archive.file(paper_id, rendition)) == rendition.sha256
    assert Counter(change.paper_id for change in home.archive.ledger.changes()) == Counter(hashes)
    assert home.archive.index.count() == len(hashes)


def test_a_plan_that_nobody_approved_does_not_run(home: App, tmp_path: Path) -> None:
    make_papers(tmp_path / "scans", 1)
    batches = plan(home, tmp_path / "scans", "b")
    with pytest.raises(BatchStateError):
        run_here(home, "b")
    batches.approve("b", "minh")
    batches.pause("b")
    run_here(home, "b")  # returns at once
    assert batches.get("b").state is BatchState.PAUSED
    assert batches.get("b").counts.waiting == 1


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
