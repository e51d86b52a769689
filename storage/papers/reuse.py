"""The reuse check: which components of a procedure need not be handed in again, and why.

A pure function: from a procedure, the papers on file that may be one person's and a day it makes
one answer per component. The conditions are those of NĐ 45/2020/NĐ-CP and TT 01/2023/TT-VPCP: still
in force, an accepted form, the right owner, not revoked, and no law that requires a new original.

Page, interface and command ask here, and every decision to take a paper is judged here again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from schemas.law.procedures import Component, Obligation, Procedure
from schemas.papers.parties import PARTY_NAMES, PartyRole
from schemas.papers.registry import paper_type
from schemas.papers.values import NO_END, months_later
from schemas.record.paper import FormOfPaper, PaperStatus
from schemas.text.spelling import comparison_key
from storage.papers.answers import (
    TAKEABLE,
    Availability,
    ComponentAnswer,
    FoundPaper,
    ReuseAnswer,
)
from storage.papers.entries import IndexEntry
from storage.papers.subject import Fit, Subject, fit_of

__all__ = [
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
_BY_NAME = (
    "Trong kho có giấy tờ mang họ tên này nhưng không ghi số định danh: cán bộ đối chiếu người."
)
_UNCLEAR = "Giấy tờ trong kho có ghi số của người này nhưng chưa rõ là của ai: cán bộ xem."
_SHOWN = 5
"""Papers named in one answer, at most."""


_LACKING = (
    Availability.NOT_ON_FILE,
    Availability.ON_FILE_EXPIRED,
    Availability.ON_FILE_COPY_ONLY,
)
"""Answers that ask for a paper; whether it is needed at all is then for an officer to say."""


@dataclass(frozen=True, slots=True)
class _Finding:
    """What a paper is worth for a component; findings come best first."""

    availability: Availability
    why: str
    paper: IndexEntry
    until: dt.date | None = None


def decide(
    procedure: Procedure,
    papers: Iterable[IndexEntry],
    subject: Subject,
    day: dt.date,
    facts: Mapping[str, bool],
    *,
    numberless: Collection[str] = (),
    deaths: Iterable[IndexEntry] = (),
) -> ReuseAnswer:
    """Answer from the papers that may be a person's.

    Args:
        procedure: What is asked for.
        papers: Papers of accepted types that carry a number or the name of the person.
        subject: The person.
        day: Day on which the papers are to be used.
        facts: Known facts of the case: `Condition.key` to whether it holds.
        numberless: Types of which there are papers without numbers that could be this person's,
            where no name is known to look by.
        deaths: Papers that prove deaths.
    """
    offered = [p for p in papers if p.status is not PaperStatus.WITHDRAWN]
    newest_first = sorted(
        offered, key=lambda p: (p.issued_on or dt.date.min, p.received_at), reverse=True
    )
    answers = [
        _answer(component, newest_first, subject, day, facts, numberless)
        for component in procedure.components
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
    notices = tuple(dict.fromkeys(_death(paper) for paper in deaths if _died(paper, subject)))
    return ReuseAnswer(procedure.code, procedure.name, day, _settle_groups(answers), notices)


def judge_again(
    procedure: Procedure, key: str, paper: IndexEntry, subject: Subject, day: dt.date
) -> ComponentAnswer | None:
    """Judge one paper for one component again, at the moment of a decision.

    Returns:
        The answer; None if the paper does not serve the component any more.
    """
    component = next((c for c in procedure.components if c.key == key), None)
    if component is None or paper.status is not PaperStatus.CURRENT:
        return None
    answer = _answer(component, [paper], subject, day, {}, ())
    serves = answer.paper_id == paper.paper_id and answer.availability in TAKEABLE
    return answer if serves else None


def _answer(
    component: Component,
    papers: list[IndexEntry],
    subject: Subject,
    day: dt.date,
    facts: Mapping[str, bool],
    numberless: Collection[str],
) -> ComponentAnswer:
    condition = component.condition
    applies = facts.get(condition.key) if condition else True
    findings = _findings(component, papers, subject, day)
    blank = ComponentAnswer(
        component=component.key,
        name=component.name,
        availability=Availability.NOT_APPLICABLE,
        reason="",
        legal_basis=component.legal_basis,
        one_of=component.one_of,
        condition=condition.key if condition else None,
        condition_text=condition.text if condition else None,
        applies=applies if condition else None,
    )
    if condition and applies is False:
        return replace(blank, reason=f"Chỉ cần khi {condition.text}.")
    availability, reason, finding = _decided(component, findings, subject, papers, numberless)
    if condition and applies is None:
        blank = replace(blank, if_needed=availability, if_needed_reason=reason)
        reason = f"{reason} Chỉ cần khi {condition.text}."
        if availability in _LACKING:
            availability, finding = Availability.NEEDS_OFFICER, None
            reason = f"Cán bộ xác định có cần hay không. {reason}"
    paper = finding.paper if finding else None
    return replace(
        blank,
        availability=availability,
        reason=reason,
        paper_id=paper.paper_id if paper else None,
        dossier=paper.dossier if paper else None,
        branch=_branch(paper),
        valid_until=finding.until if finding else None,
        found=tuple(_shown(f) for f in findings[:_SHOWN]),
    )


def _decided(
    component: Component,
    findings: list[_Finding],
    subject: Subject,
    papers: list[IndexEntry],
    numberless: Collection[str],
) -> tuple[Availability, str, _Finding | None]:
    """Return what to do about a component that is asked for, why, and on which paper it rests."""
    if component.made_for_dossier:
        return Availability.MUST_SUBMIT_ORIGINAL, "Lập mới cho từng hồ sơ.", None
    if component.obligation is Obligation.PRESENT:
        return (*_present(component), None)
    own = [f for f in findings if fit_of(f.paper, subject, anyone=_anyone(component)) is Fit.THEIRS]
    if component.requires_original:
        reason = "Pháp luật yêu cầu nộp bản gốc; bản quét trong kho chỉ để đối chiếu."
        first = next((f for f in own if f.paper.status is PaperStatus.CURRENT), None)
        return Availability.MUST_SUBMIT_ORIGINAL, reason, first
    best = findings[0] if findings else None
    if best and best.availability is Availability.ON_FILE_VALID:
        return best.availability, _said(best, subject), best
    unlooked = sorted(set(component.accepts) & set(numberless)) if best is None else []
    if component.data_sources:
        reason = f"Khai thác dữ liệu từ {', '.join(component.data_sources)}."
        found = _said(best, subject) if best else _WITHOUT_NUMBER if unlooked else ""
        return Availability.DATA_LOOKUP_AVAILABLE, f"{reason} {found}".strip(), best
    if best is not None:
        return best.availability, _said(best, subject), best
    if unknown_types(component):
        return Availability.NEEDS_OFFICER, _UNREADABLE, None
    if unlooked:
        return Availability.NEEDS_OFFICER, _WITHOUT_NUMBER, None
    others = _of_others(component, papers, subject)
    return Availability.NOT_ON_FILE, f"Chưa có trong kho. {others}".strip(), None


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


_RANKS = (
    Availability.ON_FILE_VALID,
    Availability.NEEDS_OFFICER,
    Availability.ON_FILE_COPY_ONLY,
    Availability.ON_FILE_EXPIRED,
    Availability.NOT_ON_FILE,
)


def _findings(
    component: Component, papers: list[IndexEntry], subject: Subject, day: dt.date
) -> list[_Finding]:
    """Return what each paper that may be the person's is worth, best first."""
    if component.made_for_dossier or component.obligation is Obligation.PRESENT:
        return []
    found = []
    for paper in papers:
        fit = fit_of(paper, subject, anyone=_anyone(component))
        if paper.paper_type in component.accepts and fit not in (None, Fit.ANOTHERS):
            finding = _finding(component, paper, day)
            if fit is not Fit.THEIRS and finding.availability in TAKEABLE:
                why = _UNCLEAR if fit is Fit.UNCLEAR else _BY_NAME
                finding = replace(finding, availability=Availability.NEEDS_OFFICER, why=why)
            found.append((_RANKS.index(finding.availability), fit is not Fit.THEIRS, finding))
    return [finding for *_, finding in sorted(found, key=lambda each: each[:2])]


def _finding(component: Component, paper: IndexEntry, day: dt.date) -> _Finding:
    """Judge one paper by itself: its standing, its time, its purpose, its form, its doubts."""
    until = _until(component, paper)

    def found(availability: Availability, why: str) -> _Finding:
        return _Finding(availability, why, paper, until)

    if paper.status is not PaperStatus.CURRENT:
        return found(Availability.NOT_ON_FILE, "Giấy tờ trong kho đã bị thu hồi hoặc thay thế.")
    if until is not None and until < day:
        why = f"Giấy tờ trong kho đã hết giá trị từ sau ngày {until:%d/%m/%Y}."
        return found(Availability.ON_FILE_EXPIRED, why)
    if paper.issued_on is None and (component.max_age_days or component.max_age_months):
        why = "Giấy tờ trong kho không rõ ngày cấp nên không tính được còn giá trị hay không."
        return found(Availability.ON_FILE_EXPIRED, why)
    if component.purposes and paper.abstract and not _for_purpose(component, paper.abstract):
        why = f"Giấy tờ trong kho cấp cho mục đích khác: “{paper.abstract}”."
        return found(Availability.NOT_ON_FILE, why)
    if paper.form_of_paper is FormOfPaper.UNKNOWN:
        why = "Đã có trong kho nhưng chưa rõ là bản chính hay bản sao."
        return found(Availability.NEEDS_OFFICER, why)
    if paper.form_of_paper not in component.forms:
        why = "Trong kho chỉ có bản sao, không thay được bản chính."
        return found(Availability.ON_FILE_COPY_ONLY, why)
    doubt = _doubt(component, paper, day)
    if doubt:
        return found(Availability.NEEDS_OFFICER, doubt)
    return found(Availability.ON_FILE_VALID, "Đã có trong kho, còn giá trị.")


def _doubt(component: Component, paper: IndexEntry, day: dt.date) -> str:
    """Return why a person has to look at a paper before it can serve; empty if nobody has to."""
    if paper.issued_on is not None and paper.issued_on > day:
        return f"Đã có trong kho nhưng ghi ngày cấp {paper.issued_on:%d/%m/%Y}, sau ngày sử dụng."
    if component.purposes and not paper.abstract:
        return "Đã có trong kho nhưng chưa rõ cấp cho mục đích gì."
    if paper.needs_review:
        return "Đã có trong kho nhưng chưa được người kiểm tra."
    return ""


def _until(component: Component, paper: IndexEntry) -> dt.date | None:
    """Return the last day on which a paper serves: as printed, or as the law counts."""
    ends = [paper.valid_until]
    if paper.issued_on is not None:
        if component.max_age_days:
            ends.append(paper.issued_on + dt.timedelta(days=component.max_age_days))
        if component.max_age_months:
            ends.append(months_later(paper.issued_on, component.max_age_months))
    return min((end for end in ends if end), default=None)


def _for_purpose(component: Component, purpose: str) -> bool:
    said = comparison_key(purpose)
    return any(comparison_key(word) in said for word in component.purposes)


def _said(finding: _Finding, subject: Subject) -> str:
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


def _shown(finding: _Finding) -> FoundPaper:
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


def _died(paper: IndexEntry, subject: Subject) -> bool:
    """Tell whether a paper proves the death of the person, or of one who may be them."""
    if paper.status is not PaperStatus.CURRENT:
        return False
    return any(
        subject.sign_of(person) is not None and (person.numbers or person.birth)
        for person in paper.persons
        if person.role is PartyRole.DECEASED
    )


def _death(paper: IndexEntry) -> str:
    model = paper_type(paper.paper_type)
    name = model.name if model else "Giấy tờ về việc chết"
    which = f" số {paper.number}" if paper.number else ""
    when = f" ngày {paper.issued_on:%d/%m/%Y}" if paper.issued_on else ""
    sure = any(p.numbers for p in paper.persons if p.role is PartyRole.DECEASED)
    whose = "của người này" if sure else "mang họ tên như người này, không ghi số: cán bộ đối chiếu"
    return f"Trong kho có {name}{which}{when} {whose}."


def _settle_groups(answers: list[ComponentAnswer]) -> tuple[ComponentAnswer, ...]:
    """In a group satisfied by one component, stop asking for the others."""
    served = {
        a.one_of: a for a in reversed(answers) if a.availability is Availability.ON_FILE_VALID
    }
    settled = []
    for answer in answers:
        serving = served.get(answer.one_of) if answer.one_of else None
        if serving is not None and serving is not answer:
            reason = f"Đã có giấy tờ thay thế trong kho: {serving.name}."
            answer = replace(answer, availability=Availability.NOT_APPLICABLE, reason=reason)
        settled.append(answer)
    return tuple(settled)
