"""Asks the index for the reuse check: whose numbers and names, which papers, whose death.

Nothing is answered "not on file" for want of looking: papers are looked for by every number that is
known to be the person's, by the name where a paper carries no number, and to the last one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from schemas.law.procedures import Component, Procedure, procedure
from schemas.papers.registry import UNKNOWN
from schemas.record.paper import PaperStatus
from schemas.text.subject_number import kind_of, subject_key
from storage.errors import UnknownProcedureError
from storage.papers.reuse.answers import ReuseAnswer
from storage.papers.reuse.judge import Beside, decide
from storage.papers.reuse.numbers import linked_numbers
from storage.papers.reuse.subject import PERSONS_KINDS, KnownSubject
from storage.papers.search.entries import IndexEntry
from storage.papers.search.index import PaperIndex, PaperQuery
from storage.papers.search.number_links import NumberLinks

__all__ = ["Checked", "check_against", "check_reuse", "known_subject", "later_papers"]

_PAGE = 200
_DEATHS = ("death_extract", "death_notice")
_DISPUTED = (
    "Số này đứng trên giấy tờ của những người khác nhau trong kho: hỏi lại kèm họ tên và ngày sinh,"
    " và đối chiếu người trên giấy tờ."
)


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
    return check_against(
        index, found, subject_id, day, facts, may_see, links=links, name=name, birth=birth
    )


def check_against(
    index: PaperIndex,
    found: Procedure,
    subject_id: str,
    day: dt.date,
    facts: Mapping[str, bool] | None = None,
    may_see: Callable[[str], bool] = lambda _: True,
    *,
    links: NumberLinks | None = None,
    name: str = "",
    birth: str = "",
) -> Checked:
    """Answer for a person from the index, for a procedure that is known; see `check_reuse`."""
    types = _types(found.components, may_see)
    if not subject_key(subject_id) and not name:
        nobody = KnownSubject.of("")
        return Checked(decide(found, (), nobody, day, facts or {}), nobody)
    subject = known_subject(index, subject_id, links, name=name, birth=birth)
    answer = decide(
        found,
        _papers(index, subject, types),
        subject,
        day,
        facts or {},
        beside=_beside(index, subject, found.components, may_see),
        deaths=_papers(index, subject, tuple(filter(may_see, _DEATHS))),
    )
    if subject.disputed:
        answer = replace(answer, notices=(*answer.notices, _DISPUTED))
    return Checked(answer, subject)


def later_papers(
    index: PaperIndex, numbers: Collection[str], ended_by: Collection[str]
) -> tuple[IndexEntry, ...]:
    """Return the papers of a person that end the value of others (`Component.ended_by`)."""
    return tuple(_by_number(index, tuple(numbers), ended_by))


def _types(components: Iterable[Component], may_see: Callable[[str], bool]) -> tuple[str, ...]:
    return tuple(sorted(filter(may_see, {t for c in components for t in c.accepts})))


def _beside(
    index: PaperIndex,
    subject: KnownSubject,
    components: Collection[Component],
    may_see: Callable[[str], bool],
) -> Beside:
    """Look for what else bears on the answers; what ends a paper counts unseen, too."""
    ended_by = {t for c in components for t in c.ended_by}
    unsorted = _by_number(index, subject.numbers, (UNKNOWN,)) if may_see(UNKNOWN) else ()
    numberless, unnamed = (
        () if subject.names else index.types_without_number(types, subject.born, anyone=anyone)
        for anyone in (False, True)
        for types in [_types([c for c in components if (c.names == "anyone") is anyone], may_see)]
    )
    return Beside(
        numberless,
        unnamed,
        later=_papers(index, subject, tuple(ended_by)),
        unsorted=tuple(p for p in unsorted if p.status is PaperStatus.CURRENT),
    )


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


def _papers(
    index: PaperIndex, subject: KnownSubject, types: Collection[str]
) -> tuple[IndexEntry, ...]:
    """Return the papers of these types that carry a number of a person, or may by their name."""
    if not types:
        return ()
    papers = {p.paper_id: p for p in _by_number(index, subject.numbers, types)}
    if subject.names:
        kinds = PERSONS_KINDS - {kind_of(key) for key in subject.numbers}
        named = index.by_name(subject.names, types, kinds)
        papers |= {p.paper_id: p for p in named}
    return tuple(papers.values())


def _by_number(
    index: PaperIndex, numbers: Sequence[str], types: Collection[str]
) -> Iterator[IndexEntry]:
    """Yield every paper of these types that carries a number of the person, to the last."""
    if not numbers or not types:
        return
    query = PaperQuery(
        subject_id=numbers[0],
        also=tuple(numbers[1:]),
        paper_types=tuple(types),
        limit=_PAGE,
    )
    while True:
        page = index.find(query)
        yield from page.entries
        if page.next is None:
            return
        query = replace(query, after=page.next)
