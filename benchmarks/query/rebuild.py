"""How fast a lost index is rebuilt from the records in a store."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from pathlib import Path

from benchmarks.query.people import entry, text
from extractors.judge.state import judge
from schemas.papers.types.birth_certificate import BirthCertificate
from schemas.record.evidence import FieldEvidence
from schemas.record.paper import Classification, PaperRecord
from storage.database import Database
from storage.objects.local import LocalStore
from storage.papers.archive import PaperArchive
from storage.papers.ledger import PaperLedger
from storage.papers.search.index import PaperIndex

__all__ = ["measure_rebuild"]

_NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


def measure_rebuild(folder: Path, papers: int, index_url: str) -> tuple[float, float]:
    """Fill a store in a folder and rebuild an index from it.

    Returns:
        Records per second, and per CPU second of this process.
    """
    ledger = PaperLedger(Database(folder / "ledger.sqlite"))
    first = PaperIndex(Database(folder / "first.sqlite"))
    archive = PaperArchive(LocalStore(folder / "store"), ledger, first)
    for number in range(papers):
        original = f"paper {number}".encode()
        archive.save(_record(number, original), original)
    lost = PaperIndex(Database(index_url))
    wall, cpu = time.perf_counter(), time.process_time()
    assert PaperArchive(archive.store, ledger, lost).reindex() == papers
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    for part in (ledger, first, lost):
        part.database.close()
    return papers / wall, papers / cpu


def _record(number: int, original: bytes) -> PaperRecord:
    facts = entry(number)
    values = {
        "personal_id": facts.subject_id,
        "full_name": facts.subject_name,
        "number": facts.number,
        "registered_on": facts.issued_on.isoformat() if facts.issued_on else None,
    }
    return PaperRecord(
        paper_id=hashlib.sha256(original).hexdigest(),
        received_at=facts.received_at,
        processed_at=_NOW,
        software="benchmark",
        media_type="text/plain",
        size=len(original),
        classification=Classification(
            paper_type=BirthCertificate.paper_type, confidence=1, reason="benchmark"
        ),
        form_of_paper=facts.form_of_paper,
        fields=judge(
            BirthCertificate,
            {n: FieldEvidence(value=v, raw=v, confidence=1) for n, v in values.items()},
        ),
        text=text(number) * 10,
    )
