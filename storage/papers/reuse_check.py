"""Asks the index for the reuse check: whose numbers and names, which papers, whose death.

Nothing is answered "not on file" for want of looking: papers are looked for by every number that is
known to be the person's, by the name where a paper carries no number, and to the last one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from schemas.law.procedures import procedure
from schemas.text.subject_number import subject_key
from storage.errors import UnknownProcedureError
from storage.papers.answers import ReuseAnswer
from storage.papers.entries import IndexEntry
from storage.papers.index import PaperIndex, PaperQuery
from storage.papers.number_links import NumberLinks
from storage.papers.reuse import decide
from storage.papers.subject import KnownSubject

__all__ = ["Checked", "check_reuse", "deaths_of", "known_subject", "linked_numbers"]

_PAGE = 200
_DEATHS = ("death_extract", "death_notice")
_ROUNDS = 4
"""Links followed in a row: 9 digits, 12 digits, 12 digits issued anew, passport."""
_CARDS = {"id_card": "thẻ căn cước đã đọc mã QR", "passport": "hộ chiếu"}


@dataclass(frozen=True, slots=True)
class Checked:
    """An answer, and who was asked about."""

    answer: ReuseAnswer
    subject: KnownSubject


def check_reuse(
    index: PaperIndex,
    procedure_code: str,
    subject_id: str,
    day: dt.date,
    facts: Mapping[str, bool] | None = None,
    may_see: Callable[[str], bool] = lambda _: True,
    *,
    links: NumberLinks | None = None,
    name: str = "",
    birth: str = "",
) -> Checked:
    """Answer for a person from the index.

    Args:
        index: Index of the papers.
        procedure_code: Mã TTHC, e.g. `1.004222`.
        subject_id: Number of the person or organisation, in any spelling; may be empty where the
            name is known.
        day: Day on which the papers are to be used.
        facts: Known facts of the case: `Condition.key` to whether it holds.
        may_see: Returns whether the user may know of papers of a type; others are not mentioned.
        links: Numbers that officers said to be one person's.
        name: Name of the person, where it is known; finds papers without a number.
        birth: Their day or year of birth in ISO form, where it is known.

    Raises:
        UnknownProcedureError: No such procedure is in force on that day.
    """
    found = procedure(procedure_code, day)
    if found is None:
        raise UnknownProcedureError("day")
    accepted = {t for component in found.components for t in component.accepts}
    types = tuple(sorted(filter(may_see, accepted)))
    if not subject_key(subject_id) and not name:
        nobody = KnownSubject.of("")
        return Checked(decide(found, (), nobody, day, facts or {}), nobody)
    subject = known_subject(index, subject_id, links, name=name, birth=birth)
    papers = {p.paper_id: p for p in _by_number(index, subject, types)} if types else {}
    if types and subject.names:
        papers |= {p.paper_id: p for p in index.without_number(subject.names, types)}
    unlooked = index.types_without_number(types, subject.born) if not subject.names else ()
    answer = decide(
        found,
        papers.values(),
        subject,
        day,
        facts or {},
        numberless=unlooked,
        deaths=deaths_of(index, subject, tuple(filter(may_see, _DEATHS))),
    )
    return Checked(answer, subject)


def known_subject(
    index: PaperIndex,
    number: str,
    links: NumberLinks | None = None,
    *,
    name: str = "",
    birth: str = "",
) -> KnownSubject:
    """Return what is known of the person of a number: other numbers, names, births.

    Args:
        index: Index of the papers.
        number: In any spelling.
        links: Numbers that officers said to be one person's.
        name: Name, where it is known from elsewhere.
        birth: Day or year of birth in ISO form, where it is known from elsewhere.
    """
    if not subject_key(number):
        return KnownSubject.of("").named((), name, birth)
    subject = KnownSubject.of(number, linked_numbers(index, number, links))
    query = PaperQuery(subject_id=number, also=subject.numbers[1:], limit=_PAGE)
    people = [p for paper in index.find(query).entries for p in paper.persons]
    return subject.named(people, name, birth)


def linked_numbers(
    index: PaperIndex, number: str, links: NumberLinks | None = None
) -> dict[str, str]:
    """Return the other numbers of the person of a number, each with why it is theirs."""
    start = subject_key(number) or ""
    known: dict[str, str] = {}
    new = {start}
    for _ in range(_ROUNDS):
        before = {start, *known}
        for each, paper in index.linked(new):
            issued = f" cấp ngày {paper.issued_on:%d/%m/%Y}" if paper.issued_on else ""
            known.setdefault(each.other, f"căn cứ {_CARDS[paper.paper_type]}{issued}")
        for link in links.of(new) if links else ():
            for key in new & {link.one, link.other}:
                because = f"cán bộ xác nhận ngày {link.at:%d/%m/%Y}: {link.reason}"
                known.setdefault(link.beyond(key), because)
        known.pop(start, None)
        new = set(known) - before
        if not new:
            break
    return known


def deaths_of(index: PaperIndex, subject: KnownSubject, types: Collection[str]) -> list[IndexEntry]:
    """Return the papers about deaths that carry a number or the name of a person."""
    if not types:
        return []
    papers = {p.paper_id: p for p in _by_number(index, subject, types)}
    if subject.names:
        papers |= {p.paper_id: p for p in index.without_number(subject.names, types)}
    return list(papers.values())


def _by_number(
    index: PaperIndex, subject: KnownSubject, types: Collection[str]
) -> Iterator[IndexEntry]:
    """Yield every paper of these types that carries a number of the person, to the last."""
    if not subject.numbers:
        return
    query = PaperQuery(
        subject_id=subject.numbers[0],
        also=subject.numbers[1:],
        paper_types=tuple(types),
        limit=_PAGE,
    )
    while True:
        page = index.find(query)
        yield from page.entries
        if page.next is None:
            return
        query = replace(query, after=page.next)
