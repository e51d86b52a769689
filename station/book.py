"""The spool's database: one row for each paper the station ever took in.

    spooled -> sent -> acknowledged          the normal path
    spooled -> sent -> spooled               connection lost: asked about, then sent again
    spooled -> sent -> refused -> spooled    the centre refused it; somebody fixed the cause
    acknowledged -> spooled                  the same file came for another dossier

SQLite with a write-ahead log and full synchronisation: what a call wrote survives a power cut once
the call has returned. Rows stay after the bytes were removed, so that a file that comes back is
recognised.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import TypeAdapter

from schemas.errors import MotlanError
from schemas.protocol.handover import IntakeFacts, PageVerdict, PaperProgress, ProgressState
from station.errors import BookDamagedError, SpoolFullError, SpoolUnusableError

__all__ = ["BookEntry", "Notice", "SpoolBook", "SpoolState"]

_BUSY_SECONDS = 30
_VERDICT = TypeAdapter(tuple[PageVerdict, ...])
_TABLES = """
create table if not exists papers (
    sha256 text primary key,
    size integer not null,
    name text not null,
    facts text not null,
    state text not null,
    attempts integer not null default 0,
    not_before real not null default 0,
    code text,
    remedy text,
    taken_at text not null,
    acknowledged_at text,
    verdict text not null default '[]',
    progress text,
    has_bytes integer not null default 1,
    anew integer not null default 0
) strict;
create index if not exists papers_by_state on papers (state, not_before);
create table if not exists further (
    sha256 text not null, dossier text not null, facts text not null,
    primary key (sha256, dossier)
) strict;
create table if not exists notices (
    source text primary key, code text not null, what text not null, remedy text not null,
    at text not null
) strict;
"""

_ADD = """
insert into papers (sha256, size, name, facts, state, taken_at)
values (?, ?, ?, ?, 'spooled', ?)
on conflict (sha256) do update set
    anew = papers.state = 'acknowledged', state = 'spooled', facts = excluded.facts,
    name = excluded.name, code = null, remedy = null, not_before = 0, has_bytes = 1, progress = null
where papers.state = 'refused'
    or (papers.state = 'acknowledged' and papers.progress in ('failed', 'rejected'))
"""

_ANEW = """
update papers set state = 'spooled', facts = ?, anew = 1, has_bytes = 1, code = null, remedy = null,
    not_before = 0, progress = null
where sha256 = ? and state = 'acknowledged'
"""


class SpoolState(StrEnum):
    """The state of a paper between the station and the centre."""

    SPOOLED = "spooled"
    SENT = "sent"
    """Being sent; whether it arrived is known when the centre answers."""
    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class BookEntry:
    """What the station knows of a paper.

    Attributes:
        sha256: Hash of the bytes, and the paper's identifier everywhere.
        size: Bytes.
        name: The file's name as the clerk knows it; stays at the station, removed with the bytes.
        facts: How it was handed in.
        state: Its state.
        attempts: How often it was sent.
        code: Code of the last error, or None.
        remedy: What to do about it.
        taken_at: When the spool took it in, UTC.
        acknowledged_at: When the centre acknowledged it, UTC.
        verdict: The centre's verdict on its pages.
        progress: Its progress at the centre.
        has_bytes: Whether the spool still holds the bytes.
        anew: Whether it is to be handed over although the centre knows it: it ended there unsigned
            and was handed in again, or it is handed in for another dossier.
    """

    sha256: str
    size: int
    name: str
    facts: IntakeFacts
    state: SpoolState
    attempts: int
    code: str | None
    remedy: str | None
    taken_at: dt.datetime
    acknowledged_at: dt.datetime | None
    verdict: tuple[PageVerdict, ...]
    progress: ProgressState | None
    has_bytes: bool
    anew: bool

    @property
    def at_rest(self) -> bool:
        """Whether the centre holds it and handing the same file in again changes nothing."""
        ended = self.progress is not None and self.progress.begins_anew
        return self.state is SpoolState.ACKNOWLEDGED and not ended

    def is_of_another(self, facts: IntakeFacts) -> bool:
        """Whether the paper is handed in for a dossier other than the last one."""
        return facts.dossier is not None and facts.dossier != self.facts.dossier


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a person has to know and that is not about a paper in the spool."""

    source: str
    code: str
    what: str
    remedy: str
    at: dt.datetime

    @classmethod
    def of(cls, error: MotlanError, source: str) -> Notice:
        """Make a notice from an error."""
        return cls(source, error.code, error.text(), error.remedy(), dt.datetime.now(dt.UTC))


class SpoolBook:
    """The spool's database; may be used from several threads and processes."""

    def __init__(self, path: Path) -> None:
        """Open a book; create it if it is missing.

        Raises:
            BookDamagedError: The file is not an intact database.
            SpoolUnusableError: It cannot be opened.
        """
        self._lock = threading.Lock()
        with _answers():
            self._connection = sqlite3.connect(
                path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            try:
                self._open()
            except BaseException:
                self._connection.close()
                raise

    def _open(self) -> None:
        self._connection.row_factory = sqlite3.Row
        for pragma in ("journal_mode=wal", "synchronous=full"):
            self._connection.execute(f"pragma {pragma}").close()
        (verdict,) = self._connection.execute("pragma quick_check(1)").fetchone()
        if verdict != "ok":
            raise BookDamagedError()
        self._connection.executescript(_TABLES)

    def close(self) -> None:
        """Close the database."""
        self._connection.close()

    def add(self, sha256: str, size: int, name: str, facts: IntakeFacts) -> bool:
        """Enter a paper whose bytes the spool holds.

        Returns:
            False if it is known: only one that was refused, or ended unsigned, starts again, and
            one that comes for another dossier is handed over for that one, too.
        """
        now, said = dt.datetime.now(dt.UTC).isoformat(), facts.model_dump_json()
        with self._write() as connection:
            if connection.execute(_ADD, (sha256, size, name, said, now)).rowcount == 1:
                return True
            row = connection.execute("select * from papers where sha256 = ?", (sha256,)).fetchone()
            if not _line(row).is_of_another(facts):
                return False
            if connection.execute(_ANEW, (said, sha256)).rowcount == 0:  # its turn comes
                values = (sha256, facts.dossier, said)
                connection.execute("insert or replace into further values (?, ?, ?)", values)
            return True

    def line(self, sha256: str) -> BookEntry | None:
        """Return the row of a paper, or None."""
        found = self._read("select * from papers where sha256 = ?", (sha256,))
        return found[0] if found else None

    def of_name(self, name: str, since: dt.datetime) -> list[BookEntry]:
        """Return papers whose file had a name and was taken in after a given time, newest first."""
        return self._read(
            "select * from papers where name = ? and has_bytes = 1 and taken_at > ?"
            " order by taken_at desc limit 20",
            (name, since.astimezone(dt.UTC).isoformat()),
        )

    def due(self, now: float, limit: int) -> list[BookEntry]:
        """Return papers that are due to be sent, oldest first.

        Args:
            now: Seconds since the epoch.
            limit: Maximum number.
        """
        return self._read(
            "select * from papers where state in ('spooled', 'sent') and not_before <= ?"
            " order by taken_at, sha256 limit ?",
            (now, limit),
        )

    def under_way(self, limit: int) -> list[BookEntry]:
        """Return papers at the centre on which work is still to be done, newest first."""
        return self._read(
            "select * from papers where state = 'acknowledged' and coalesce(progress, '')"
            " not in ('signed', 'replaced', 'rejected') order by acknowledged_at desc limit ?",
            (limit,),
        )

    def recent(self, limit: int) -> list[BookEntry]:
        """Return the papers taken in last, newest first, refused ones before all others."""
        return self._read(
            "select * from papers order by state = 'refused' desc, taken_at desc, sha256 limit ?",
            (limit,),
        )

    def removable(self, before: dt.datetime) -> list[BookEntry]:
        """Return papers with bytes that the centre acknowledged before a given time."""
        return self._read(
            "select * from papers where state = 'acknowledged' and has_bytes = 1"
            " and acknowledged_at < ?",
            (before.isoformat(),),
        )

    def known(self) -> set[str]:
        """Return all papers in the book."""
        with self._lock, _answers():
            rows = self._connection.execute("select sha256 from papers").fetchall()
        return {row["sha256"] for row in rows}

    def counts(self) -> dict[SpoolState, int]:
        """Return how many papers are in each state."""
        with self._lock, _answers():
            rows = self._connection.execute("select state, count(*) from papers group by state")
            found = {SpoolState(state): count for state, count in rows}
        return {state: found.get(state, 0) for state in SpoolState}

    def sending(self, sha256: str) -> None:
        """Record that a paper is being sent."""
        self._execute(
            "update papers set state = 'sent', attempts = attempts + 1 where sha256 = ?", (sha256,)
        )

    def acknowledge(
        self,
        papers: Collection[str],
        verdict: tuple[PageVerdict, ...] = (),
        *,
        code: str | None = None,
        remedy: str | None = None,
    ) -> None:
        """Record that the centre holds papers.

        Args:
            papers: Hashes of the papers.
            verdict: Its verdict on their pages.
            code: Why their pages cannot be rendered, or None.
            remedy: What to do about it, or where the paper lies already.
        """
        now = dt.datetime.now(dt.UTC).isoformat()
        pages = _VERDICT.dump_json(verdict).decode()
        with self._write() as connection:
            connection.executemany(
                "update papers set state = 'acknowledged', code = ?, remedy = ?, anew = 0,"
                " acknowledged_at = ?, verdict = ? where sha256 = ?",
                [(code, remedy, now, pages, paper) for paper in papers],
            )
            for paper in papers:
                self._next_dossier(connection, paper)

    def _next_dossier(self, connection: sqlite3.Connection, sha256: str) -> None:
        """Hand a paper over for the next dossier for which it came in the meantime."""
        query = "select dossier, facts from further where sha256 = ? order by dossier limit 1"
        if row := connection.execute(query, (sha256,)).fetchone():
            connection.execute(_ANEW, (row["facts"], sha256))
            done = "delete from further where sha256 = ? and dossier = ?"
            connection.execute(done, (sha256, row["dossier"]))

    def postpone(self, sha256: str, until: float, error: MotlanError) -> None:
        """Record that sending failed and when to try again."""
        self._execute(
            "update papers set state = 'spooled', not_before = ?, code = ?, remedy = ?"
            " where sha256 = ?",
            (until, error.code, error.remedy(), sha256),
        )

    def refuse(self, sha256: str, code: str, remedy: str) -> None:
        """Record that a paper cannot be handed over as it is."""
        self._execute(
            "update papers set state = 'refused', code = ?, remedy = ? where sha256 = ?",
            (code, remedy, sha256),
        )

    def reopen(self) -> int:
        """Make refused and waiting papers due at once; return how many."""
        with self._write() as connection:
            return connection.execute(
                "update papers set state = 'spooled', not_before = 0, code = null, remedy = null"
                " where state = 'refused' or (state = 'spooled' and not_before > 0)"
            ).rowcount

    def progress(self, told: PaperProgress) -> None:
        """Record the progress of a paper at the centre."""
        pages = _VERDICT.dump_json(told.pages).decode() if told.pages else None
        self._execute(
            "update papers set progress = ?, code = coalesce(?, code),"
            " verdict = coalesce(?, verdict)"
            " where sha256 = ? and state = 'acknowledged'",
            (told.state, told.code, pages, told.paper_id),
        )

    def forget_bytes(self, sha256: str) -> None:
        """Record that the bytes were removed, and remove the file's name."""
        self._execute("update papers set has_bytes = 0, name = '' where sha256 = ?", (sha256,))

    def notices(self) -> list[Notice]:
        """Return the notices, oldest first."""
        with self._lock, _answers():
            rows = self._connection.execute("select * from notices order by at").fetchall()
        return [Notice(**{**dict(row), "at": dt.datetime.fromisoformat(row["at"])}) for row in rows]

    def tell(self, prefix: str, notices: Iterable[Notice]) -> None:
        """Replace the notices whose source begins with a prefix; known ones keep their time."""
        given = {prefix + notice.source: notice for notice in notices}
        with self._write() as connection:
            rows = connection.execute("select source from notices").fetchall()
            gone = {r["source"] for r in rows if r["source"].startswith(prefix)} - given.keys()
            connection.executemany("delete from notices where source = ?", [(g,) for g in gone])
            connection.executemany(
                "insert into notices values (?, ?, ?, ?, ?) on conflict (source) do update"
                " set code = excluded.code, what = excluded.what, remedy = excluded.remedy",
                [(s, n.code, n.what, n.remedy, n.at.isoformat()) for s, n in given.items()],
            )

    def _read(self, query: str, values: tuple[object, ...]) -> list[BookEntry]:
        with self._lock, _answers():
            rows = self._connection.execute(query, values).fetchall()
        return [_line(row) for row in rows]

    def _execute(self, statement: str, values: tuple[object, ...]) -> None:
        with self._write() as connection:
            connection.execute(statement, values)

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        """Open a transaction that is durable when the block ends, and rolled back if it raises."""
        with self._lock, _answers():
            self._connection.execute("begin immediate")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("rollback")
                raise
            self._connection.execute("commit")


@contextmanager
def _answers() -> Iterator[None]:
    """Translate SQLite's errors into those for the clerk."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise SpoolFullError("book") from error
        raise SpoolUnusableError("book", reason=error.sqlite_errorname) from error
    except sqlite3.DatabaseError as error:
        if type(error) is not sqlite3.DatabaseError:  # an error in a statement, not in the file
            raise
        raise BookDamagedError("unreadable") from error


def _line(row: sqlite3.Row) -> BookEntry:
    values = dict(row)
    del values["not_before"]
    acknowledged = values["acknowledged_at"]
    return BookEntry(
        **{
            **values,
            "facts": IntakeFacts.model_validate_json(values["facts"]),
            "state": SpoolState(values["state"]),
            "taken_at": dt.datetime.fromisoformat(values["taken_at"]),
            "acknowledged_at": dt.datetime.fromisoformat(acknowledged) if acknowledged else None,
            "verdict": _VERDICT.validate_json(values["verdict"]),
            "progress": ProgressState(values["progress"]) if values["progress"] else None,
            "has_bytes": bool(values["has_bytes"]),
            "anew": bool(values["anew"]),
        }
    )
