"""The integrity check of the store: finds objects that are lost, altered or left over.

QCVN 12:2026/BCA requires a periodic, automatic check of integrity (3.5.2.1.11) and recovery from an
intact copy (2.2.5.4.4, 3.5.2.1.12): with a second store, `scrub` repairs what it can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from schemas.record.paper import PaperRecord, RenditionKind
from storage.errors import ObjectConflictError, ObjectCorruptError, ObjectMissingError
from storage.objects.keys import (
    PAPERS,
    original_key,
    paper_of_key,
    paper_prefix,
    readings_key,
    record_key,
    record_version,
    rendition_key,
    tombstone_key,
)
from storage.objects.port import ObjectStore, sha256_of
from storage.papers.ledger import PaperLedger

__all__ = ["Damage", "ScrubFinding", "ScrubReport", "scrub"]

Progress = Callable[[int, int], None]


class Damage(StrEnum):
    """What is wrong with an object."""

    MISSING = "missing"
    """A record refers to it, but it does not exist."""
    CORRUPT = "corrupt"
    """Its content is not what was stored."""
    PAPER_LOST = "paper_lost"
    """The ledger says that the paper is stored, but the store has nothing of it."""
    LEFT_OVER = "left_over"
    """No record refers to it: left by an interrupted attempt. Harmless."""
    NOT_ERASED = "not_erased"
    """It belongs to an erased paper: the erasure was interrupted, or missed a copy."""


@dataclass(frozen=True, slots=True)
class ScrubFinding:
    """One object with a problem; `healed` if it was replaced by the copy in the second store."""

    key: str
    problem: Damage
    healed: bool = False


@dataclass(frozen=True, slots=True)
class ScrubReport:
    """What was checked and what was found."""

    papers: int
    objects: int
    size: int
    findings: tuple[ScrubFinding, ...]

    @property
    def intact(self) -> bool:
        """Whether every paper is complete; left-over objects do no harm."""
        return all(f.healed or f.problem is Damage.LEFT_OVER for f in self.findings)


def scrub(
    store: ObjectStore,
    *,
    ledger: PaperLedger | None = None,
    replica: ObjectStore | None = None,
    progress: Progress | None = None,
) -> ScrubReport:
    """Read every object of every paper and check its hash.

    Args:
        store: The store to check.
        ledger: Says which papers must exist; without it the loss of a whole paper goes unnoticed.
        replica: A second store with the same keys, to repair from.
        progress: Called with the numbers of papers done and to do.

    Raises:
        StoreUnavailableError: A store does not answer.
    """
    papers: dict[str, set[str]] = {}
    for key in store.list(PAPERS):
        papers.setdefault(paper_of_key(key) or "", set()).add(key)
    versions = dict(ledger.stored_papers()) if ledger else {}
    findings: list[ScrubFinding] = []
    objects = size = 0
    for done, (paper_id, keys) in enumerate(sorted(papers.items()), start=1):
        contents = {key: _read(store, replica, key, findings) for key in sorted(keys)}
        findings += _compare(store, replica, paper_id, contents, versions.get(paper_id, 0))
        objects += len(contents)
        size += sum(len(data) for data in contents.values() if data is not None)
        if progress:
            progress(done, len(papers))
    lost = sorted(paper_id for paper_id in versions if paper_id not in papers)
    findings += [ScrubFinding(original_key(paper_id), Damage.PAPER_LOST) for paper_id in lost]
    return ScrubReport(len(papers), objects, size, tuple(findings))


def _read(
    store: ObjectStore, replica: ObjectStore | None, key: str, findings: list[ScrubFinding]
) -> bytes | None:
    try:
        return store.get(key)
    except (ObjectCorruptError, ObjectMissingError):
        intact = _healed(store, replica, key)
        findings.append(ScrubFinding(key, Damage.CORRUPT, healed=intact is not None))
        return intact


def _healed(store: ObjectStore, replica: ObjectStore | None, key: str) -> bytes | None:
    """Replace a lost or altered object by the replica's content, if available."""
    if replica is None:
        return None
    try:
        data, info = replica.get(key), replica.stat(key)
    except (ObjectCorruptError, ObjectMissingError):
        return None
    if info is None or sha256_of(data) != info.sha256:
        return None
    store.delete(key)
    try:
        store.put_new(key, data, info.media_type, info.metadata, replica.tags(key))
    except ObjectConflictError:
        return None
    return data


def _compare(
    store: ObjectStore,
    replica: ObjectStore | None,
    paper_id: str,
    contents: dict[str, bytes | None],
    known_version: int,
) -> Iterator[ScrubFinding]:
    """Compare the objects of a paper with its records."""
    if tombstone_key(paper_id) in contents:
        yield from _not_erased(replica, paper_id, contents)
        return
    expected = _expected(paper_id, contents, known_version)
    for key, digest in expected.items():
        data = contents.get(key)
        if key not in contents:
            intact = _healed(store, replica, key)
            yield ScrubFinding(key, Damage.MISSING, healed=intact is not None)
        elif data is not None and digest is not None and sha256_of(data) != digest:
            yield ScrubFinding(key, Damage.CORRUPT)
    for key in contents:
        if key not in expected:
            yield ScrubFinding(key, Damage.LEFT_OVER)


def _not_erased(
    replica: ObjectStore | None, paper_id: str, contents: Iterable[str]
) -> Iterator[ScrubFinding]:
    """Find what is left of an erased paper, here and in the second store; repair nothing."""
    copies = replica.list(paper_prefix(paper_id)) if replica else ()
    for key in sorted({*contents, *copies} - {tombstone_key(paper_id)}):
        yield ScrubFinding(key, Damage.NOT_ERASED)


def _expected(
    paper_id: str, contents: dict[str, bytes | None], newest: int
) -> dict[str, str | None]:
    """Return the keys that the records refer to, with the hash if a record states it."""
    expected: dict[str, str | None] = {}
    for key, data in contents.items():
        found = record_version(key)
        if found is None:
            continue
        newest = max(newest, found[1])
        expected[key] = None
        if data is not None:
            record = PaperRecord.model_validate_json(data)
            for rendition in record.renditions:
                is_original = rendition.kind is RenditionKind.ORIGINAL
                place = (
                    original_key(paper_id)
                    if is_original
                    else rendition_key(paper_id, rendition.kind, rendition.sha256)
                )
                expected[place] = rendition.sha256
            lines = readings_key(paper_id, sha256_of(data))
            if lines in contents:
                expected[lines] = None
    for version in range(1, newest + 1):
        expected.setdefault(record_key(paper_id, version), None)
    return expected
