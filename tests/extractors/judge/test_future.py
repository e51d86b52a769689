"""Days that have not come yet go to a person."""

from __future__ import annotations

import datetime as dt

import pytest

from extractors.judge.future import FUTURE, doubt_future
from schemas.papers.registry import paper_type
from schemas.record.evidence import FieldEvidence, FieldState, RuleOutcome

TODAY = dt.date(2026, 11, 30)


def judged(paper: str, field: str, value: str, today: dt.date = TODAY) -> FieldEvidence:
    before = FieldEvidence(value=value, confidence=0.99, state=FieldState.ACCEPTED)
    return doubt_future(paper_type(paper), {field: before}, today)[field]


@pytest.mark.parametrize("value", ["2062-09-20", "2026-12-01", "2026-12", "2027"])
def test_a_day_ahead_is_doubted(value: str) -> None:
    found = judged("birth_certificate", "registered_on", value)
    assert found.state is FieldState.REVIEW
    assert [(r.rule, r.outcome) for r in found.rules] == [(FUTURE, RuleOutcome.FAILED)]
    later = doubt_future(
        paper_type("birth_certificate"), {"registered_on": found}, dt.date(2063, 1, 1)
    )
    assert later["registered_on"].rules == ()


@pytest.mark.parametrize("value", ["2026-11-30", "2026-11", "2026", "1950"])
def test_today_and_before_is_not(value: str) -> None:
    assert judged("birth_certificate", "birth_date", value).rules == ()


@pytest.mark.parametrize(("paper", "field"), [("id_card", "valid_until"), ("receipt", "due_on")])
def test_what_may_lie_ahead_is_not(paper: str, field: str) -> None:
    assert judged(paper, field, "2031-01-01").rules == ()
