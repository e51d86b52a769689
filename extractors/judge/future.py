"""Doubts days that have not come yet: what happened or was issued lies behind.

A misread `2062` passes every other rule, and a paper of the future would be valid for decades.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from extractors.judge.evidence import rule
from extractors.judge.state import judge
from schemas.papers.model import FieldSpec, Kind, PaperModel, Role
from schemas.record.evidence import FieldEvidence

__all__ = ["FUTURE", "doubt_future"]

FUTURE = "date.future"
"""Rule that fails where a day lies ahead; it leaves no result where it does not."""
_MESSAGE = "Ngày này chưa đến: đối chiếu với ảnh."


def doubt_future(
    model: type[PaperModel] | None, fields: Mapping[str, FieldEvidence], today: dt.date
) -> dict[str, FieldEvidence]:
    """Return the fields, with days after today in review unless a person insisted on them.

    Args:
        model: The paper type; None if unknown.
        fields: All fields of the type.
        today: In Hanoi.
    """
    specs = model.specs() if model else {}
    found = {
        name: _judged(field, _is_ahead(specs.get(name), field.value, today))
        for name, field in fields.items()
    }
    return judge(model, found)


def _judged(field: FieldEvidence, ahead: bool) -> FieldEvidence:
    others = tuple(result for result in field.rules if result.rule != FUTURE)
    rules = (*others, rule(FUTURE, False, _MESSAGE)) if ahead else others
    return field if rules == field.rules else field.model_copy(update={"rules": rules})


def _is_ahead(spec: FieldSpec | None, value: str | None, today: dt.date) -> bool:
    """Tell whether a day, or the first day of a month or year, comes after today."""
    if spec is None or value is None or spec.kind is not Kind.DATE:
        return False
    if spec.ahead or Role.VALID_UNTIL in spec.roles:
        return False
    return value > today.isoformat()[: len(value)]
