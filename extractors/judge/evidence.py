"""Builds the evidence of a field from what was found on a page; the state is derived later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schemas.record.evidence import FieldEvidence, RuleOutcome, RuleResult
from schemas.record.reading import Line, Point, Polygon

__all__ = [
    "MISSING",
    "evidence_from_lines",
    "failed",
    "hull",
    "rule",
    "second_reading",
    "understood",
]

MISSING = FieldEvidence()
"""A field that was looked for and not found."""

_NOT_UNDERSTOOD = "Đọc được chữ nhưng không hiểu được giá trị."


def evidence_from_lines(
    lines: Sequence[Line],
    page: int,
    value: str | None,
    *,
    raw: str | None = None,
    rules: Sequence[RuleResult] = (),
) -> FieldEvidence:
    """Build the evidence of a value that was read from whole lines.

    Args:
        lines: The lines that the value was read from, at least one.
        page: Page number within the file, from 1.
        value: Normalised value; None if the raw text could not be understood.
        raw: Text as printed; None means the lines joined by spaces.
        rules: Results of cross-checks.
    """
    return FieldEvidence(
        value=value,
        raw=" ".join(line.text for line in lines) if raw is None else raw,
        confidence=min(line.confidence for line in lines),
        page=page,
        polygon=hull([line.polygon for line in lines]),
        reader=lines[0].reader,
        second=second_reading(lines),
        rules=understood(value, rules),
    )


def understood(value: str | None, rules: Sequence[RuleResult]) -> tuple[RuleResult, ...]:
    """Return the rule results of a field for which text was found.

    If the text gave no value and no rule says why, a failed rule is added: the field is in doubt,
    not empty.
    """
    if value is not None or failed(rules):
        return tuple(rules)
    return (*rules, rule("value.understood", False, _NOT_UNDERSTOOD))


def failed(rules: Iterable[RuleResult]) -> bool:
    """Return whether a rule failed."""
    return any(result.outcome is RuleOutcome.FAILED for result in rules)


def second_reading(lines: Sequence[Line]) -> str | None:
    """Return the lines as the second reader read them, if it read any."""
    if all(line.second is None for line in lines):
        return None
    return " ".join(line.text if line.second is None else line.second for line in lines)


def hull(polygons: Sequence[Polygon]) -> Polygon:
    """Return one polygon as it is, several as the upright rectangle around them."""
    if len(polygons) == 1:
        return polygons[0]
    xs = [point.x for polygon in polygons for point in polygon]
    ys = [point.y for polygon in polygons for point in polygon]
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    return Point(left, top), Point(right, top), Point(right, bottom), Point(left, bottom)


def rule(name: str, passed: bool | None, message: str = "") -> RuleResult:
    """Record the result of a cross-check.

    Args:
        name: Stable name, e.g. `document_number.form`.
        passed: Whether it passed; None if it could not be applied.
        message: Message to the operator when it failed, in Vietnamese.
    """
    if passed is None:
        return RuleResult(rule=name, outcome=RuleOutcome.NOT_APPLICABLE)
    outcome = RuleOutcome.PASSED if passed else RuleOutcome.FAILED
    return RuleResult(rule=name, outcome=outcome, message="" if passed else message)
