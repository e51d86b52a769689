"""The audit chain: who did what with which paper, for which purpose, under which law.

Every entry carries an HMAC over itself and over the entry before it, so that nobody without the
key can remove, change, insert or reorder one unnoticed. The chain is in the database, where an
entry costs a fraction of a millisecond; `seal` copies new entries into the object store, where a
lock protects them from everybody (NĐ 356/2025/NĐ-CP; QCVN 12:2026/BCA 2.2.9.2, 3.16.3.2.8). The
verifier compares both, so a sealed entry cannot be cut off at the end either.

A person appears only as a keyed hash: whose papers were read is known only to those who know the
ID number and hold the key.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    TypeAdapter,
    model_serializer,
)

from storage.database import Database
from storage.objects.port import ObjectStore
from storage.objects.tags import ObjectKind, tags_of
from storage.papers.entries import normal_id

__all__ = ["Action", "AuditEntry", "AuditEvent", "AuditFinding", "AuditLog", "AuditReport"]

SEGMENTS = "audit/"
_START = "0" * 64
_ADVISORY_LOCK = 7_236_801  # any number, the same for all writers of a PostgreSQL database
_BATCH = 1000


class Action(StrEnum):
    """What was done."""

    UPLOAD = "upload"
    SEARCH = "search"
    READ = "read"
    DOWNLOAD = "download"
    LINK = "link"
    """A short-lived link to a file was made."""
    VERIFY = "verify"
    REUSE_CHECK = "reuse_check"
    REUSE_ACCEPT = "reuse_accept"
    REUSE_REJECT = "reuse_reject"
    CORRECT = "correct"
    TELL_APART = "tell_apart"
    """A person said that two scans are of different papers."""
    REVOKE = "revoke"
    REPLACE = "replace"
    RESTORE = "restore"
    """A revocation or replacement was taken back."""
    WITHDRAW = "withdraw"
    """The owner withdrew the consent to reuse."""
    CONSENT = "consent"
    """The owner gave consent again."""
    ERASE = "erase"
    REFUSE = "refuse"
    """Somebody asked for something they are not allowed to have."""
    SIGN_IN = "sign_in"
    """Somebody signed in, unlocked a session or tried to; failures say so in `outcome`."""
    SIGN_OUT = "sign_out"
    REPORT = "report"
    """The person concerned, or an auditor, read the chain itself."""
    DIGITIZE = "digitize"
    """A paper was read without human review, and sealed unless people have to look first."""
    OPEN_DOSSIER = "open_dossier"
    """A dossier was opened at the desk."""
    REVIEW = "review"
    """A person settled fields that were in doubt."""
    CHECK = "check"
    """A second person checked what the first settled."""
    SEND_BACK = "send_back"
    """Another review was asked for."""
    RETYPE = "retype"
    """The type of a paper was changed."""
    SIGN = "sign"
    GIVE_BACK = "give_back"
    """A paper was removed from the work queue unsigned."""
    REGROUP = "regroup"
    """Pages were regrouped into papers."""
    RESCAN = "rescan"
    """A new scan replaced a paper or page."""
    KEEP_AS_IS = "keep_as_is"
    """A page was used although its verdict was to scan it again."""
    TAKE_IN = "take_in"
    """A clerk took what a machine handed in into its dossier."""
    RETRY = "retry"
    """A paper that failed is tried again."""
    NOT_SECRET = "not_secret"  # noqa: S105 - no password
    """A supervisor overruled a doubt of secrecy."""
    REDO = "redo"
    """A paper on file was read or extracted again."""
    RENEW = "renew"
    """Fresh timestamps were added to signed files."""
    APPROVE = "approve"
    """A plan of a batch or a procedure was approved."""
    BATCH = "batch"
    """A batch was paused, resumed or retried."""
    ACCOUNT = "account"
    """An account was added, reset, closed or changed."""
    IMPORT = "import"
    """Procedures were taken in; they count only when approved."""
    UPKEEP = "upkeep"
    """The index was rebuilt, the store read through, or what was left of erased papers removed."""
    RECEIPT = "receipt"
    """A receipt was printed."""


_LATER = frozenset({"address", "session"})


class AuditEvent(BaseModel):
    """What is known about an access when it happens."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    action: Action
    actor: str = Field(description="account of the system or user that asked")
    officer: str = Field(default="", description="account of the person behind it")
    agency: str = ""
    purpose: str = Field(default="", description="why, as stated by the caller")
    legal_basis: str = ""
    procedure: str = ""
    dossier: str = ""
    subject: str = Field(default="", description="keyed hash of the ID number, never the number")
    paper_id: str = ""
    fields: tuple[str, ...] = Field(default=(), description="names of the fields given out")
    outcome: str = Field(default="ok", description="`ok` or the code of the refusal")
    request: str = Field(default="", description="correlation id")
    address: str = Field(default="", description="where the request came from")
    session: str = Field(default="", description="mark of the session of the pages")

    @model_serializer(mode="wrap")
    def _lean(self, whole: SerializerFunctionWrapHandler) -> dict[str, object]:
        """Leave out what is empty of the later fields: entries from before have none of them."""
        values: dict[str, object] = whole(self)
        return {n: v for n, v in values.items() if v or n not in _LATER}


class AuditEntry(BaseModel):
    """An event at its place in the chain."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int = Field(ge=1)
    at: dt.datetime = Field(description="UTC")
    event: AuditEvent
    previous: str = Field(description="HMAC of the entry before")
    mac: str = Field(description="HMAC of this entry and of `previous`")


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """Something wrong with the chain.

    Attributes:
        number: Place in the chain.
        problem: Stable word: `missing`, `altered`, `out_of_order`, `differs_from_seal`.
    """

    number: int
    problem: str


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What a verification found."""

    entries: int
    sealed: int
    findings: tuple[AuditFinding, ...]

    @property
    def intact(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


metadata = sa.MetaData()
_entries = sa.Table(
    "audit",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("subject", sa.String(64), nullable=False, index=True),
    sa.Column("entry", sa.Text, nullable=False),
)
_segment = TypeAdapter(tuple[AuditEntry, ...])


class AuditLog:
    """The audit chain of an installation."""

    def __init__(
        self,
        database: Database,
        key: bytes,
        *,
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        """Open a chain; start it if there is none.

        Args:
            database: Database with its tables.
            key: Secret of at least 32 bytes; whoever has it can forge the chain.
            clock: Returns the time, UTC.

        Raises:
            ValueError: The key is too short.
        """
        if len(key) < 32:
            raise ValueError("the key of the audit chain has at least 32 bytes")
        self._chain_key = hmac.digest(key, b"motlan audit chain", "sha256")
        self._subject_key = hmac.digest(key, b"motlan audit subject", "sha256")
        self.database = database
        self._clock = clock
        self.database.create(metadata)

    def subject(self, id_number: str) -> str:
        """Return the keyed hash by which a person appears in the chain."""
        number = (normal_id(id_number) or "").encode()
        return hmac.new(self._subject_key, number, hashlib.sha256).hexdigest()

    def append(self, event: AuditEvent) -> AuditEntry:
        """Add an entry; it is durable when this returns.

        Raises:
            StoreUnavailableError: The database does not answer; then the access must not happen.
        """
        with self.database.write() as connection:
            if not self.database.is_sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
            last = _last(connection)
            entry = AuditEntry(
                number=last.number + 1 if last else 1,
                at=self._clock(),
                event=event,
                previous=last.mac if last else _START,
                mac="",
            )
            entry = entry.model_copy(update={"mac": self._mac(entry)})
            connection.execute(
                _entries.insert().values(
                    number=entry.number, subject=event.subject, entry=entry.model_dump_json()
                )
            )
        return entry

    def continues(self) -> bool:
        """Return whether the newest entry that can be read was written with this key, or none is.

        A chain must not be continued with another key: every entry would look forged to somebody.
        """
        query = sa.select(_entries.c.entry).order_by(_entries.c.number.desc()).limit(_BATCH)
        with self.database.read() as connection:
            for text in connection.execute(query).scalars():
                with suppress(ValueError):
                    entry = AuditEntry.model_validate_json(text)
                    return hmac.compare_digest(entry.mac, self._mac(entry))
        return True

    def entries(self, after: int = 0) -> Iterator[AuditEntry]:
        """Yield the entries after a number, in order."""
        while True:
            query = _entries.select().where(_entries.c.number > after)
            with self.database.read() as connection:
                rows = connection.execute(query.order_by(_entries.c.number).limit(_BATCH)).all()
            for row in rows:
                yield AuditEntry.model_validate_json(row.entry)
            if len(rows) < _BATCH:
                return
            after = rows[-1].number

    def entry(self, number: int) -> AuditEntry | None:
        """Return the entry at a place in the chain, or None."""
        query = sa.select(_entries.c.entry).where(_entries.c.number == number)
        with self.database.read() as connection:
            text = connection.execute(query).scalar()
        return AuditEntry.model_validate_json(text) if text else None

    def of_person(self, id_number: str) -> tuple[AuditEntry, ...]:
        """Return every access to a person's papers: the report the person may ask for."""
        query = _entries.select().where(_entries.c.subject == self.subject(id_number))
        with self.database.read() as connection:
            rows = connection.execute(query.order_by(_entries.c.number)).all()
        return tuple(AuditEntry.model_validate_json(row.entry) for row in rows)

    def seal(self, store: ObjectStore) -> int:
        """Copy all entries that are not yet in the store into it.

        Returns:
            How many entries were copied.
        """
        copied = 0
        group: list[AuditEntry] = []
        for entry in self.entries(after=_sealed_to(store)):
            group.append(entry)
            if len(group) == _BATCH:
                copied += _write_segment(store, group)
                group = []
        return copied + (_write_segment(store, group) if group else 0)

    def verify(self, store: ObjectStore | None = None) -> AuditReport:
        """Look for removed, altered, inserted and reordered entries.

        Args:
            store: Where segments were sealed; without it a cut-off end goes unnoticed.
        """
        findings: list[AuditFinding] = []
        number, previous, count = 0, _START, 0
        macs: dict[int, str] = {}
        for stored, entry in self._raw():
            count += 1
            if stored > number + 1:
                findings.append(AuditFinding(number + 1, "missing"))
            if entry is None or not hmac.compare_digest(entry.mac, self._mac(entry)):
                findings.append(AuditFinding(stored, "altered"))
            elif entry.number != stored or (
                entry.previous != previous and stored == number + 1 and previous
            ):
                findings.append(AuditFinding(stored, "out_of_order"))
            number, previous = stored, entry.mac if entry else ""
            macs[stored] = previous
        sealed = 0
        for sealed_entry in _sealed(store) if store else ():
            sealed += 1
            mac = macs.get(sealed_entry.number)
            if mac is None:
                findings.append(AuditFinding(sealed_entry.number, "missing"))
            elif mac != sealed_entry.mac:
                findings.append(AuditFinding(sealed_entry.number, "differs_from_seal"))
        return AuditReport(count, sealed, tuple(dict.fromkeys(findings)))

    def _raw(self) -> Iterator[tuple[int, AuditEntry | None]]:
        with self.database.read() as connection:
            rows = connection.execution_options(yield_per=_BATCH).execute(
                _entries.select().order_by(_entries.c.number)
            )
            for row in rows:
                try:
                    yield row.number, AuditEntry.model_validate_json(row.entry)
                except ValueError:
                    yield row.number, None

    def _mac(self, entry: AuditEntry) -> str:
        text = entry.model_copy(update={"mac": ""}).model_dump_json()
        return hmac.new(self._chain_key, text.encode(), hashlib.sha256).hexdigest()


def _last(connection: sa.Connection) -> AuditEntry | None:
    query = sa.select(_entries.c.entry).order_by(_entries.c.number.desc()).limit(1)
    text = connection.execute(query).scalar()
    return AuditEntry.model_validate_json(text) if text else None


def _segment_key(first: int, last: int) -> str:
    return f"{SEGMENTS}{first:012}-{last:012}.json"


def _write_segment(store: ObjectStore, group: list[AuditEntry]) -> int:
    key = _segment_key(group[0].number, group[-1].number)
    data, tags = _segment.dump_json(tuple(group)), tags_of(ObjectKind.AUDIT)
    store.put_new(key, data, "application/json", tags=tags)
    return len(group)


def _segments(store: ObjectStore) -> list[tuple[int, int, str]]:
    found = []
    for key in store.list(SEGMENTS):
        first, _, last = key.removeprefix(SEGMENTS).removesuffix(".json").partition("-")
        found.append((int(first), int(last), key))
    return sorted(found)


def _sealed_to(store: ObjectStore) -> int:
    return max((last for _, last, _ in _segments(store)), default=0)


def _sealed(store: ObjectStore) -> Iterator[AuditEntry]:
    for _, _, key in _segments(store):
        yield from _segment.validate_json(store.get(key))
