"""The archive of papers: written once, in an order that survives a crash at any moment.

    objects  ->  record  ->  ledger  ->  index

A paper is on file when its record is. A crash before that leaves objects under their own hashes,
which the next attempt finds and uses; a crash after it leaves a paper that the next attempt or the
next `reindex` enters into ledger and index.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from schemas.papers.model import Level
from schemas.papers.registry import paper_type
from schemas.record.paper import PaperRecord, PaperStatus, Rendition, RenditionKind
from schemas.record.reading import PageReading
from schemas.record.tombstone import Tombstone
from storage.errors import (
    ObjectConflictError,
    ObjectCorruptError,
    ObjectMissingError,
    PaperErasedError,
    PaperMismatchError,
    PaperMissingError,
    VersionConflictError,
)
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
from storage.objects.tags import ObjectKind, tags_of
from storage.papers.integrity.witness import Attached, RecordProof, same_facts
from storage.papers.ledger import PaperLedger, PaperState
from storage.papers.search.index import PaperIndex, Progress

__all__ = ["PaperArchive", "PaperFile", "Saved"]

_JSON = "application/json"
_NOTED_AT_ONCE = 500
_READINGS = TypeAdapter(tuple[PageReading, ...])


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A file made from the original, about to be stored.

    Attributes:
        kind: Signed master or searchable PDF.
        data: The whole content.
        media_type: MIME type.
        derived_from: SHA-256 of the file it was made from; None for the original.
        proof_due: See `Rendition.proof_due`.
    """

    kind: RenditionKind
    data: bytes
    media_type: str = "application/pdf"
    derived_from: str | None = None
    proof_due: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """Result of storing a paper.

    Attributes:
        record: The record on file: the given one with its renditions, or the existing one.
        created: False if the paper was already on file; then nothing was written.
        proof: By what the record is recognised; None where it was not written now.
    """

    record: PaperRecord
    created: bool
    proof: RecordProof | None = field(default=None, compare=False, kw_only=True)


class PaperArchive:
    """All papers of a store, with their ledger and index."""

    def __init__(self, store: ObjectStore, ledger: PaperLedger, index: PaperIndex) -> None:
        """Combine a store with the ledger and the index that belong to it.

        Args:
            store: One store, or `Shelves` to keep restricted papers apart.
            ledger: Records what has been done.
            index: Finds papers.
        """
        self.store = store
        self.ledger = ledger
        self.index = index

    def keep_original(
        self, paper_id: str, data: bytes, media_type: str, *, batch: str = ""
    ) -> bool:
        """Store the bytes of a paper before anything else is done with them.

        Args:
            paper_id: SHA-256 of the bytes, which is not computed again.
            data: What came in.
            media_type: Type detected from the bytes.
            batch: Name of the batch that it belongs to.

        Returns:
            False if they were already stored.

        Raises:
            PaperErasedError: These bytes were erased and are not taken in again.
            StoreUnavailableError: The store does not answer; call again, nothing is lost.
        """
        if self.store.stat(tombstone_key(paper_id)):
            raise _erased()
        created = self._put_original(paper_id, data, media_type)
        self.ledger.receive(paper_id, batch=batch)
        return created

    def save(
        self,
        record: PaperRecord,
        original: bytes,
        files: Iterable[PaperFile] = (),
        readings: Sequence[PageReading] = (),
    ) -> Saved:
        """Store a paper that came in; a paper already on file is left as it is.

        Args:
            record: Its first version; renditions are filled in here.
            original: The bytes that came in, whose hash is the paper's identity; they are looked
                at only where `keep_original` has not kept them before.
            files: Files made from them; consumed one after the other.
            readings: Every line that was read: the evidence for the fields.

        Raises:
            PaperMismatchError: `original` is not what the record speaks of, or the record is
                not a first version.
            PaperErasedError: These bytes were erased and are not taken in again.
            StoreUnavailableError: The store does not answer; call again, nothing is lost.
        """
        kept = self._is_kept(record.paper_id, original)
        if record.version != 1 or not (kept or sha256_of(original) == record.paper_id):
            raise PaperMismatchError()
        self.ledger.receive(record.paper_id)
        latest = self._latest_version(record.paper_id)
        if latest:
            saved = Saved(self.load(record.paper_id, latest), created=False)
        else:
            if not kept:
                self._put_original(record.paper_id, original, record.media_type)
            first = Rendition(
                kind=RenditionKind.ORIGINAL,
                sha256=record.paper_id,
                media_type=record.media_type,
                size=len(original),
            )
            saved = self._write(record, (first, *self._put_files(record, files)), readings)
        self._publish(saved.record, saved.proof)
        return saved

    def save_values(self, record: PaperRecord, readings: Sequence[PageReading] = ()) -> Saved:
        """Store the values of a paper whose image must not be kept.

        The original is deleted when the record is written; after a crash between the two the next
        `on_file` does it. A store that locks objects hides it at once and drops it when the lock
        ends.

        Args:
            record: Its first version; `withheld` says by which rule.
            readings: Every line that was read.

        Raises:
            PaperMismatchError: The record is not a first version, or names no rule.
            StoreUnavailableError: The store does not answer; call again, nothing is lost.
        """
        if record.version != 1 or record.withheld is None:
            raise PaperMismatchError("without-picture")
        self.ledger.receive(record.paper_id)
        latest = self._latest_version(record.paper_id)
        if latest:
            saved = Saved(self.load(record.paper_id, latest), created=False)
        else:
            saved = self._write(record, (), readings)
        self._drop_withheld(saved.record)
        self._publish(saved.record, saved.proof)
        return saved

    def revise(
        self,
        record: PaperRecord,
        files: Sequence[PaperFile] = (),
        readings: Sequence[PageReading] = (),
    ) -> Saved:
        """Store the next version of a record: a correction, a revocation, a new signature.

        Earlier versions and their files stay for ever.

        Args:
            record: The changed record; its `version` is one more than that on file.
            files: New renditions, in addition to those that `record` names.
            readings: New readings; without them those of the previous version stay valid.

        Raises:
            PaperMissingError: There is no earlier version.
            VersionConflictError: Somebody else wrote that version first.
        """
        before = self.load(record.paper_id)
        if record.version not in (before.version, before.version + 1):
            raise VersionConflictError("on-file")
        new = self._put_files(record, files)
        known = {rendition.sha256 for rendition in new}
        kept = tuple(r for r in record.renditions if r.sha256 not in known)
        readings = readings or self.readings(record.paper_id)
        self.ledger.changing(record.paper_id)
        saved = self._write(record, (*kept, *new), readings)
        if saved.record != _with(record, (*kept, *new)):
            raise VersionConflictError("content")
        self._publish(saved.record, saved.proof)
        return saved

    def on_file(self, paper_id: str) -> PaperRecord | None:
        """Return the newest record of a paper, or None; complete an interrupted write.

        So a paper whose record was written just before a crash is found in the index, too.

        Raises:
            PaperErasedError: It was on file and was erased.
        """
        version = self._latest_version(paper_id)
        if not version:
            return None
        record = self.load(paper_id, version)
        self._drop_withheld(record)
        entry = self.ledger.receive(paper_id)
        if entry.state is not PaperState.INDEXED or entry.version < version:
            self._publish(record)
        return record

    def current(self, paper_id: str) -> PaperRecord:
        """Return the newest record of a paper that is about to be changed; see `on_file`.

        Raises:
            PaperMissingError: It is not on file, or was erased.
        """
        record = self.on_file(paper_id)
        if record is None:
            raise PaperMissingError()
        return record

    def load(self, paper_id: str, version: int | None = None) -> PaperRecord:
        """Return a record, by default the newest version.

        Raises:
            PaperMissingError: The paper or the version is not on file.
            ObjectCorruptError: The record is not what was stored.
        """
        return PaperRecord.model_validate_json(self._record_bytes(paper_id, version))

    def original(self, paper_id: str) -> bytes:
        """Return the bytes that came in; their hash is the paper's identity, and is verified.

        Raises:
            ObjectMissingError, ObjectCorruptError: The file is lost or altered.
        """
        return self.store.get(original_key(paper_id), paper_id)

    def file(self, paper_id: str, rendition: Rendition) -> bytes:
        """Return one file of a paper; its hash is verified.

        Raises:
            ObjectMissingError, ObjectCorruptError: The file is lost or altered.
        """
        return self.store.get(_key_of(paper_id, rendition))

    def stream(self, paper_id: str, rendition: Rendition) -> Iterator[bytes]:
        """Yield one file of a paper in chunks; its hash is checked after the last one.

        Raises:
            ObjectMissingError, ObjectCorruptError: The file is lost or altered.
        """
        return self.store.stream(_key_of(paper_id, rendition))

    def presigned(self, paper_id: str, rendition: Rendition, lifetime: dt.timedelta) -> str | None:
        """Return an address at which the store itself gives a file out; None where it does not."""
        return self.store.presigned(_key_of(paper_id, rendition), lifetime)

    def readings(self, paper_id: str, version: int | None = None) -> tuple[PageReading, ...]:
        """Return the lines that a record is based on; empty if none were stored."""
        record = self._record_bytes(paper_id, version)
        try:
            data = self.store.get(readings_key(paper_id, sha256_of(record)))
        except ObjectMissingError:
            return ()
        return _READINGS.validate_json(data)

    def papers(self) -> Iterator[tuple[str, int]]:
        """Yield every paper on file with the number of its newest version."""
        yield from self._survey()[0].items()

    def reindex(
        self,
        progress: Progress | None = None,
        *,
        attached: Attached | None = None,
        refuse: Callable[[str], None] | None = None,
    ) -> int:
        """Rebuild the index from the records in the store, and the ledger with it.

        A record that is not the one that the ledger knows, or that says something else than the
        data under the signature of its file, is not taken: its paper needs `scrub` and a person.

        Args:
            progress: Called with the numbers of papers done and to do.
            attached: Returns the record under the signature of a searchable file.
            refuse: Called with each paper that is not taken; what the index said of it stays.

        Returns:
            How many papers were taken.

        Raises:
            ObjectCorruptError: A record cannot be trusted, and nobody is there to be told.
        """
        papers, erased = self._survey()
        standings: dict[str, PaperStatus] = {}
        doubtful: list[str] = []

        def records() -> Iterator[PaperRecord]:
            for paper_id, version in papers.items():
                record = self._proven(paper_id, version, attached)
                if record is None:
                    if refuse is None:
                        raise ObjectCorruptError("record", source=record_key(paper_id, version))
                    refuse(paper_id)
                    doubtful.append(paper_id)
                    continue
                if record.standing is not PaperStatus.CURRENT:
                    standings[paper_id] = record.standing
                yield record

        done = self.index.rebuild(records(), total=len(papers), progress=progress, spare=doubtful)
        noted = iter([pair for pair in papers.items() if pair[0] not in doubtful])
        while group := dict(itertools.islice(noted, _NOTED_AT_ONCE)):
            proofs = {p: self._proof(p, v) for p, v in group.items() if not self.ledger.proofs(p)}
            self.ledger.take_over(group, standings, proofs)
        for paper_id in erased:
            self._note_erased(paper_id)
        return done

    def _proven(self, paper_id: str, version: int, attached: Attached | None) -> PaperRecord | None:
        """Return a record that ledger and signature bear out, None for one that they do not."""
        try:
            data = self._record_bytes(paper_id, version)
            record = PaperRecord.model_validate_json(data)
            known = self.ledger.proofs(paper_id).get(version)
            if known is not None and known.record_sha256 != sha256_of(data):
                return None
            rendition = record.rendition(RenditionKind.SEARCHABLE)
            if attached is None or rendition is None:
                return record
            signed = attached(self.store.get(_key_of(paper_id, rendition), rendition.sha256))
            return record if same_facts(record, signed) else None
        except (ObjectCorruptError, ObjectMissingError, PaperMissingError, ValueError):
            return None

    def bury(self, tombstone: Tombstone) -> None:
        """Write a tombstone; from then on the paper is not on file (`app.papers.life.lifecycle`).

        One that a crash left half written is completed.

        Raises:
            PaperErasedError: There is one already, of another erasure.
        """
        data = tombstone.model_dump_json(indent=1).encode()
        tags = tags_of(ObjectKind.TOMBSTONE)
        try:
            self.store.put_new(tombstone_key(tombstone.paper_id), data, _JSON, tags=tags)
        except ObjectConflictError:
            raise _erased() from None

    def tombstone(self, paper_id: str) -> Tombstone | None:
        """Return the tombstone of a paper; None if it was not erased."""
        try:
            return Tombstone.model_validate_json(self.store.get(tombstone_key(paper_id)))
        except ObjectMissingError:
            return None

    def _survey(self) -> tuple[dict[str, int], list[str]]:
        """Return the papers on file with their newest versions, and the erased ones."""
        newest: dict[str, int] = {}
        erased = []
        for key in self.store.list(PAPERS):
            found = record_version(key)
            if found:
                newest[found[0]] = max(found[1], newest.get(found[0], 0))
            elif (paper_id := paper_of_key(key)) and key == tombstone_key(paper_id):
                erased.append(paper_id)
        for paper_id in erased:
            newest.pop(paper_id, None)
        return newest, erased

    def _note_erased(self, paper_id: str) -> None:
        """Enter an erasure into a ledger that was lost; remaining bytes are looked for later."""
        known = self.ledger.entry(paper_id)
        if known and known.state in (PaperState.ERASED, PaperState.ERASING):
            return
        tombstone = self.tombstone(paper_id)
        if tombstone is not None:
            self.ledger.erasing(paper_id, tombstone.version)

    def _write(
        self,
        record: PaperRecord,
        renditions: tuple[Rendition, ...],
        readings: Sequence[PageReading],
    ) -> Saved:
        """Write evidence, then the record: from then on the paper is on file."""
        complete = _with(record, renditions)
        data = complete.model_dump_json(indent=1).encode()
        shelf, level = self._shelf(record), _level(record)
        proof = RecordProof(sha256_of(data))
        if readings:
            lines = _READINGS.dump_json(tuple(readings))
            proof = RecordProof(sha256_of(data), sha256_of(lines))
            key, tags = (
                readings_key(record.paper_id, sha256_of(data)),
                tags_of(ObjectKind.EVIDENCE, level),
            )
            shelf.put_new(key, lines, _JSON, tags=tags)
        key, tags = record_key(record.paper_id, record.version), tags_of(ObjectKind.RECORD, level)
        try:
            created = shelf.put_new(key, data, _JSON, tags=tags)
        except ObjectConflictError:
            return Saved(self.load(record.paper_id, record.version), created=False)
        return Saved(complete, created, proof=proof)

    def _is_kept(self, paper_id: str, original: bytes) -> bool:
        """Return whether the bytes of a paper are in the store under their hash."""
        info = self.store.stat(original_key(paper_id))
        return info is not None and (info.sha256, info.size) == (paper_id, len(original))

    def _put_original(self, paper_id: str, data: bytes, media_type: str) -> bool:
        key, tags = original_key(paper_id), tags_of(RenditionKind.ORIGINAL)
        return self.store.put_new(key, data, media_type, tags=tags, sha256=paper_id)

    def _put_files(self, record: PaperRecord, files: Iterable[PaperFile]) -> tuple[Rendition, ...]:
        renditions = []
        for file in files:
            digest = sha256_of(file.data)
            key = rendition_key(record.paper_id, file.kind, digest)
            tags = tags_of(file.kind, _level(record))
            self._shelf(record).put_new(key, file.data, file.media_type, tags=tags, sha256=digest)
            renditions.append(
                Rendition(
                    kind=file.kind,
                    sha256=digest,
                    media_type=file.media_type,
                    size=len(file.data),
                    derived_from=file.derived_from or record.paper_id,
                    proof_due=file.proof_due,
                )
            )
        return tuple(renditions)

    def _shelf(self, record: PaperRecord) -> ObjectStore:
        """Return the store for files made from a paper, by the level of its type."""
        return self.store.shelf(_level(record))

    def _drop_withheld(self, record: PaperRecord) -> None:
        """Remove the bytes of a paper whose image is not kept, each time they come in."""
        if record.withheld and self.store.stat(original_key(record.paper_id)):
            self.store.delete(original_key(record.paper_id))

    def _publish(self, record: PaperRecord, proof: RecordProof | None = None) -> None:
        """Update ledger, then index; both are idempotent."""
        proof = proof or self._proof(record.paper_id, record.version)
        self.ledger.stored(record.paper_id, record.version, record.standing, proof)
        self.index.put(record)
        self.ledger.indexed(record.paper_id)

    def _proof(self, paper_id: str, version: int) -> RecordProof:
        """Return by what a record that lies in the store is recognised."""
        record = sha256_of(self._record_bytes(paper_id, version))
        readings = self.store.stat(readings_key(paper_id, record))
        return RecordProof(record, readings.sha256 if readings else None)

    def _record_bytes(self, paper_id: str, version: int | None) -> bytes:
        version = version or self._latest_version(paper_id)
        try:
            return self.store.get(record_key(paper_id, version))
        except ObjectMissingError:
            raise PaperMissingError() from None

    def _latest_version(self, paper_id: str) -> int:
        """Return the number of the newest version in the store, 0 if there is none.

        Raises:
            PaperErasedError: There is a tombstone instead.
        """
        keys = list(self.store.list(paper_prefix(paper_id)))
        if tombstone_key(paper_id) in keys:
            raise _erased()
        found = map(record_version, keys)
        return max((version for _, version in filter(None, found)), default=0)


def _key_of(paper_id: str, rendition: Rendition) -> str:
    if rendition.kind is RenditionKind.ORIGINAL:
        return original_key(paper_id)
    return rendition_key(paper_id, rendition.kind, rendition.sha256)


def _level(record: PaperRecord) -> Level | None:
    model = paper_type(record.classification.paper_type)
    return model.level if model else None


def _erased() -> PaperErasedError:
    return PaperErasedError()


def _with(record: PaperRecord, renditions: tuple[Rendition, ...]) -> PaperRecord:
    return record.model_copy(update={"renditions": renditions})
