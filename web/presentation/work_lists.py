"""What waits at the counter, dossier by dossier: one's own, the branch's, what machines sent.

Every open paper stands in one of the lists, also those of dossiers that no clerk has opened.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections import Counter
from dataclasses import dataclass

from storage.desk.desk_papers import CLOSED, DeskPaper, DeskState
from storage.desk.dossiers import Dossier
from web.visit import Visit

__all__ = ["Waiting", "WorkLists", "search", "work_lists"]

_OPEN = tuple(state for state in DeskState if state not in CLOSED)
_URGENT = (DeskState.RESCAN, DeskState.FAILED)
_MOST = 5000
"""Open papers that are looked at; a branch has hundreds."""
_FEWEST = 4
"""Signs of a code that are searched for."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One dossier in which something waits.

    Attributes:
        dossier: Mã hồ sơ; empty where papers have none.
        opened: What is known of it; None where no clerk has opened it.
        states: How many papers are in each state, in the order of the way.
        apart: How many nobody has taken in.
        owners: Accounts that answer for its papers.
        since: When the oldest came in, UTC; None where none waits.
    """

    dossier: str
    opened: Dossier | None
    states: tuple[tuple[DeskState, int], ...]
    apart: int
    owners: tuple[str, ...]
    since: dt.datetime | None

    @property
    def urgent(self) -> bool:
        """Whether it goes on only when somebody scans again or decides."""
        return any(state in _URGENT for state, _ in self.states)


@dataclass(frozen=True, slots=True)
class WorkLists:
    """All that waits, each dossier once; what needs somebody comes first, then the oldest.

    Attributes:
        own: Dossiers that the person opened or has had a hand in.
        machines: Those with papers that nobody has taken in, or that no clerk has opened.
        branch: All others that the person may see.
    """

    own: list[Waiting]
    machines: list[Waiting]
    branch: list[Waiting]


def work_lists(visit: Visit) -> WorkLists:
    """Return what waits for a person."""
    found = visit.app.desk.find(
        states=_OPEN, branch=visit.branch, operator=visit.operator, limit=_MOST
    )
    groups: dict[str, list[DeskPaper]] = {}
    for paper in found:
        groups.setdefault(paper.dossier or "", []).append(paper)
    opened = visit.app.dossiers.several(groups)
    lists = WorkLists([], [], [])
    for code, papers in groups.items():
        row = _waiting(code, opened.get(code), papers)
        if row.apart or (row.opened is None and code):
            lists.machines.append(row)
        elif _is_own(visit, row, papers):
            lists.own.append(row)
        else:
            lists.branch.append(row)
    for rows in (lists.own, lists.machines, lists.branch):
        rows.sort(key=lambda row: (not row.urgent, row.since or dt.datetime.max))
    return lists


def search(visit: Visit, typed: str) -> list[Waiting]:
    """Return dossiers by a part of their code, or by the code of a receipt."""
    part = typed.strip().upper()
    receipt = visit.app.receipts.of_code(part)
    part = receipt.dossier if receipt else part
    if len(part) < _FEWEST:
        return []
    find = functools.partial(visit.app.desk.find, branch=visit.branch, operator=visit.operator)
    known = visit.app.dossiers.search(part, branch=visit.branch, operator=visit.operator)
    opened = {dossier.dossier: dossier for dossier in known}
    open_papers = find(states=_OPEN, limit=_MOST)
    codes = dict.fromkeys([*opened, *(p.dossier for p in open_papers if part in (p.dossier or ""))])
    return [_waiting(code, opened.get(code), find(dossier=code)) for code in codes if code]


def _waiting(code: str, opened: Dossier | None, papers: list[DeskPaper]) -> Waiting:
    count = Counter(paper.state for paper in papers if not paper.apart)
    known = (*_OPEN, DeskState.SIGNED)
    return Waiting(
        dossier=code,
        opened=opened,
        states=tuple((state, count[state]) for state in known if count[state]),
        apart=sum(paper.apart and paper.is_open for paper in papers),
        owners=tuple(dict.fromkeys(paper.owner for paper in papers if paper.owner)),
        since=min((paper.received_at for paper in papers), default=None),
    )


def _is_own(visit: Visit, row: Waiting, papers: list[DeskPaper]) -> bool:
    opener = row.opened.operator if row.opened else ""
    return opener == visit.account.name or any(visit.owns(paper) for paper in papers)
