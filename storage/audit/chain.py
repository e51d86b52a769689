"""The audit chain: who did what with which paper, for which purpose, under which law.

Every entry carries an HMAC over itself and over the entry before it, so that nobody without the
key can remove, change, insert or reorder one unnoticed. The chain is in the database, where an
entry costs a fraction of a millisecond; `seal` copies new entries into the object store, where a
lock protects them from everybody (NĐ 356/2025/NĐ-CP; QCVN 12:2026/BCA 2.2.9.2, 3.16.3.2.8). With
every sealing the end of the chain is kept outside it (`storage.audit.heads`), so that neither its
end nor all of it can be cut off unseen.

A person appears only as a keyed hash: whose papers were read is known only to those who know the
ID number and hold the key.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Callable, Iterator, Sequence
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

from schemas.text.subject_number import subject_key
from storage.audit import seals
from storage.audit.heads import Head, HeadBook
from storage.audit.keys import ChainKeys
from storage.audit.verification import AuditReport, Link, Verification
from storage.database import Database
from storage.errors import StoreUnavailableError
from storage.objects.port import ObjectStore

__all__ = ["Action", "AuditEntry", "AuditEvent", "AuditLog"]

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
    ATTACH = "attach"
    """A paper on file was handed in for another dossier, too."""
    OPEN_DOSSIER = "open_dossier"
    """A dossier was opened at the desk."""
    REVIEW = "review"
    """A person settled fields that were in doubt."""
    REOPEN = "reopen"
    """A paper on file was put on the review queue, because values of it are in doubt."""
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
    TICK = "tick"
    """A clerk ticked a component that was seen, or said that a paper belongs to its dossier."""
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
    RECORDS = "records"
    """The hashes of all records that were stored since the last such entry."""
    RECEIPT = "receipt"
    """A receipt was printed."""
    FILL_FORM = "fill_form"
    """Values on file were put on a form of a dossier."""
    PRINT_FORM = "print_form"
    """Such a form was printed."""
    SAME_PERSON = "same_person"
    """Two numbers were said to be one person's, or that was taken back."""


_LATER = frozenset({"address", "others", "session"})


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
    others: tuple[str, ...] = Field(
        default=(), description="such hashes of everybody else concerned, and of further numbers"
    )
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

    @property
    def persons(self) -> tuple[str, ...]:
        """Hashes of everybody concerned."""
        return tuple(dict.fromkeys(filter(None, (self.subject, *self.others))))


class AuditEntry(BaseModel):
    """An event at its place in the chain."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int = Field(ge=1)
    at: dt.datetime = Field(description="UTC")
    event: AuditEvent
    previous: str = Field(description="HMAC of the entry before")
    mac: str = Field(description="HMAC of this entry and of `previous`")


metadata = sa.MetaData()
_entries = sa.Table(
    "audit",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("subject", sa.String(64), nullable=False, index=True),
    sa.Column("entry", sa.Text, nullable=False),
)
_concerned = sa.Table(
    "audit_persons",
    metadata,
    sa.Column("subject", sa.String(64), primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
)
"""Whom entries concern besides their subject; made from the entries, which are the proof."""
_segment = TypeAdapter(tuple[AuditEntry, ...])


class AuditLog:
    """The audit chain of an installation."""

    def __init__(
        self,
        database: Database,
        key: bytes,
        *,
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        book: HeadBook | None = None,
        guard: Callable[[sa.Connection], None] | None = None,
    ) -> None:
        """Open a chain; start it if there is none.

        Args:
            database: Database with its tables.
            key: Its secrets, see `ChainKeys`; whoever has them can forge the chain.
            clock: Returns the time, UTC.
            book: Where its heads are kept beside the store.
            guard: Refuses to write where these keys are no longer those of the installation.

        Raises:
            ValueError: The key is too short.
        """
        self._keys = ChainKeys(key)
        self._book = book
        self._guard = guard
        self.database = database
        self._clock = clock
        self.database.create(metadata)

    def subject(self, id_number: str) -> str:
        """Return the keyed hash by which a person appears in the chain."""
        number = (subject_key(id_number) or "").encode()
        return hmac.digest(self._keys.subject, number, "sha256").hex()

    def append(self, event: AuditEvent) -> AuditEntry:
        """Add an entry; it is durable when this returns.

        Raises:
            StoreUnavailableError: The database does not answer; then the access must not happen.
            KeyUnknownError: The chain goes on with a key that this process does not have.
        """
        with self.database.write() as connection:
            if not self.database.is_sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
            if self._guard is not None:
                self._guard(connection)
            last = _last(connection)
            entry = AuditEntry(
                number=last.number + 1 if last else 1,
                at=self._clock(),
                event=event,
                previous=last.mac if last else _START,
                mac="",
            )
            entry = entry.model_copy(update={"mac": self._keys.mac(_text(entry))})
            _insert(connection, entry)
        return entry

    def length(self) -> int:
        """Return the number of the newest entry, 0 if there is none."""
        with self.database.read() as connection:
            return connection.execute(sa.select(sa.func.max(_entries.c.number))).scalar() or 0

    def continues(self) -> bool:
        """Return whether the newest entry that can be read was written with these keys, or none is.

        A chain must not be continued with another key: every entry would look forged to somebody.
        """
        query = sa.select(_entries.c.entry).order_by(_entries.c.number.desc()).limit(_BATCH)
        with self.database.read() as connection:
            for text in connection.execute(query).scalars():
                with suppress(ValueError):
                    entry = AuditEntry.model_validate_json(text)
                    return self._keys.wrote(_text(entry), entry.mac) is not None
        return True

    def entries(self, after: int = 0) -> Iterator[AuditEntry]:
        """Yield the entries after a number, in order; `verify` finds what is no entry."""
        while rows := self._rows(after):
            for _, text in rows:
                if entry := _parsed(text):
                    yield entry
            after = rows[-1][0]

    def newest(self, action: Action) -> AuditEntry | None:
        """Return the newest entry of an action."""
        query = _entries.select().where(_is(action)).order_by(_entries.c.number.desc()).limit(1)
        with self.database.read() as connection:
            row = connection.execute(query).first()
        return _parsed(row.entry) if row else None

    def entries_of(self, action: Action) -> tuple[AuditEntry, ...]:
        """Return all entries of an action, in order."""
        query = _entries.select().where(_is(action)).order_by(_entries.c.number)
        with self.database.read() as connection:
            rows = connection.execute(query).all()
        return tuple(entry for row in rows if (entry := _parsed(row.entry)))

    def entry(self, number: int) -> AuditEntry | None:
        """Return the entry at a place in the chain, or None."""
        query = sa.select(_entries.c.entry).where(_entries.c.number == number)
        with self.database.read() as connection:
            text = connection.execute(query).scalar()
        return _parsed(text) if text else None

    def of_person(self, *id_numbers: str) -> tuple[AuditEntry, ...]:
        """Return every access to papers that name a person: the report the person may ask for.

        Args:
            id_numbers: Every number of the person.
        """
        hashes = [self.subject(number) for number in id_numbers]
        concerned = sa.select(_concerned.c.number).where(_concerned.c.subject.in_(hashes))
        own = sa.select(_entries.c.number).where(_entries.c.subject.in_(hashes))
        query = _entries.select().where(_entries.c.number.in_(own.union(concerned)))
        with self.database.read() as connection:
            rows = connection.execute(query.order_by(_entries.c.number)).all()
        return tuple(entry for row in rows if (entry := _parsed(row.entry)))

    def seal(self, store: ObjectStore) -> int:
        """Copy all entries that are not yet in the store into it, and keep the head.

        A row that is no entry is passed over (`verify` finds it): it must not keep those after it
        from being sealed.

        Returns:
            How many entries were copied.

        Raises:
            StoreUnavailableError: A store or database does not answer, or the store has entries
                that the database does not have.
        """
        known = seals.segments(store)
        after = max((segment.last for segment in known), default=0)
        if after > self.length():
            raise StoreUnavailableError("chain-behind", sealed=after, known=self.length())
        copied = 0
        while rows := self._rows(after):
            entries = tuple(entry for _, text in rows if (entry := _parsed(text)))
            if not entries:
                return copied
            seals.write(store, rows[0][0], rows[-1][0], _segment.dump_json(entries))
            self._keep_head(store, entries[-1])
            copied += len(entries)
            after = rows[-1][0]
        return copied

    def take_back(self, store: ObjectStore) -> int:
        """Bring entries back that were sealed after this database was copied.

        An older database would else give their numbers away again.

        Returns:
            How many entries came back.
        """
        back = 0
        for segment in seals.segments(store):
            data = segment.read(store)
            entries = _segment.validate_json(data) if data else ()
            with self.database.write() as connection:
                last = _last(connection)
                number, mac = (last.number, last.mac) if last else (0, _START)
                for entry in entries:
                    if entry.number <= number:
                        continue
                    if entry.previous != mac or self._keys.wrote(_text(entry), entry.mac) is None:
                        return back  # `verify` tells what is wrong with it
                    _insert(connection, entry)
                    number, mac, back = entry.number, entry.mac, back + 1
        return back

    def head(self) -> Head | None:
        """Return where the chain ends now; None where there is no entry."""
        with self.database.read() as connection:
            last = _last(connection)
        if last is None:
            return None
        return Head(number=last.number, mac=last.mac, at=self._clock()).sealed(self._keys.heads[-1])

    def verify(self, store: ObjectStore | None = None, kept: Sequence[str] = ()) -> AuditReport:
        """Look for removed, altered, inserted and reordered entries.

        Args:
            store: Where segments and heads were sealed.
            kept: Lines of heads (`Head.line`) that were printed or kept on another machine.
        """
        found = Verification(_START)
        found.chain(self._links())
        if store is not None:
            found.store(store, _macs, self.is_ours)
        if self._book is not None:
            found.heads(self._book.all(), self.is_ours)
        for line in kept:
            found.kept_line(line)
        return found.report()

    def is_ours(self, head: Head) -> bool:
        """Tell whether a head was made with a key of this chain."""
        return any(head.is_ours(key) for key in self._keys.heads)

    def _keep_head(self, store: ObjectStore, entry: AuditEntry) -> None:
        head = Head(number=entry.number, mac=entry.mac, at=entry.at).sealed(self._keys.heads[-1])
        seals.write_head(store, head, head.number)
        if self._book is not None:
            self._book.keep(head)

    def _rows(self, after: int) -> list[tuple[int, str]]:
        query = _entries.select().where(_entries.c.number > after)
        with self.database.read() as connection:
            rows = connection.execute(query.order_by(_entries.c.number).limit(_BATCH))
            return [(row.number, row.entry) for row in rows]

    def _links(self) -> Iterator[Link]:
        since = 0
        with self.database.read() as connection:
            rows = connection.execution_options(yield_per=_BATCH).execute(
                _entries.select().order_by(_entries.c.number)
            )
            for row in rows:
                entry = _parsed(row.entry)
                if entry is None:
                    yield Link(row.number, None, "", _mark(row.entry), genuine=False, at=None)
                    continue
                writer = self._keys.wrote(_text(entry), entry.mac, since)
                since = since if writer is None else writer
                genuine = writer is not None and entry.event.subject == row.subject
                yield Link(row.number, entry.number, entry.previous, entry.mac, genuine, entry.at)


@dataclass(frozen=True, slots=True)
class _End:
    """Number and HMAC of the last row."""

    number: int
    mac: str


def _is(action: Action) -> sa.ColumnElement[bool]:
    """Return the condition on an entry's text; an action stands there in one form only."""
    return _entries.c.entry.contains(f'"event":{{"action":"{action}",')


def _insert(connection: sa.Connection, entry: AuditEntry) -> None:
    """Write an entry, and whom it concerns."""
    event = entry.event
    row = {"number": entry.number, "subject": event.subject, "entry": entry.model_dump_json()}
    connection.execute(_entries.insert().values(row))
    if event.others:
        concerned = [{"subject": each, "number": entry.number} for each in event.persons]
        connection.execute(_concerned.insert(), concerned)


def _last(connection: sa.Connection) -> _End | None:
    row = connection.execute(_entries.select().order_by(_entries.c.number.desc()).limit(1)).first()
    if row is None:
        return None
    entry = _parsed(row.entry)
    return _End(row.number, entry.mac if entry else _mark(row.entry))


def _text(entry: AuditEntry) -> str:
    """Return what the HMAC of an entry is made of."""
    return entry.model_copy(update={"mac": ""}).model_dump_json()


def _parsed(text: str) -> AuditEntry | None:
    try:
        return AuditEntry.model_validate_json(text)
    except ValueError:
        return None


def _mark(text: str) -> str:
    """Return what the next entry points at where a row is no entry."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _macs(segment: bytes) -> dict[int, str]:
    return {entry.number: entry.mac for entry in _segment.validate_json(segment)}
