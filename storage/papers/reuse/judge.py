"""The reuse check: which components of a procedure need not be handed in again, and why.

A pure function: from a procedure, the papers on file that may be one person's and a day it makes
one answer per component. The conditions are those of NĐ 45/2020/NĐ-CP and TT 01/2023/TT-VPCP: still
in force, an accepted form, the right owner, not revoked, and no law that requires a new original.

Page, interface and command ask here, and every decision to take a paper is judged here again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from schemas.law.procedures import Component, Obligation, Procedure
from schemas.papers.parties import PARTY_NAMES
from schemas.papers.registry import paper_type
from schemas.papers.values import NO_END
from schemas.record.paper import PaperStatus
from storage.papers.reuse.answers import (
    TAKEABLE,
    Availability,
    ComponentAnswer,
    FoundPaper,
    IfAsked,
    ReuseAnswer,
    with_facts,
)
from storage.papers.reuse.deaths import death_notices
from storage.papers.reuse.subject import Fit, Subject, fit_of
from storage.papers.reuse.worth import Finding, fits, worth_of
from storage.papers.search.entries import IndexEntry

__all__ = [
    "Beside",
    "decide",
    "judge_again",
    "unknown_types",
]

_UNREADABLE = (
    "Phần mềm chưa đọc được loại giấy tờ này nên không biết trong kho có hay không:"
    " cán bộ tìm theo hồ sơ hoặc yêu cầu nộp."
)
_NO_COMPONENTS = "Thành phần hồ sơ của thủ tục chưa được nhập: cán bộ đối chiếu quyết định công bố."
_WITHOUT_NUMBER = (
    "Trong kho có giấy tờ loại này không ghi số định danh: tra cứu thêm họ tên và ngày sinh"
    " để biết có của người này hay không."
)
_UNSORTED = (
    "Trong kho có giấy tờ chưa xác định được loại mà ghi số của người này{where}: cán bộ xem."
)
_SHOWN = 5
"""Papers named in one answer, at most."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What else the store holds that bears on the answers about a person.

    Attributes:
        numberless: Types of which there are papers whose owner has no number on them and could be
            this person, where no name is known to look by.
        unnamed: The same for anybody on the papers.
        later: Papers of the person of types that end the value of others (`Component.ended_by`).
        unsorted: Papers of no known type that carry a number of the person.
    """

    numberless: Collection[str] = ()
    unnamed: Collection[str] = ()
    later: Collection[IndexEntry] = ()
    unsorted: Collection[IndexEntry] = ()


_NOTHING = Beside()


def decide(
    procedure: Procedure,
    papers: Iterable[IndexEntry],
    subject: Subject,
    day: dt.date,
    facts: Mapping[str, bool],
    *,
    beside: Beside = _NOTHING,
    deaths: Iterable[IndexEntry] = (),
) -> ReuseAnswer:
    """Answer from the papers that may be a person's.

    Args:
        procedure: What is asked for.
        papers: Papers of accepted types that carry a number or the name of the person.
        subject: The person.
        day: Day on which the papers are to be used.
        facts: Known facts of the case: `Condition.key` to whether it holds.
        beside: What else the store holds.
        deaths: Papers that prove deaths.
    """
    offered = [p for p in papers if p.status is not PaperStatus.WITHDRAWN]
    newest_first = sorted(
        offered, key=lambda p: (p.issued_on or dt.date.min, p.received_at), reverse=True
    )
    answers = [
        _answer(component, newest_first, subject, day, beside) for component in procedure.components
    ]
    if not answers:
        answers.append(
            ComponentAnswer(
                component="all",
                name="Toàn bộ thành phần hồ sơ",
                availability=Availability.NEEDS_OFFICER,
                reason=_NO_COMPONENTS,
                legal_basis=procedure.decision,
            )
        )
    notices = death_notices(deaths, subject)
    return ReuseAnswer(procedure.code, procedure.name, day, with_facts(answers, facts), notices)


def judge_again(
    procedure: Procedure,
    key: str,
    paper: IndexEntry,
    subject: Subject,
    day: dt.date,
    *,
    later: Collection[IndexEntry] = (),
) -> ComponentAnswer | None:
    """Judge one paper for one component again, at the moment of a decision.

    Args:
        procedure: What is asked for.
        key: Key of the component.
        paper: The paper.
        subject: The person.
        day: Day on which the paper is to be used.
        later: See `Beside`.

    Returns:
        The answer; None if the paper does not serve the component any more.
    """
    component = next((c for c in procedure.components if c.key == key), None)
    if component is None or paper.status is not PaperStatus.CURRENT:
        return None
    answer, *_ = with_facts([_answer(component, [paper], subject, day, Beside(later=later))], {})
    serves = answer.paper_id == paper.paper_id and answer.availability in TAKEABLE
    return answer if serves else None


def _answer(
    component: Component,
    papers: list[IndexEntry],
    subject: Subject,
    day: dt.date,
    beside: Beside,
) -> ComponentAnswer:
    """Return the answer where the component is asked for; `with_facts` looks at its condition."""
    condition = component.condition
    findings = worth_of(component, papers, subject, day, beside.later)
    availability, reason, finding = _decided(component, findings, subject, papers, beside)
    paper = finding.paper if finding else None
    return ComponentAnswer(
        component=component.key,
        name=component.name,
        availability=availability,
        reason=reason,
        legal_basis=component.legal_basis,
        one_of=component.one_of,
        condition=condition.key if condition else None,
        condition_text=condition.text if condition else None,
        if_asked=IfAsked(
            availability,
            reason,
            paper.paper_id if paper else None,
            paper.dossier if paper else None,
            _branch(paper),
            finding.until if finding else None,
            tuple(_shown(f) for f in findings[:_SHOWN]),
        ),
    )


def _decided(
    component: Component,
    findings: list[Finding],
    subject: Subject,
    papers: list[IndexEntry],
    beside: Beside,
) -> tuple[Availability, str, Finding | None]:
    """Return what to do about a component that is asked for, why, and on which paper it rests."""
    if component.made_for_dossier:
        return Availability.MUST_SUBMIT_ORIGINAL, "Lập mới cho từng hồ sơ.", None
    if component.obligation is Obligation.PRESENT:
        return (*_present(component), None)
    own = [f for f in findings if fits(f.paper, component, subject) is Fit.THEIRS]
    if component.requires_original:
        reason = "Pháp luật yêu cầu nộp bản gốc; bản quét trong kho chỉ để đối chiếu."
        first = next((f for f in own if f.paper.status is PaperStatus.CURRENT), None)
        return Availability.MUST_SUBMIT_ORIGINAL, reason, first
    best = findings[0] if findings else None
    if best and best.availability is Availability.ON_FILE_VALID:
        return best.availability, _said(best, subject), best
    unlooked = _unlooked(component, beside) if best is None else ""
    if component.data_sources:
        reason = f"Khai thác dữ liệu từ {', '.join(component.data_sources)}."
        found = _said(best, subject) if best else unlooked
        return Availability.DATA_LOOKUP_AVAILABLE, f"{reason} {found}".strip(), best
    if best is not None:
        return best.availability, _said(best, subject), best
    if unknown_types(component):
        return Availability.NEEDS_OFFICER, _UNREADABLE, None
    if unlooked:
        return Availability.NEEDS_OFFICER, unlooked, None
    others = _of_others(component, papers, subject)
    return Availability.NOT_ON_FILE, f"Chưa có trong kho. {others}".strip(), None


def _unlooked(component: Component, beside: Beside) -> str:
    """Say which papers may serve a component and cannot be told to be the person's; else empty."""
    numberless = beside.unnamed if _anyone(component) else beside.numberless
    if set(component.accepts) & set(numberless):
        return _WITHOUT_NUMBER
    if not beside.unsorted:
        return ""
    dossiers = sorted({paper.dossier for paper in beside.unsorted if paper.dossier})
    return _UNSORTED.format(where=f" (hồ sơ {', '.join(dossiers[:_SHOWN])})" if dossiers else "")


def unknown_types(component: Component) -> tuple[str, ...]:
    """Return the accepted types without a schema; such papers are in the store as `unknown`."""
    return tuple(t for t in component.accepts if paper_type(t) is None)


def _present(component: Component) -> tuple[Availability, str]:
    if component.data_sources:
        return Availability.DATA_LOOKUP_AVAILABLE, (
            f"Khai thác dữ liệu từ {', '.join(component.data_sources)};"
            " chỉ xuất trình khi không khai thác được."
        )
    return Availability.MUST_PRESENT, "Xuất trình để đối chiếu, không lưu giữ."


def _anyone(component: Component) -> bool:
    return component.names == "anyone"


def _said(finding: Finding, subject: Subject) -> str:
    """Return what was found, until when it serves, where it lies and how it was found."""
    paper, until = finding.paper, finding.until
    parts = [finding.why]
    if finding.availability is Availability.ON_FILE_VALID and until is not None:
        ends = "không thời hạn" if until == NO_END else f"đến hết ngày {until:%d/%m/%Y}"
        parts.append(f"Có giá trị {ends}.")
    if paper.dossier:
        parts.append(f"Lưu ở hồ sơ {paper.dossier}.")
    parts.append(subject.found_by(paper))
    return " ".join(filter(None, parts))


def _shown(finding: Finding) -> FoundPaper:
    paper = finding.paper
    return FoundPaper(paper.paper_id, paper.paper_type, finding.why, paper.dossier)


def _branch(paper: IndexEntry | None) -> str | None:
    """Return the branch in whose name a dossier was opened: the first part of its code."""
    return paper.dossier.partition("-")[0] if paper and paper.dossier else None


def _of_others(component: Component, papers: list[IndexEntry], subject: Subject) -> str:
    """Say that papers of accepted types name the person as somebody else than the owner."""
    roles = [
        PARTY_NAMES[person.role]
        for paper in papers
        if paper.paper_type in component.accepts and paper.status is PaperStatus.CURRENT
        for person in paper.persons
        if fit_of(paper, subject, anyone=False) is Fit.ANOTHERS and subject.sign_of(person)
    ]
    named = ", ".join(dict.fromkeys(roles))
    return f"Có giấy tờ của người khác ghi người này là {named}." if named else ""
