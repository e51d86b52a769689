"""Applies a person's answers about the fields of a paper to its record.

The raw text is never changed: a correction changes the value, keeps the previous value and records
who confirmed it and when.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.installation import HANOI, App
from app.papers.digitizing.derive import derive_again
from app.papers.digitizing.steps import ReadPaper
from extractors.extract import judge_again
from extractors.judge.future import doubt_future
from extractors.toolkit.members import CELL, COLUMNS, ROW
from extractors.values.normalise import GAPS, OTHER_NUMBER, normalise
from schemas.papers.model import FieldSpec, Kind
from schemas.papers.registry import UNKNOWN, paper_type
from schemas.presentation.display import shown
from schemas.record.evidence import Confirmation, FieldEvidence, FieldState, RuleOutcome, RuleResult
from schemas.record.paper import Classification, PaperRecord
from schemas.record.reading import Polygon
from schemas.text.spelling import nfc
from schemas.text.subject_number import doubt_of
from storage.desk.corrections import Correction

__all__ = [
    "Answer",
    "Reviewed",
    "apply_answers",
    "doubts",
    "judge_table",
    "judge_value",
    "reclassify",
    "with_pages_seen",
]

_STRICT = (Kind.DATE, Kind.ID_NUMBER, Kind.SEX)
"""Kinds whose values must match their format; other text may be anything."""
_MISTYPED = {
    Kind.DATE: "Nhập ngày dạng 31/12/2026; giấy không ghi ngày thì 12/2026, chỉ ghi năm thì 2026.",
    Kind.ID_NUMBER: "Số định danh có 12 chữ số (số CMND cũ có 9 chữ số);"
    " người nước ngoài: số hộ chiếu, tổ chức: mã số thuế.",
    Kind.SEX: "Nhập Nam hoặc Nữ.",
}
_ZEROS_LOST = "Hình như mất số 0 ở đầu: nhập lại đủ các chữ số như ghi trên giấy."
_SEEN = (GAPS, OTHER_NUMBER)
"""Rules that do not fail where a person has typed the value: they have seen what the paper says."""
_ONE_CELL = "Tách họ tên, ngày sinh, giới tính, số định danh và quan hệ vào từng ô riêng."
_EMPTIED = "loại giấy này bao giờ cũng ghi mục này, không để trống."
_INSIST = "Nếu giấy ghi đúng như vậy, xác nhận lần nữa."


@dataclass(frozen=True, slots=True)
class Answer:
    """A person's answer for one field.

    Attributes:
        text: The value as typed; empty if the paper has none.
        page: Page of a newly drawn region, from 1.
        polygon: That region on the original page.
        raw: The text read there.
        sure: Whether the person was warned of a conflict with other fields, or that every paper of
            the type has the value, and insists.
    """

    text: str
    page: int | None = None
    polygon: Polygon | None = None
    raw: str | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A record with a person's answers applied.

    Attributes:
        record: The record, including the settled values.
        settled: One entry per answered field.
        problems: Per field what is wrong with the typed value, in Vietnamese; if there are any, no
            answer is applied.
        doubted: The problems on which the person may insist (`Answer.sure`).
    """

    record: PaperRecord
    settled: tuple[Correction, ...]
    problems: Mapping[str, str]
    doubted: frozenset[str] = frozenset()

    @property
    def changed(self) -> int:
        """Number of proposed values that were wrong."""
        return sum(each.changed for each in self.settled)


def doubts(record: PaperRecord) -> int:
    """Return how many fields and pages a person must look at; an unknown type counts as one."""
    if record.classification.paper_type == UNKNOWN:
        return 1
    fields = sum(field.state is FieldState.REVIEW for field in record.fields.values())
    return fields + len(record.unseen_pages)


def with_pages_seen(record: PaperRecord, account: str) -> PaperRecord:
    """Return a record whose pages in doubt a person has looked at."""
    unseen = record.unseen_pages
    pages = tuple(
        page.model_copy(update={"seen_by": account}) if page.number in unseen else page
        for page in record.pages
    )
    return record.model_copy(update={"pages": pages})


def apply_answers(
    record: PaperRecord, answers: Mapping[str, Answer], operator: str, now: dt.datetime
) -> Reviewed:
    """Return a record with a person's answers applied.

    Args:
        record: The current record.
        answers: Answers by field name; names that the type does not have are ignored.
        operator: Account of the person.
        now: The current time, UTC.
    """
    model = paper_type(record.classification.paper_type)
    specs = model.specs() if model else {}
    tables = model.tables() if model else frozenset()
    fields = dict(record.fields)
    problems: dict[str, str] = {}
    doubted: dict[str, str] = {}
    settled = []
    for name, answer in answers.items():
        if name not in specs:
            continue
        before = fields.get(name, FieldEvidence())
        value, problem = (
            judge_table(answer.text, before)
            if name in tables
            else judge_value(specs[name], answer.text, before)
        )
        if problem:
            problems[name] = problem
            continue
        if specs[name].required and before.value and value is None and not answer.sure:
            doubted[name] = f"{specs[name].title}: {_EMPTIED} {_INSIST}"
        fields[name] = _confirmed(before, value, answer, operator, now)
        settled.append(_correction(record, name, before, value, operator, now))
    fields = judge_again(record.classification.paper_type, fields)
    fields = doubt_future(model, fields, now.astimezone(HANOI).date())
    doubted |= _conflicts(record.fields, fields, answers)
    changed = record.model_copy(update={"fields": fields})
    return Reviewed(
        changed, tuple(settled), doubted | problems, frozenset(doubted.keys() - problems)
    )


def _conflicts(
    before: Mapping[str, FieldEvidence],
    after: Mapping[str, FieldEvidence],
    answers: Mapping[str, Answer],
) -> dict[str, str]:
    """Return the contradictions of new values, by field, unless the person insists on them."""
    return {
        name: f"{result.message} {_INSIST}"
        for name, answer in answers.items()
        if name in after and not answer.sure and after[name].value != _value(before.get(name))
        for result in after[name].rules
        if result.outcome is RuleOutcome.FAILED and result not in _rules(before.get(name))
    }


def _value(field: FieldEvidence | None) -> str | None:
    return field.value if field else None


def _rules(field: FieldEvidence | None) -> tuple[RuleResult, ...]:
    return field.rules if field else ()


def judge_value(spec: FieldSpec, text: str, before: FieldEvidence) -> tuple[str | None, str | None]:
    """Return the normalised form of a typed value, and what is wrong with it."""
    typed = " ".join(nfc(text).split())
    if not typed:
        return None, None
    if typed == shown(spec.kind, before.value):
        return before.value, None
    found = normalise(spec.kind, typed)
    failed = any(r.outcome is RuleOutcome.FAILED and r.rule not in _SEEN for r in found.rules)
    if spec.kind is Kind.ID_NUMBER and doubt_of(typed):
        return None, _ZEROS_LOST
    if spec.kind in _STRICT and (found.value is None or failed):
        return None, _MISTYPED[spec.kind]
    return found.value or typed, None


def judge_table(text: str, before: FieldEvidence) -> tuple[str | None, str | None]:
    """Return the stored form of a table that a person typed, and what is wrong with it.

    Rows without any text are left out; a table that is as it was is right.

    Args:
        text: Rows and cells, parted as in a value.
        before: The field as it was.
    """
    rows: list[str] = []
    problems: list[str] = []
    for row in nfc(text).split(ROW.strip()):
        typed = [" ".join(cell.split()) for cell in row.split(CELL.strip(), len(COLUMNS) - 1)]
        if any(typed):
            cells, wrong = _judge_cells(typed)
            rows.append(CELL.join(cells))
            problems += [f"Dòng {len(rows)}: {problem}" for problem in wrong]
    table = ROW.join(rows) or None
    if problems and table != before.value:
        return None, " ".join(problems)
    return table, None


def _judge_cells(typed: Sequence[str]) -> tuple[list[str], list[str]]:
    cells, problems = [], []
    for cell, (column, kind) in zip(typed, COLUMNS, strict=False):
        value, problem = judge_value(FieldSpec(column, kind), cell, FieldEvidence())
        if kind is Kind.NAME and any(sign.isdigit() for sign in cell):
            problem = _ONE_CELL
        cells.append(value or cell)
        problems += [problem] if problem else []
    return cells, problems


def reclassify(paper: ReadPaper, chosen: str, operator: str, app: App) -> ReadPaper:
    """Set the type that a person chose and extract the fields again.

    Args:
        paper: The paper as read.
        chosen: The chosen type.
        operator: Account of the person.
        app: The installation, which has the other papers of the dossier.

    Raises:
        UnknownPaperTypeError: There is no such type.
    """
    classification = Classification(
        paper_type=chosen,
        confidence=1.0,
        reason="do cán bộ xác định loại giấy tờ",
        chosen_by=operator,
    )
    return ReadPaper(derive_again(paper.record, paper.pages, app, classification), paper.pages)


def _confirmed(
    before: FieldEvidence, value: str | None, answer: Answer, operator: str, now: dt.datetime
) -> FieldEvidence:
    previous = before.value if value != before.value else None
    update: dict[str, object] = {
        "value": value,
        "confirmed": Confirmation(operator=operator, at=now, previous=previous),
    }
    if answer.polygon is not None:
        update |= {"page": answer.page, "polygon": answer.polygon}
        if before.raw is None:
            update["raw"] = answer.raw
    return before.model_copy(update=update)


def _correction(
    record: PaperRecord,
    name: str,
    before: FieldEvidence,
    value: str | None,
    operator: str,
    now: dt.datetime,
) -> Correction:
    return Correction(
        paper_id=record.paper_id,
        paper_type=record.classification.paper_type,
        field=name,
        page=before.page,
        polygon=before.polygon,
        reader=before.reader,
        raw=before.raw,
        proposed=before.value,
        confirmed=value,
        operator=operator,
        at=now,
    )
