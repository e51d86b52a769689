"""The index, which finds papers. It contains nothing that is not in the store.

SQLite by default, PostgreSQL in production: one SQLAlchemy Core schema, the same results. The
index can be deleted at any time and rebuilt from the records in the store.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace

import sqlalchemy as sa

from schemas.papers.registry import UNKNOWN
from schemas.record.paper import Duplicate, FormOfPaper, PaperRecord, PaperStatus
from schemas.text.spelling import search_key
from schemas.text.subject_number import NumberKind, subject_key
from storage.database import Database, UtcDateTime
from storage.errors import StoreUnavailableError
from storage.papers import scans
from storage.papers.search.entries import (
    MAX_KEY_LENGTH,
    IndexEntry,
    entry_of,
    normal_number,
    searchable_text,
)
from storage.papers.search.fulltext import FullText, PostgresText, SqliteText, parse_query
from storage.papers.search.persons import (
    PaperLink,
    forget_persons,
    known_names,
    linked_by_papers,
    nameless,
    names_person,
    of_name,
    persons_on,
    put_persons,
)
from storage.papers.search.persons import metadata as persons
from storage.papers.search.similar_pages import find_pictures, forget_pictures, put_pictures
from storage.papers.search.similar_pages import metadata as pictures

__all__ = ["CURSOR", "PaperIndex", "PaperQuery", "ResultPage"]

CURSOR = r"^[0-9]{1,16}~[0-9a-f]{64}$"
"""Form of `ResultPage.next`: opaque to callers; every string of this form is accepted."""

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

_SIMILAR = 85
"""Per cent; tolerates one wrong letter in a name of seven, and two in one of fourteen."""
_MAX_NAMES = 50
_PROVING = ("id_card", "passport")
"""Types that prove which numbers are one person's."""

Progress = Callable[[int, int], None]

metadata = sa.MetaData()

papers = sa.Table(
    "papers",
    metadata,
    sa.Column(
        "number_in_index",
        sa.BigInteger().with_variant(sa.Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    sa.Column("paper_id", sa.String(64), nullable=False, unique=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("paper_type", sa.Text, nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("form_of_paper", sa.String(32), nullable=False),
    sa.Column("needs_review", sa.Boolean, nullable=False),
    sa.Column("subject_id", sa.String(MAX_KEY_LENGTH)),
    sa.Column("subject_name", sa.Text),
    sa.Column("subject_name_key", sa.Text),
    sa.Column("number", sa.Text),
    sa.Column("number_key", sa.String(MAX_KEY_LENGTH)),
    sa.Column("name", sa.Text),
    sa.Column("agency", sa.Text),
    sa.Column("abstract", sa.Text),
    sa.Column("issued_on", sa.Date),
    sa.Column("valid_until", sa.Date),
    sa.Column("dossier", sa.Text),
    sa.Column("procedure", sa.Text),
    sa.Column("received_at", UtcDateTime, nullable=False),
    sa.Column("proof_due", UtcDateTime),
    sa.Column("own_status", sa.String(16), nullable=False),
    sa.Column("own_review", sa.Boolean, nullable=False),
    sa.Index("papers_by_subject", "subject_id", "paper_type", "issued_on"),
    sa.Index("papers_by_name", "subject_name_key"),
    sa.Index("papers_by_number", "number_key"),
    sa.Index("papers_by_dossier", "dossier"),
    sa.Index("papers_by_arrival", "received_at", "paper_id"),
    sa.Index("papers_by_proof", "proof_due"),
)

other_dossiers = sa.Table(
    "other_dossiers",
    metadata,
    sa.Column(
        "number_in_index",
        sa.ForeignKey("papers.number_in_index", ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("dossier", sa.String(MAX_KEY_LENGTH), primary_key=True),
    sa.Index("papers_by_other_dossier", "dossier"),
)


@dataclass(frozen=True, slots=True)
class PaperQuery:
    """What to look for; every condition that is set must hold.

    Attributes:
        subject_id: Number of a person or organisation that the paper names, in any spelling.
        also: Further numbers of the same person.
        owned: Whether the paper must be theirs.
        name: Name of anybody on it, with or without diacritics and with small mistakes.
        paper_types: Identifiers; empty means any.
        number: Số, ký hiệu, in any spelling of spaces, dashes and case.
        dossier: Mã hồ sơ.
        text: Words anywhere in the text, see `storage.papers.search.fulltext`.
        issued_from: First day of issue.
        issued_to: Last day of issue.
        valid_on: Day on which the printed validity has not ended; a paper without one matches.
        current_only: Leave out papers that were revoked, replaced or withdrawn.
        without_withdrawn: Leave out papers that their owner does not want reused.
        limit: Maximum number.
        after: `ResultPage.next` of the previous page.
    """

    subject_id: str | None = None
    also: tuple[str, ...] = ()
    owned: bool = False
    name: str | None = None
    paper_types: tuple[str, ...] = ()
    number: str | None = None
    dossier: str | None = None
    text: str | None = None
    issued_from: dt.date | None = None
    issued_to: dt.date | None = None
    valid_on: dt.date | None = None
    current_only: bool = False
    without_withdrawn: bool = False
    limit: int = 50
    after: str | None = None


@dataclass(frozen=True, slots=True)
class ResultPage:
    """A page of results, newest arrival first, and where to continue; `next` is None at the end."""

    entries: tuple[IndexEntry, ...]
    next: str | None


class PaperIndex:
    """The index in a database."""

    def __init__(self, database: Database, *, on_file: Callable[[], int] = lambda: 0) -> None:
        """Open an index; create it if it is missing.

        Args:
            database: Database with its tables.
            on_file: Returns how many papers it has to know, as somebody else counts them.
        """
        self.database = database
        self._on_file = on_file
        self._whole = False
        self._text: FullText = SqliteText() if self.database.is_sqlite else PostgresText()
        self._upsert = _upsert(self.database)
        self.database.create(metadata)
        self.database.create(pictures)
        self.database.create(scans.metadata)
        self.database.create(persons)
        with self.database.write() as connection:
            self._text.create(connection)

    def put(self, *records: PaperRecord) -> None:
        """Enter records of papers; an older version never replaces a newer one."""
        with self.database.write() as connection:
            scans.lock(connection)
            entries = [(entry_of(record), searchable_text(record)) for record in records]
            taken = self._enter(connection, entries)
            put_pictures(connection, records)
            entered = {r.paper_id: r for r in records if r.paper_id in taken}
            for record in entered.values():
                scans.said_apart(connection, record.paper_id, record.apart)
            looking = {p: set(_pictured(connection, r)) for p, r in entered.items()}
            scans.link(connection, papers, looking)

    def put_entries(self, entries: Iterable[tuple[IndexEntry, str]]) -> None:
        """Enter papers, from entries and their full text; see `put`."""
        with self.database.write() as connection:
            scans.lock(connection)
            taken = self._enter(connection, entries)
            scans.link(connection, papers, dict.fromkeys(taken, ()))

    def _enter(
        self, connection: sa.Connection, entries: Iterable[tuple[IndexEntry, str]]
    ) -> Collection[str]:
        """Write entries; returns the papers of which the index had no newer version."""
        ordered = sorted(entries, key=lambda pair: (pair[0].paper_id, pair[0].version))
        newest = {entry.paper_id: (entry, text) for entry, text in ordered}
        if not newest:
            return ()
        connection.execute(self._upsert, [_row(entry) for entry, _ in newest.values()])
        taken = _accepted(connection, {p: entry for p, (entry, _) in newest.items()})
        self._text.put(connection, {taken[p]: newest[p][1] for p in taken})
        put_persons(connection, {taken[p]: newest[p][0].persons for p in taken})
        _put_dossiers(connection, {taken[p]: newest[p][0] for p in taken})
        return taken

    def get(self, paper_id: str) -> IndexEntry | None:
        """Return one paper, or None."""
        with self.database.read() as connection:
            row = connection.execute(papers.select().where(papers.c.paper_id == paper_id)).first()
            return next(_entries(connection, [row])) if row else None

    def says(self, record: PaperRecord) -> bool:
        """Tell whether the index says of a paper what this record says, and its other scans."""
        with self.database.read() as connection:
            mine = papers.c.paper_id == record.paper_id
            row = connection.execute(papers.select().where(mine)).first()
            if row is None:
                return False
            entry = next(_entries(connection, [row]))
            stands = scans.standing(connection, papers, [record.paper_id])[record.paper_id]
        own = replace(
            entry,
            status=PaperStatus(row.own_status),
            needs_review=row.own_review,
            scans=(),
            likely_scans=(),
        )
        return own == entry_of(record) and (entry.status, entry.needs_review) == stands

    def forget(self, paper_id: str) -> None:
        """Remove everything about a paper; it must no longer be in the store."""
        with self.database.write() as connection:
            query = sa.select(papers.c.number_in_index).where(papers.c.paper_id == paper_id)
            number = connection.execute(query).scalar()
            if number is not None:
                self._remove(connection, {number: paper_id})

    def find(self, query: PaperQuery) -> ResultPage:
        """Return the papers that satisfy a query, newest arrival first.

        Raises:
            ValueError: `query.after` did not come from a page of this index.
            StoreUnavailableError: Nothing was found, and the index lacks papers that are on file.
        """
        select = papers.select().where(*self._conditions(query))
        order = (papers.c.received_at.desc(), papers.c.paper_id)
        with self.database.read() as connection:
            rows = connection.execute(select.order_by(*order).limit(query.limit + 1)).all()
            entries = tuple(_entries(connection, rows[: query.limit]))
        if not rows:
            self._require_whole()
        more = len(rows) > query.limit
        return ResultPage(entries, _cursor(entries[-1]) if more else None)

    def in_doubt(
        self, paper_types: Collection[str] = (), *, limit: int = 50, sample: bool = False
    ) -> tuple[str, ...]:
        """Return papers with values that a person has yet to look at, those waiting longest first.

        Papers of no known type, and those no longer in force, are left out.

        Args:
            paper_types: Identifiers; empty means any.
            limit: Maximum number.
            sample: True for those with the smallest hashes instead, which is as good as by lot.
        """
        columns = papers.c
        doubted = (
            columns.own_review.is_(True),
            columns.status == PaperStatus.CURRENT,
            columns.paper_type != UNKNOWN,
        )
        query = sa.select(columns.paper_id).where(*doubted)
        if paper_types:
            query = query.where(columns.paper_type.in_(sorted(paper_types)))
        order = (columns.paper_id,) if sample else (columns.received_at, columns.paper_id)
        with self.database.read() as connection:
            return tuple(connection.execute(query.order_by(*order).limit(limit)).scalars())

    def doubts_by_type(self) -> dict[str, int]:
        """Return how many papers of each type `in_doubt` could name, the most frequent first."""
        count = sa.func.count()
        doubted = (
            papers.c.own_review.is_(True),
            papers.c.status == PaperStatus.CURRENT,
            papers.c.paper_type != UNKNOWN,
        )
        query = sa.select(papers.c.paper_type, count).where(*doubted)
        query = query.group_by(papers.c.paper_type).order_by(count.desc(), papers.c.paper_type)
        with self.database.read() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def proofs_due(self, before: dt.datetime, limit: int = 1000) -> tuple[str, ...]:
        """Return papers with a signed file that needs a fresh timestamp, the most urgent first.

        Args:
            before: Moment before which the timestamp is due, UTC.
            limit: Maximum number.
        """
        due = sa.select(papers.c.paper_id).where(papers.c.proof_due < before)
        order = due.order_by(papers.c.proof_due, papers.c.paper_id).limit(limit)
        with self.database.read() as connection:
            return tuple(connection.execute(order).scalars())

    def duplicates(self, record: PaperRecord) -> tuple[Duplicate, ...]:
        """Return the papers on file that are, or may be, this one, most certain first.

        See `storage.papers.scans.likeness`.
        """
        row = _row(entry_of(record))
        facts = scans.Facts._make(row[name] for name in scans.Facts._fields)
        with self.database.read() as connection:
            looking = set(_pictured(connection, record))
            return scans.duplicates(connection, papers, facts, looking)

    def _require_whole(self) -> None:
        """Make sure, before it says that there is nothing, that the index was not lost.

        Once it was whole it stays so in this process: its file cannot be replaced unseen.
        """
        if self._whole:
            return
        needed = self._on_file()
        if self.count() < needed:
            raise StoreUnavailableError("index-lost")
        self._whole = True

    def paper_ids(self) -> tuple[str, ...]:
        """Return every paper that the index knows."""
        with self.database.read() as connection:
            return tuple(connection.execute(sa.select(papers.c.paper_id)).scalars())

    def by_name(
        self,
        names: Collection[str],
        paper_types: Collection[str],
        kinds: Collection[NumberKind] = (),
    ) -> tuple[IndexEntry, ...]:
        """Return the papers that name somebody so and give no number of theirs.

        Args:
            names: Names as `search_key` makes them.
            paper_types: Identifiers of the types asked for.
            kinds: Papers with a number of these kinds count, too.
        """
        papers_of = papers.c.number_in_index.in_(of_name(names, kinds=kinds))
        select = papers.select().where(papers_of, papers.c.paper_type.in_(list(paper_types)))
        order = (papers.c.received_at.desc(), papers.c.paper_id)
        with self.database.read() as connection:
            return tuple(_entries(connection, connection.execute(select.order_by(*order))))

    def types_without_number(
        self, paper_types: Collection[str], born: str | None, *, anyone: bool = False
    ) -> frozenset[str]:
        """Return of which types there are papers whose owner has no number on them.

        Args:
            paper_types: Identifiers of the types asked for.
            born: Year of birth of the person in question; None if it is not known.
            anyone: Whether anybody else whom they name counts as well.
        """
        found = set()
        with self.database.read() as connection:
            for each in paper_types:
                one = sa.select(papers.c.number_in_index).where(
                    papers.c.paper_type == each,
                    papers.c.status != PaperStatus.WITHDRAWN,
                    papers.c.number_in_index.in_(nameless(born, anyone=anyone)),
                )
                if connection.execute(one.limit(1)).first():
                    found.add(each)
        return frozenset(found)

    def linked(self, keys: Collection[str]) -> tuple[tuple[PaperLink, IndexEntry], ...]:
        """Return the other numbers of a person that their cards and passports give.

        Args:
            keys: Numbers of the person in their comparison form.
        """
        proving = sa.select(papers.c.number_in_index).where(
            papers.c.paper_type.in_(_PROVING), papers.c.status != PaperStatus.WITHDRAWN
        )
        with self.database.read() as connection:
            links = linked_by_papers(connection, keys, proving)
            by_number = papers.c.number_in_index.in_([link.number_in_index for link in links])
            rows = connection.execute(papers.select().where(by_number)).all()
            numbers = [row._mapping[papers.c.number_in_index] for row in rows]
            entries = dict(zip(numbers, _entries(connection, rows), strict=True))
        return tuple((link, entries[link.number_in_index]) for link in links)

    def count(self) -> int:
        """Return how many papers the index knows."""
        with self.database.read() as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(papers)).scalar_one()

    def rebuild(
        self,
        records: Iterable[PaperRecord],
        *,
        total: int = 0,
        progress: Progress | None = None,
        batch: int = 500,
        spare: Collection[str] = (),
    ) -> int:
        """Enter all records of a store and remove every paper that is not among them.

        The index answers while it is rebuilt, and an interrupted rebuild is simply started again.

        Args:
            records: The newest record of every paper.
            total: Number of records, for `progress`.
            progress: Called with the number done and `total` after every batch.
            batch: Records per transaction.
            spare: Papers whose entries stay as they are; looked at after the last record.

        Returns:
            How many records were entered.
        """
        seen: set[str] = set()
        for group in _groups(records, batch):
            self.put(*group)
            seen.update(record.paper_id for record in group)
            if progress:
                progress(len(seen), total)
        self._forget_all_but(seen | set(spare))
        return len(seen)

    def _conditions(self, query: PaperQuery) -> Iterator[sa.ColumnElement[bool]]:
        columns = papers.c
        if query.subject_id is not None:
            keys = set(filter(None, map(subject_key, (query.subject_id, *query.also))))
            yield columns.number_in_index.in_(names_person(keys, owner=query.owned))
        if query.name is not None:
            yield columns.number_in_index.in_(of_name(self._similar_names(query.name)))
        if query.paper_types:
            yield columns.paper_type.in_(query.paper_types)
        if query.number is not None:
            yield columns.number_key == normal_number(query.number)
        if query.dossier is not None:
            yield _belongs_to(query.dossier)
        if query.text is not None:
            phrases = parse_query(query.text)
            yield (
                self._text.matches(columns.number_in_index, phrases)
                if phrases.phrases
                else (sa.false())
            )
        if query.issued_from is not None:
            yield columns.issued_on >= query.issued_from
        if query.issued_to is not None:
            yield columns.issued_on <= query.issued_to
        if query.valid_on is not None:
            yield sa.or_(columns.valid_until.is_(None), columns.valid_until >= query.valid_on)
        if query.current_only:
            yield columns.status == PaperStatus.CURRENT
        if query.without_withdrawn:
            yield columns.status != PaperStatus.WITHDRAWN
        if query.after is not None:
            moment, paper_id = _read_cursor(query.after)
            later = sa.and_(columns.received_at == moment, columns.paper_id > paper_id)
            yield sa.or_(columns.received_at < moment, later)

    def _similar_names(self, name: str) -> list[str]:
        """Return the most similar names on file, by edit distance: the same in every database.

        Reads all different names, so it takes about a second for a million of them.
        """
        import rapidfuzz

        with self.database.read() as connection:
            similar = rapidfuzz.process.extract(
                search_key(name),
                known_names(connection),
                scorer=rapidfuzz.fuzz.ratio,
                score_cutoff=_SIMILAR,
                limit=_MAX_NAMES,
            )
        return [found for found, _, _ in similar]

    def _forget_all_but(self, seen: set[str]) -> None:
        with self.database.write() as connection:
            known = connection.execute(sa.select(papers.c.number_in_index, papers.c.paper_id))
            lost = {number: paper_id for number, paper_id in known if paper_id not in seen}
            self._remove(connection, lost)

    def _remove(self, connection: sa.Connection, lost: Mapping[int, str]) -> None:
        self._text.remove(connection, list(lost))
        scans.lock(connection)
        for number, paper_id in lost.items():
            forget_pictures(connection, [paper_id])
            forget_persons(connection, [number])
            others = other_dossiers.c.number_in_index == number
            connection.execute(other_dossiers.delete().where(others))
            connection.execute(papers.delete().where(papers.c.number_in_index == number))
        scans.forget(connection, papers, lost.values())


def _upsert(database: Database) -> sa.Insert:
    """Return the statement that writes entries; built once, because building is the costly part."""
    insert = database.insert(papers)
    kept = ("number_in_index", "paper_id")
    changed = {c.name: insert.excluded[c.name] for c in papers.c if c.name not in kept}
    statement: sa.Insert = insert.on_conflict_do_update(
        index_elements=[papers.c.paper_id],
        set_=changed,
        where=papers.c.version <= insert.excluded.version,
    )
    return statement


def _pictured(connection: sa.Connection, record: PaperRecord) -> Iterator[str]:
    """Yield the papers with a page that looks like one of these."""
    for key in filter(None, (page.picture_key for page in record.pages)):
        yield from find_pictures(connection, key)


def _accepted(connection: sa.Connection, entries: Mapping[str, IndexEntry]) -> dict[str, int]:
    """Return the numbers of the papers for which the index had no newer version."""
    known = connection.execute(
        sa.select(papers.c.paper_id, papers.c.version, papers.c.number_in_index).where(
            papers.c.paper_id.in_(entries)
        )
    )
    return {p: number for p, version, number in known if version == entries[p].version}


def _put_dossiers(connection: sa.Connection, entries: Mapping[int, IndexEntry]) -> None:
    known = other_dossiers.c.number_in_index.in_(entries)
    connection.execute(other_dossiers.delete().where(known))
    rows = [
        {"number_in_index": number, "dossier": dossier}
        for number, entry in entries.items()
        for dossier in entry.other_dossiers
    ]
    if rows:
        connection.execute(other_dossiers.insert(), rows)


def _row(entry: IndexEntry) -> dict[str, object]:
    row: dict[str, object] = {
        field.name: getattr(entry, field.name)
        for field in fields(entry)
        if field.name not in ("persons", "other_dossiers", "scans", "likely_scans")
    }
    row["subject_name_key"] = search_key(entry.subject_name) if entry.subject_name else None
    row["number_key"] = normal_number(entry.number)
    row["own_status"], row["own_review"] = entry.status, entry.needs_review
    return row


def _entries(
    connection: sa.Connection, rows: Iterable[sa.Row[tuple[object, ...]]]
) -> Iterator[IndexEntry]:
    rows = list(rows)
    numbers = [row._mapping[papers.c.number_in_index] for row in rows]
    named = persons_on(connection, numbers)
    also: dict[int, list[str]] = {number: [] for number in numbers}
    select = other_dossiers.select().where(other_dossiers.c.number_in_index.in_(numbers))
    for number, dossier in connection.execute(select.order_by(other_dossiers.c.dossier)):
        also[number].append(dossier)
    names = {field.name for field in fields(IndexEntry)}
    linked = scans.linked(connection, [row._mapping[papers.c.paper_id] for row in rows])
    for row, number in zip(rows, numbers, strict=True):
        values = {name: value for name, value in row._mapping.items() if name in names}
        values["status"] = PaperStatus(values["status"])
        values["form_of_paper"] = FormOfPaper(values["form_of_paper"])
        found = linked.get(values["paper_id"], scans.LinkedScans())
        yield IndexEntry(
            **values,
            persons=named[number],
            other_dossiers=tuple(also[number]),
            scans=found.sure,
            likely_scans=found.likely,
        )


def _belongs_to(dossier: str) -> sa.ColumnElement[bool]:
    """Match the first dossier of a paper or another one, with a union as for persons."""
    first = sa.select(papers.c.number_in_index).where(papers.c.dossier == dossier)
    also = sa.select(other_dossiers.c.number_in_index).where(other_dossiers.c.dossier == dossier)
    return papers.c.number_in_index.in_(first.union_all(also))


def _groups(records: Iterable[PaperRecord], size: int) -> Iterator[list[PaperRecord]]:
    group: list[PaperRecord] = []
    for record in records:
        group.append(record)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group


def _cursor(entry: IndexEntry) -> str:
    microseconds = (entry.received_at - _EPOCH) // dt.timedelta(microseconds=1)
    return f"{microseconds}~{entry.paper_id}"


def _read_cursor(cursor: str) -> tuple[dt.datetime, str]:
    if not re.match(CURSOR, cursor):
        raise ValueError("not a cursor of this index")
    microseconds, _, paper_id = cursor.partition("~")
    return _EPOCH + dt.timedelta(microseconds=int(microseconds)), paper_id
