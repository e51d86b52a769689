"""Several scans of one paper: found whenever one of them is stored or changed.

Each dossier makes a scan of its own, and each spouse holds an original, so one paper often lies on
file several times. The links between its scans follow from the records alone; `PaperIndex.put`
makes them anew each time, so that it does not matter which scan was read or stored first, and a
corrected value joins or parts scans at once.

A scan of which another scan was revoked, replaced or withdrawn stands like that one: the index
answers for the paper, the record for the scan. Where it is only likely that two scans are one
paper, and one of them stands no more, the other one has to be looked at by a person first.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa

from schemas.record.paper import Duplicate, PaperStatus
from schemas.text.spelling import search_key

__all__ = ["Likeness", "LinkedScans", "likeness", "metadata", "said_apart"]

Likeness = Literal["same_paper", "same_picture", "alike"]

_ONE_NAME = 85
"""Per cent; names that differ less may be one name with a letter read wrong."""
_MISREAD = 2
"""Letters in which numbers of one owner and day may differ and still be one number read wrong."""
_LOCK = 0x6D6F746C
"""Key of the lock under which PostgreSQL makes links; SQLite has one writer at a time anyway."""
_RANK = (
    PaperStatus.CURRENT,
    PaperStatus.REPLACED,
    PaperStatus.REVOKED,
    PaperStatus.WITHDRAWN,
)
_ORDER: tuple[Likeness, ...] = ("same_paper", "same_picture", "alike")
_APART = "apart"
_PLAIN = re.compile(r"[^a-z0-9 ]+")

metadata = sa.MetaData()
_links = sa.Table(
    "scans",
    metadata,
    sa.Column("paper_id", sa.String(64), primary_key=True),
    sa.Column("other_id", sa.String(64), primary_key=True),
    sa.Column("why", sa.String(16), primary_key=True),
    sa.Index("scans_by_other", "other_id"),
)


class Facts(NamedTuple):
    """What is compared of two scans; keys as the index holds them, None where unknown."""

    paper_id: str
    paper_type: str
    number_key: str | None
    subject_id: str | None
    subject_name_key: str | None
    issued_on: object | None
    agency: str | None


@dataclass(frozen=True, slots=True)
class LinkedScans:
    """The other scans of a paper: those that surely are of it, and those that may be."""

    sure: tuple[str, ...] = ()
    likely: tuple[str, ...] = ()


def likeness(one: Facts, other: Facts, *, pictured: bool = False) -> Likeness | None:
    """Tell whether two scans are of one paper.

    Twins and siblings hold papers that look alike and share parents, day and agency: papers that
    differ in number and owner are never taken for one.

    Args:
        one: What one scan says.
        other: What the other one says.
        pictured: Whether a page of both looks the same.

    Returns:
        `same_paper` where this is sure, the reason of the doubt otherwise, None where they differ.
    """
    if one.paper_type != other.paper_type:
        return None
    number = _agree(one.number_key, other.number_key)
    owner = _agree(one.subject_id, other.subject_id)
    name = _same_name(one.subject_name_key, other.subject_name_key, owner)
    day = _agree(one.issued_on, other.issued_on)
    against = (number, owner, name, day).count(False)
    if number and not against:
        agency = _same_agency(one.agency, other.agency)
        if owner or (name, day, agency).count(True) > 1:
            return "same_paper"
        if (name or day) and agency is not False:
            return "alike"
    if pictured and against <= 1:
        return "same_picture"
    near = number is not False or _misread(one.number_key, other.number_key)
    if owner and name is not False and near and (number or day) and against <= 1:
        return "alike"
    return None


def said_apart(connection: sa.Connection, paper_id: str, others: Iterable[str]) -> None:
    """Keep which scans a person has said to be of other papers, instead of what was said before."""
    _forget(connection, [paper_id], stated=True)
    rows = [{"paper_id": paper_id, "other_id": other, "why": _APART} for other in set(others)]
    if rows:
        connection.execute(_links.insert(), rows)


def lock(connection: sa.Connection) -> None:
    """Wait until nobody else makes links: two scans stored at once must see each other."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


def duplicates(
    connection: sa.Connection, papers: sa.Table, scan: Facts, pictured: Collection[str]
) -> tuple[Duplicate, ...]:
    """Return the papers on file that are, or may be, the one of a scan, most certain first."""
    found = _look(connection, papers, scan, pictured)
    apart = _apart(connection, scan.paper_id)
    ordered = sorted(found.items(), key=lambda pair: _ORDER.index(pair[1]))
    return tuple(Duplicate(paper_id=p, why=why) for p, why in ordered if p not in apart)


def link(
    connection: sa.Connection,
    papers: sa.Table,
    scans: Mapping[str, Collection[str]],
) -> None:
    """Link scans that were stored or changed, and let all of a paper stand alike.

    Args:
        connection: A transaction that holds `lock`.
        papers: The table of the index.
        scans: By paper, the papers with a page that looks the same.
    """
    touched = set(scans) | _partners(connection, scans)
    _forget(connection, scans)
    for facts in _facts(connection, papers, scans):
        for found in duplicates(connection, papers, facts, scans[facts.paper_id]):
            touched.add(found.paper_id)
            _put(connection, facts.paper_id, found.paper_id, found.why)
    _stand_alike(connection, papers, touched)


def forget(connection: sa.Connection, papers: sa.Table, lost: Collection[str]) -> None:
    """Remove the links of papers that are gone."""
    touched = _partners(connection, lost)
    _forget(connection, lost)
    _forget(connection, lost, stated=True)
    _stand_alike(connection, papers, touched - set(lost))


def linked(connection: sa.Connection, paper_ids: Sequence[str]) -> dict[str, LinkedScans]:
    """Return the other scans of papers; papers without any are left out."""
    sure: dict[str, list[str]] = {}
    likely: dict[str, list[str]] = {}
    for paper_id, other, why in _rows(connection, paper_ids):
        found = sure if why == "same_paper" else likely
        found.setdefault(paper_id, []).append(other)
    return {
        paper_id: LinkedScans(tuple(sure.get(paper_id, ())), tuple(likely.get(paper_id, ())))
        for paper_id in (*sure, *likely)
    }


def standing(
    connection: sa.Connection, papers: sa.Table, paper_ids: Collection[str]
) -> dict[str, tuple[PaperStatus, bool]]:
    """Return how scans stand, and whether a person has to look at them first.

    Both follow from what their own records and those of the other scans say.
    """
    links = linked(connection, sorted(paper_ids))
    concerned = {*paper_ids}.union(*((*one.sure, *one.likely) for one in links.values()))
    columns = papers.c
    known = sa.select(columns.paper_id, columns.own_status, columns.own_review).where(
        columns.paper_id.in_(sorted(concerned))
    )
    own = {row.paper_id: row for row in connection.execute(known)}
    found = {}
    for paper_id in sorted(set(paper_ids) & set(own)):
        others = links.get(paper_id, LinkedScans())
        statuses = [PaperStatus(own[p].own_status) for p in (paper_id, *others.sure) if p in own]
        doubted = any(own[p].own_status != PaperStatus.CURRENT for p in others.likely if p in own)
        found[paper_id] = (max(statuses, key=_RANK.index), own[paper_id].own_review or doubted)
    return found


def _look(
    connection: sa.Connection, papers: sa.Table, scan: Facts, pictured: Collection[str]
) -> dict[str, Likeness]:
    found: dict[str, Likeness] = {}
    for other in _candidates(connection, papers, scan, pictured):
        why = likeness(scan, other, pictured=other.paper_id in pictured)
        if why and other.paper_id != scan.paper_id:
            found[other.paper_id] = why
    return found


def _candidates(
    connection: sa.Connection, papers: sa.Table, scan: Facts, pictured: Collection[str]
) -> Iterator[Facts]:
    """Yield the papers that share enough to be compared, each by one search of an index."""
    columns, select = papers.c, _select(papers)
    typed = columns.paper_type == scan.paper_type
    searches = []
    shared = [
        column == value
        for column, value in (
            (columns.subject_id, scan.subject_id),
            (columns.subject_name_key, scan.subject_name_key),
            (columns.issued_on, scan.issued_on),
        )
        if value is not None
    ]
    if scan.number_key is not None and shared:
        searches.append(select.where(typed, columns.number_key == scan.number_key, sa.or_(*shared)))
    if scan.subject_id is not None and scan.issued_on is not None:
        day = columns.issued_on == scan.issued_on
        searches.append(select.where(typed, columns.subject_id == scan.subject_id, day))
    if pictured:
        searches.append(select.where(typed, columns.paper_id.in_(sorted(pictured))))
    for search in searches:
        for row in connection.execute(search):
            yield Facts(*row)


def _facts(connection: sa.Connection, papers: sa.Table, paper_ids: Collection[str]) -> list[Facts]:
    select = _select(papers).where(papers.c.paper_id.in_(sorted(paper_ids)))
    return [Facts(*row) for row in connection.execute(select)]


def _select(papers: sa.Table) -> sa.Select[Any]:
    return sa.select(*(papers.c[name] for name in Facts._fields))


def _stand_alike(connection: sa.Connection, papers: sa.Table, paper_ids: Collection[str]) -> None:
    """Write how each scan stands, where it is written otherwise."""
    columns = papers.c
    for paper_id, (status, review) in standing(connection, papers, paper_ids).items():
        differs = sa.or_(columns.status != status, columns.needs_review != review)
        change = papers.update().where(columns.paper_id == paper_id, differs)
        connection.execute(change.values(status=status, needs_review=review))


def _rows(connection: sa.Connection, paper_ids: Collection[str]) -> Iterator[tuple[str, str, str]]:
    select = sa.select(_links.c.paper_id, _links.c.other_id, _links.c.why)
    mine = select.where(_links.c.paper_id.in_(list(paper_ids)), _links.c.why != _APART)
    for row in connection.execute(mine.order_by(_links.c.other_id)):
        yield row.paper_id, row.other_id, row.why


def _partners(connection: sa.Connection, paper_ids: Collection[str]) -> set[str]:
    return {other for _, other, _ in _rows(connection, paper_ids)}


def _put(connection: sa.Connection, one: str, other: str, why: str) -> None:
    pairs = ((one, other), (other, one))
    between = sa.or_(*(sa.and_(_links.c.paper_id == a, _links.c.other_id == b) for a, b in pairs))
    connection.execute(_links.delete().where(between, _links.c.why != _APART))
    rows = [{"paper_id": a, "other_id": b, "why": why} for a, b in pairs]
    connection.execute(_links.insert(), rows)


def _forget(connection: sa.Connection, paper_ids: Collection[str], *, stated: bool = False) -> None:
    """Remove links both ways; with `stated`, what a person said at these papers instead."""
    ids = list(paper_ids)
    mine = _links.c.paper_id.in_(ids)
    if stated:
        connection.execute(_links.delete().where(mine, _links.c.why == _APART))
        return
    either = sa.or_(mine, _links.c.other_id.in_(ids))
    connection.execute(_links.delete().where(either, _links.c.why != _APART))


def _apart(connection: sa.Connection, paper_id: str) -> set[str]:
    """Return the papers of which a person said, at either of the two, that they are another one."""
    mine = sa.select(_links.c.other_id).where(_links.c.paper_id == paper_id)
    theirs = sa.select(_links.c.paper_id).where(_links.c.other_id == paper_id)
    said = _links.c.why == _APART
    return {*connection.execute(mine.where(said).union(theirs.where(said))).scalars()}


def _agree(one: object | None, other: object | None) -> bool | None:
    return None if one is None or other is None else one == other


def _same_name(one: str | None, other: str | None, owner: bool | None) -> bool | None:
    """Compare names; with the same ID number one wrong letter makes no other person."""
    if one is None or other is None or one == other or not owner:
        return _agree(one, other)
    import rapidfuzz  # a question that compares no names need not wait for it

    return rapidfuzz.fuzz.ratio(one, other) >= _ONE_NAME


def _same_agency(one: str | None, other: str | None) -> bool | None:
    """Compare agencies; a short form of the same name is the same agency."""
    if not one or not other:
        return None
    first, second = _agency_key(one), _agency_key(other)
    return first.startswith(second) or second.startswith(first)


def _agency_key(agency: str) -> str:
    plain = _PLAIN.sub(" ", search_key(agency)).replace("ubnd", "uy ban nhan dan")
    return " ".join(plain.split())


def _misread(one: str | None, other: str | None) -> bool:
    import rapidfuzz

    distance = rapidfuzz.distance.Levenshtein.distance
    return one is not None and other is not None and distance(one, other) <= _MISREAD
