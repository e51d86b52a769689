"""The numbers of one person: tied together by cards, passports and officers."""

from __future__ import annotations

from schemas.record.persons import NamedPerson
from schemas.text.subject_number import subject_key
from storage.papers.reuse.subject import differ
from storage.papers.search.entries import IndexEntry
from storage.papers.search.index import PaperIndex
from storage.papers.search.number_links import NumberLinks
from storage.papers.search.persons import PaperLink

__all__ = ["linked_numbers"]

_ROUNDS = 4
"""Links followed in a row: 9 digits, 12 digits, 12 digits issued anew, passport."""
_CARDS = {"id_card": "thẻ căn cước đã đọc mã QR", "passport": "hộ chiếu"}


def linked_numbers(
    index: PaperIndex, number: str, links: NumberLinks | None = None
) -> dict[str, str]:
    """Return the other numbers of the person of a number, each with why it is theirs.

    An old card number that cards give to two people ties neither to the other.
    """
    start = subject_key(number) or ""
    known: dict[str, str] = {}
    bearers: list[NamedPerson] = []
    new = {start}
    for _ in range(_ROUNDS):
        before = {start, *known}
        proofs = [(link, paper, _bearers(link, paper)) for link, paper in index.linked(new)]
        given = bearers or [person for *_, people in proofs for person in people]
        for link, paper, people in proofs:
            if any(differ(one, other) for one in people for other in given):
                continue
            bearers.extend(people)
            issued = f" cấp ngày {paper.issued_on:%d/%m/%Y}" if paper.issued_on else ""
            known.setdefault(link.other, f"căn cứ {_CARDS[paper.paper_type]}{issued}")
        for said in links.of(new) if links else ():
            for key in new & {said.one, said.other}:
                because = f"cán bộ xác nhận ngày {said.at:%d/%m/%Y}: {said.reason}"
                known.setdefault(said.beyond(key), because)
        known.pop(start, None)
        new = set(known) - before
        if not new:
            break
    return known


def _bearers(link: PaperLink, paper: IndexEntry) -> list[NamedPerson]:
    """Return whose two numbers a card or passport gives."""
    return [person for person in paper.persons if {link.one, link.other} <= set(person.keys)]
