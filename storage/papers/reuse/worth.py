"""What one paper on file is worth for a component: its standing, time, purpose, form and doubts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from schemas.law.procedures import Component, Obligation
from schemas.papers.model import Role
from schemas.papers.registry import paper_type
from schemas.papers.values import months_later
from schemas.record.paper import FormOfPaper, PaperStatus
from schemas.text.spelling import comparison_key
from storage.papers.reuse.answers import TAKEABLE, Availability
from storage.papers.reuse.subject import Fit, Subject, fit_of
from storage.papers.search.entries import IndexEntry

__all__ = ["Finding", "fits", "worth_of"]

_BY_NAME = (
    "Trong kho có giấy tờ mang họ tên này nhưng không ghi số của người này: cán bộ đối chiếu người."
)
_UNCLEAR = "Giấy tờ trong kho có ghi số của người này nhưng chưa rõ là của ai: cán bộ xem."
_ENDED = "Giấy tờ trong kho đã hết giá trị: sau ngày cấp đã có thay đổi."
_PERHAPS_ENDED = "Đã có trong kho nhưng sau ngày cấp có thể đã có thay đổi: cán bộ xem."
_WITHOUT_END = "Đã có trong kho nhưng không rõ ngày hết hạn: cán bộ xem."

_RANKS = (
    Availability.ON_FILE_VALID,
    Availability.NEEDS_OFFICER,
    Availability.ON_FILE_COPY_ONLY,
    Availability.ON_FILE_EXPIRED,
    Availability.NOT_ON_FILE,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a paper is worth for a component; findings come best first."""

    availability: Availability
    why: str
    paper: IndexEntry
    until: dt.date | None = None


def fits(paper: IndexEntry, component: Component, subject: Subject) -> Fit | None:
    """Return how a paper fits a person where a component asks for it."""
    return fit_of(paper, subject, anyone=component.names == "anyone")


def worth_of(
    component: Component,
    papers: Iterable[IndexEntry],
    subject: Subject,
    day: dt.date,
    later: Collection[IndexEntry],
) -> list[Finding]:
    """Return what each paper that may be the person's is worth, best first."""
    if component.made_for_dossier or component.obligation is Obligation.PRESENT:
        return []
    found = []
    for paper in papers:
        fit = fits(paper, component, subject)
        if paper.paper_type in component.accepts and fit not in (None, Fit.ANOTHERS):
            finding = _finding(component, paper, day)
            if finding.availability in TAKEABLE:
                finding = _unless_ended(finding, component, later, subject)
            if fit is not Fit.THEIRS and finding.availability in TAKEABLE:
                why = _UNCLEAR if fit is Fit.UNCLEAR else _BY_NAME
                finding = replace(finding, availability=Availability.NEEDS_OFFICER, why=why)
            found.append((_RANKS.index(finding.availability), fit is not Fit.THEIRS, finding))
    return [finding for *_, finding in sorted(found, key=lambda each: each[:2])]


def _finding(component: Component, paper: IndexEntry, day: dt.date) -> Finding:
    """Judge one paper by itself: its standing, its time, its purpose, its form, its doubts."""
    until = _until(component, paper)

    def found(availability: Availability, why: str) -> Finding:
        return Finding(availability, why, paper, until)

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


def _unless_ended(
    finding: Finding, component: Component, later: Collection[IndexEntry], subject: Subject
) -> Finding:
    """Take a paper for ended where a later one of the person ends the value of such papers."""
    paper, ended = finding.paper, finding
    for other in later:
        fit = fit_of(other, subject, anyone=False)
        days = (paper.issued_on, other.issued_on)
        before = None not in days and other.issued_on < paper.issued_on  # type: ignore[operator]
        stands = other.status in (PaperStatus.CURRENT, PaperStatus.REPLACED)
        ends = other.paper_type in component.ended_by and stands and not before
        if not ends or fit in (None, Fit.ANOTHERS):
            continue
        if fit is Fit.THEIRS and None not in days and not other.needs_review:
            return replace(finding, availability=Availability.ON_FILE_EXPIRED, why=_ENDED)
        ended = replace(finding, availability=Availability.NEEDS_OFFICER, why=_PERHAPS_ENDED)
    return ended


def _doubt(component: Component, paper: IndexEntry, day: dt.date) -> str:
    """Return why a person has to look at a paper before it can serve; empty if nobody has to."""
    if paper.issued_on is not None and paper.issued_on > day:
        return f"Đã có trong kho nhưng ghi ngày cấp {paper.issued_on:%d/%m/%Y}, sau ngày sử dụng."
    if component.purposes and not paper.abstract:
        return "Đã có trong kho nhưng chưa rõ cấp cho mục đích gì."
    if paper.valid_until is None and _always_ends(paper):
        return _WITHOUT_END
    if paper.needs_review:
        return "Đã có trong kho nhưng chưa được người kiểm tra."
    return ""


def _always_ends(paper: IndexEntry) -> bool:
    """Tell whether every paper of this type says until when it is valid."""
    model = paper_type(paper.paper_type)
    field = model.field_of(Role.VALID_UNTIL) if model else None
    return model is not None and field is not None and model.specs()[field].required


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
