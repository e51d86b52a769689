"""The integrity check of the store: finds what is lost, altered, false or left over.

Three witnesses are held against each other: the store, the ledger, which knows the hash of every
record and of its readings, and the data under the signature of each paper's searchable file. So a
value that was changed together with its hash in the store is found as well.

QCVN 12:2026/BCA requires a periodic, automatic check of integrity (3.5.2.1.11) and recovery from an
intact copy (2.2.5.4.4, 3.5.2.1.12): with a second store, `scrub` repairs what it can.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from schemas.record.paper import PaperRecord, RenditionKind
from storage.audit.seals import HEADS, SEGMENTS
from storage.objects.keys import (
    DESK,
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
from storage.papers.integrity.findings import Damage, ScrubFinding, ScrubReport
from storage.papers.integrity.healing import Healer
from storage.papers.integrity.witness import Attached, RecordProof, same_facts
from storage.papers.ledger import PaperLedger, PaperState
from storage.papers.search.index import PaperIndex

__all__ = ["scrub"]

Progress = Callable[[int, int], None]
Sealed = Callable[[str, bytes], bool]
_GONE = (PaperState.ERASING, PaperState.ERASED)


def scrub(
    store: ObjectStore,
    *,
    ledger: PaperLedger | None = None,
    index: PaperIndex | None = None,
    attached: Attached | None = None,
    sealed: Sealed | None = None,
    awaited: Mapping[str, str] | None = None,
    replica: ObjectStore | None = None,
    progress: Progress | None = None,
) -> ScrubReport:
    """Read every object of every paper and hold all that is known of it against it.

    Args:
        store: The store to check.
        ledger: Says which papers must exist, and with which records; without it the loss of a whole
            paper, and a record replaced together with its hash, go unnoticed.
        index: Its entries must say what the records say; one that does not is written again.
        attached: Returns the record under the signature of a searchable file.
        sealed: Tells whether the audit chain bears out what the store has of it.
        awaited: Keys of the originals and drafts that the desk works with, with their hashes.
        replica: A second store with the same keys, to repair from.
        progress: Called with the numbers of papers done and to do.

    Raises:
        StoreUnavailableError: A store does not answer.
    """
    papers: dict[str, list[str]] = {}
    for key in store.list(PAPERS):
        papers.setdefault(paper_of_key(key) or "", []).append(key)
    versions = dict(ledger.stored_papers()) if ledger else {}
    awaited = awaited or {}
    gone = frozenset(ledger.erased_papers()) if ledger else frozenset()
    check = _Check(store, Healer(store, replica), ledger, index, attached, awaited, gone)
    every = sorted({*papers, *versions, *filter(None, map(paper_of_key, awaited))})
    for done, paper_id in enumerate(every, start=1):
        check.paper(paper_id, papers.get(paper_id, []), versions.get(paper_id, 0))
        if progress:
            progress(done, len(every))
    check.drafts()
    if sealed is not None:
        check.seals(sealed)
    if index is not None:
        strangers = sorted(set(index.paper_ids()) - set(every))
        check.findings += [ScrubFinding(original_key(p), Damage.INDEX) for p in strangers]
    return ScrubReport(len(papers), check.objects, check.size, tuple(check.findings))


@dataclass(slots=True)
class _Check:
    """A check under way, and what it has found."""

    store: ObjectStore
    healer: Healer
    ledger: PaperLedger | None
    index: PaperIndex | None
    attached: Attached | None
    awaited: Mapping[str, str]
    gone: frozenset[str]
    findings: list[ScrubFinding] = field(default_factory=list)
    objects: int = 0
    size: int = 0

    def paper(self, paper_id: str, keys: list[str], newest: int) -> None:
        """Check one paper.

        Args:
            paper_id: SHA-256 of its original.
            keys: What the store has of it.
            newest: Newest version that the ledger knows, 0 if none.
        """
        if paper_id in self.gone and tombstone_key(paper_id) not in keys:
            lost = tombstone_key(paper_id)
            if self._take(lost, None, False) is not None:
                keys = [*keys, lost]
            self._not_erased(paper_id, keys)
            return
        if not keys and newest:
            keys = self.healer.copy_paper(paper_id)
            self._find(original_key(paper_id), Damage.PAPER_LOST, healed=bool(keys))
            if not keys:
                return
        if tombstone_key(paper_id) in keys:
            self._tombstone(paper_id, keys)
            return
        proofs = self.ledger.proofs(paper_id) if self.ledger else {}
        records = self._records(paper_id, keys, proofs, newest)
        expected = _expected(paper_id, keys, records, proofs)
        if original_key(paper_id) in self.awaited:
            expected[original_key(paper_id)] = paper_id
        files = {key: self._take(key, digest, key in keys) for key, digest in expected.items()}
        for key in sorted(set(keys) - set(expected) - set(records)):
            self._take(key, paper_id if key == original_key(paper_id) else None, True)
            self._find(key, Damage.LEFT_OVER)
        found = {key: record for key, (record, _) in records.items() if record is not None}
        if self.attached:
            self._signed(paper_id, found, files)
        self._indexed(paper_id, found)

    def drafts(self) -> None:
        """Check the drafts of papers that are not signed yet: a draft's name is its hash."""
        there = set(self.store.list(DESK))
        for key in sorted({*there, *(key for key in self.awaited if key.startswith(DESK))}):
            self._take(key, key.rpartition("/")[2], key in there)

    def seals(self, sealed: Sealed) -> None:
        """Check what was sealed of the audit chain."""
        for key in (*self.healer.keys(SEGMENTS), *self.healer.keys(HEADS)):
            self.objects += 1
            data, problem = self.healer.read(key, None)
            self.size += len(data or b"")
            if problem is None and (data is None or not sealed(key, data)):
                problem = Damage.CORRUPT
            if problem is not None:
                healed = self.healer.put_right(key, functools.partial(sealed, key))
                self._find(key, problem, healed=healed)

    def _tombstone(self, paper_id: str, keys: list[str]) -> None:
        """Find what is left of an erased paper, here and in the second store; repair nothing."""
        self._take(tombstone_key(paper_id), None, True)
        state = self.ledger.entry(paper_id) if self.ledger else None
        if state is not None and state.state not in _GONE:
            self._find(tombstone_key(paper_id), Damage.UNKNOWN)
        self._not_erased(paper_id, keys)

    def _not_erased(self, paper_id: str, keys: Iterable[str]) -> None:
        for key in sorted({*keys, *self.healer.copies(paper_id)} - {tombstone_key(paper_id)}):
            self._find(key, Damage.NOT_ERASED)

    def _records(
        self, paper_id: str, keys: list[str], proofs: Mapping[int, RecordProof], newest: int
    ) -> dict[str, tuple[PaperRecord | None, str]]:
        """Return the records by key, with the hash of each; None for one that cannot be read."""
        there = {found[1] for key in keys if (found := record_version(key))}
        last = max([newest, *there], default=0)
        records: dict[str, tuple[PaperRecord | None, str]] = {}
        for version in range(1, last + 1):
            key, proof = record_key(paper_id, version), proofs.get(version)
            digest = proof.record_sha256 if proof else None
            data = self._take(key, digest, version in there)
            if self.ledger is not None and version > newest:
                self._find(key, Damage.UNKNOWN)
            records[key] = (self._parsed(key, data), digest or (sha256_of(data) if data else ""))
        return records

    def _parsed(self, key: str, data: bytes | None) -> PaperRecord | None:
        if data is None:
            return None
        try:
            return PaperRecord.model_validate_json(data)
        except ValueError:
            self._find(key, Damage.CORRUPT)
            return None

    def _take(self, key: str, digest: str | None, there: bool) -> bytes | None:
        """Read an object; repair it where that is needed and possible.

        Args:
            key: Where it lies.
            digest: The hash that it must have; None: the one that it was stored with.
            there: Whether the store lists it.

        Returns:
            Its content, None where it is lost or altered.
        """
        self.objects += 1
        data, problem = self.healer.read(key, digest) if there else (None, Damage.MISSING)
        if problem is not None:
            healed = self.healer.heal(key, digest, data)
            self._find(key, problem, healed=healed is not None)
            data = healed if healed is not None or problem is not Damage.UNPROVEN else data
        elif digest is None and data is not None and self.healer.differs(key, data):
            self._find(key, Damage.DISAGREED)
        self.size += len(data or b"")
        return data

    def _signed(
        self,
        paper_id: str,
        records: Mapping[str, PaperRecord],
        files: Mapping[str, bytes | None],
    ) -> None:
        """Hold each record against the data under the signature of its searchable file."""
        assert self.attached is not None  # noqa: S101
        for key, record in records.items():
            rendition = record.rendition(RenditionKind.SEARCHABLE)
            if rendition is None:
                continue
            data = files.get(rendition_key(paper_id, rendition.kind, rendition.sha256))
            if data is not None and not same_facts(record, self.attached(data)):
                self._find(key, Damage.CONTRADICTED)

    def _indexed(self, paper_id: str, records: Mapping[str, PaperRecord]) -> None:
        """Hold the index against the newest record; where all else is well it is put right."""
        if self.index is None or not records:
            return
        newest = max(records.values(), key=lambda record: record.version)
        if self.index.says(newest):
            return
        mine = paper_prefix(paper_id)
        doubtful = any(f.key.startswith(mine) and f.harms for f in self.findings)
        if not doubtful:
            self.index.forget(paper_id)
            self.index.put(newest)
        self._find(record_key(paper_id, newest.version), Damage.INDEX, healed=not doubtful)

    def _find(self, key: str, problem: Damage, *, healed: bool = False) -> None:
        self.findings.append(ScrubFinding(key, problem, healed))


def _expected(
    paper_id: str,
    keys: Iterable[str],
    records: Mapping[str, tuple[PaperRecord | None, str]],
    proofs: Mapping[int, RecordProof],
) -> dict[str, str | None]:
    """Return the keys of files and readings that must be there, with the hash if one is known."""
    expected: dict[str, str | None] = {}
    for record, digest in records.values():
        for rendition in record.renditions if record else ():
            is_original = rendition.kind is RenditionKind.ORIGINAL
            place = (
                original_key(paper_id)
                if is_original
                else rendition_key(paper_id, rendition.kind, rendition.sha256)
            )
            expected[place] = rendition.sha256
        lines = readings_key(paper_id, digest) if digest else ""
        if lines in keys:
            expected[lines] = None
    for proof in proofs.values():
        if proof.readings_sha256:
            expected[readings_key(paper_id, proof.record_sha256)] = proof.readings_sha256
    return expected
