"""The reuse check: which components of a procedure need not be handed in again, and why.

A pure function: from a procedure, the papers on file for one person and a day it makes one answer
per component. The conditions are those of NĐ 45/2020/NĐ-CP and TT 01/2023/TT-VPCP: still in force,
an accepted form, the right owner, not revoked, and no law that requires a new original.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from schemas.law.procedures import Component, Obligation, Procedure, procedure
from schemas.papers.registry import paper_type
from schemas.record.paper import FormOfPaper, PaperStatus
from storage.errors import UnknownProcedureError
from storage.papers.entries import IndexEntry, normal_id
from storage.papers.index import PaperIndex, PaperQuery

__all__ = [
    "Availability",
    "ComponentAnswer",
    "ReuseAnswer",
    "check_reuse",
    "decide",
    "unknown_types",
]

_UNREADABLE = (
    "Phần mềm chưa đọc được loại giấy tờ này nên không biết trong kho có hay không:"
    " cán bộ tìm theo hồ sơ hoặc yêu cầu nộp."
)
_NO_COMPONENTS = "Thành phần hồ sơ của thủ tục chưa được nhập: cán bộ đối chiếu quyết định công bố."
_MAX_PAPERS = 1000
"""Maximum number of papers considered; nobody has that many; the newest decide."""


class Availability(StrEnum):
    """What to do about a component."""

    ON_FILE_VALID = "on_file_valid"
    ON_FILE_EXPIRED = "on_file_expired"
    ON_FILE_COPY_ONLY = "on_file_copy_only"
    DATA_LOOKUP_AVAILABLE = "data_lookup_available"
    MUST_SUBMIT_ORIGINAL = "must_submit_original"
    MUST_PRESENT = "must_present"
    NOT_ON_FILE = "not_on_file"
    NOT_APPLICABLE = "not_applicable"
    NEEDS_OFFICER = "needs_officer"


@dataclass(frozen=True, slots=True)
class ComponentAnswer:
    """The answer for one component.

    Attributes:
        component: Its key within the procedure.
        name: Vietnamese.
        availability: What to do about it.
        reason: Why, one sentence in Vietnamese.
        legal_basis: The text that asks for the component.
        paper_id: The paper that would serve, or that the reason is about, or None.
        one_of: Group in which one component is enough, or None.
    """

    component: str
    name: str
    availability: Availability
    reason: str
    legal_basis: str
    paper_id: str | None = None
    one_of: str | None = None


@dataclass(frozen=True, slots=True)
class ReuseAnswer:
    """The answer for a whole procedure on a day."""

    procedure: str
    name: str
    day: dt.date
    components: tuple[ComponentAnswer, ...]

    @property
    def on_file(self) -> tuple[ComponentAnswer, ...]:
        """Components that the citizen need not bring."""
        kinds = (Availability.ON_FILE_VALID, Availability.DATA_LOOKUP_AVAILABLE)
        return tuple(c for c in self.components if c.availability in kinds)


def check_reuse(
    index: PaperIndex,
    procedure_code: str,
    subject_id: str,
    day: dt.date,
    facts: Mapping[str, bool] | None = None,
    may_see: Callable[[str], bool] = lambda _: True,
) -> ReuseAnswer:
    """Answer for a person from the index.

    Args:
        index: Index of the papers.
        procedure_code: Mã TTHC, e.g. `1.004222`.
        subject_id: ID number of the person, exactly.
        day: Day on which the papers are to be used.
        facts: Known facts of the case: `Condition.key` to whether it holds.
        may_see: Returns whether the user may know of papers of a type; others are not mentioned.

    Raises:
        UnknownProcedureError: No such procedure is in force on that day.
    """
    found = procedure(procedure_code, day)
    if found is None:
        raise UnknownProcedureError("day")
    accepted = {t for component in found.components for t in component.accepts}
    types = tuple(sorted(filter(may_see, accepted)))
    query = PaperQuery(named_id=subject_id, paper_types=types, limit=_MAX_PAPERS)
    papers = index.find(query).entries if types and normal_id(subject_id) else ()
    return decide(found, papers, subject_id, day, facts or {})


def decide(
    procedure: Procedure,
    papers: Iterable[IndexEntry],
    subject_id: str,
    day: dt.date,
    facts: Mapping[str, bool],
) -> ReuseAnswer:
    """Answer from the papers that name a person; see `check_reuse`."""
    offered = [p for p in papers if p.status is not PaperStatus.WITHDRAWN]
    newest_first = sorted(
        offered, key=lambda p: (p.issued_on or dt.date.min, p.received_at), reverse=True
    )
    answers = []
    for component in procedure.components:
        fitting = [p for p in newest_first if _fits(component, p, normal_id(subject_id))]
        answers.append(_answer(component, fitting, day, facts))
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
    return ReuseAnswer(procedure.code, procedure.name, day, _settle_groups(answers))


def _fits(component: Component, paper: IndexEntry, subject_id: str | None) -> bool:
    """Return whether a paper is of an accepted type and belongs to, or names, the person."""
    if paper.paper_type not in component.accepts:
        return False
    return paper.subject_id == subject_id or (
        component.names == "anyone" and subject_id in paper.other_ids
    )


def _answer(
    component: Component, papers: list[IndexEntry], day: dt.date, facts: Mapping[str, bool]
) -> ComponentAnswer:
    def answer(
        availability: Availability, reason: str, paper: IndexEntry | None = None
    ) -> ComponentAnswer:
        return ComponentAnswer(
            component=component.key,
            name=component.name,
            availability=availability,
            reason=reason,
            legal_basis=component.legal_basis,
            paper_id=paper.paper_id if paper else None,
            one_of=component.one_of,
        )

    condition = component.condition
    applies = True if condition is None else facts.get(condition.key)
    if condition and applies is False:
        return answer(Availability.NOT_APPLICABLE, f"Chỉ cần khi {condition.text}.")
    if component.made_for_dossier:
        reason = "Lập mới cho từng hồ sơ."
        return answer(Availability.MUST_SUBMIT_ORIGINAL, _if_needed(component, applies, reason))
    if component.obligation is Obligation.PRESENT:
        return _present(component, answer)
    if component.requires_original:
        reason = "Pháp luật yêu cầu nộp bản gốc; bản quét trong kho chỉ để đối chiếu."
        first = next((p for p in papers if p.status is PaperStatus.CURRENT), None)
        return answer(
            Availability.MUST_SUBMIT_ORIGINAL, _if_needed(component, applies, reason), first
        )
    availability, reason, paper = _judge(component, papers, day)
    if availability is Availability.ON_FILE_VALID:
        return answer(availability, _if_needed(component, applies, reason), paper)
    if component.data_sources:
        reason = f"Khai thác dữ liệu từ {', '.join(component.data_sources)}."
        return answer(Availability.DATA_LOOKUP_AVAILABLE, reason, paper)
    unreadable = unknown_types(component)
    if availability is Availability.NOT_ON_FILE and unreadable and paper is None:
        return answer(Availability.NEEDS_OFFICER, _if_needed(component, applies, _UNREADABLE))
    if condition and applies is None:
        reason = f"Cán bộ xác định: chỉ cần khi {condition.text}."
        return answer(Availability.NEEDS_OFFICER, reason, paper)
    return answer(availability, reason, paper)


def unknown_types(component: Component) -> tuple[str, ...]:
    """Return the accepted types without a schema; such papers are in the store as `unknown`."""
    return tuple(t for t in component.accepts if paper_type(t) is None)


def _present(
    component: Component, answer: Callable[[Availability, str], ComponentAnswer]
) -> ComponentAnswer:
    if component.data_sources:
        reason = (
            f"Khai thác dữ liệu từ {', '.join(component.data_sources)};"
            " chỉ xuất trình khi không khai thác được."
        )
        return answer(Availability.DATA_LOOKUP_AVAILABLE, reason)
    return answer(Availability.MUST_PRESENT, "Xuất trình để đối chiếu, không lưu giữ.")


def _judge(
    component: Component, papers: list[IndexEntry], day: dt.date
) -> tuple[Availability, str, IndexEntry | None]:
    """Find the best answer that the papers of a component give; papers come best first."""
    standing = [p for p in papers if p.status is PaperStatus.CURRENT]
    in_force = [p for p in standing if _in_force(component, p, day)]
    counting = [p for p in in_force if p.form_of_paper in component.forms]
    for paper in counting:
        if not paper.needs_review:
            return Availability.ON_FILE_VALID, "Đã có trong kho, còn giá trị.", paper
    if counting:
        reason = "Đã có trong kho nhưng chưa được người kiểm tra."
        return Availability.NEEDS_OFFICER, reason, counting[0]
    unclear = [p for p in in_force if p.form_of_paper is FormOfPaper.UNKNOWN]
    if unclear:
        reason = "Đã có trong kho nhưng chưa rõ là bản chính hay bản sao."
        return Availability.NEEDS_OFFICER, reason, unclear[0]
    if in_force:
        reason = "Trong kho chỉ có bản sao, không thay được bản chính."
        return Availability.ON_FILE_COPY_ONLY, reason, in_force[0]
    if standing:
        return Availability.ON_FILE_EXPIRED, "Giấy tờ trong kho đã hết giá trị.", standing[0]
    if papers:
        reason = "Giấy tờ trong kho đã bị thu hồi hoặc thay thế."
        return Availability.NOT_ON_FILE, reason, papers[0]
    return Availability.NOT_ON_FILE, "Chưa có trong kho.", None


def _in_force(component: Component, paper: IndexEntry, day: dt.date) -> bool:
    """Check printed validity and allowed age; a paper without a day of issue is too old."""
    if paper.valid_until is not None and paper.valid_until < day:
        return False
    if component.max_age_days is None:
        return True
    age = dt.timedelta(days=component.max_age_days)
    return paper.issued_on is not None and day <= paper.issued_on + age


def _if_needed(component: Component, applies: bool | None, reason: str) -> str:
    if component.condition is None or applies:
        return reason
    return f"{reason} Chỉ cần khi {component.condition.text}."


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
