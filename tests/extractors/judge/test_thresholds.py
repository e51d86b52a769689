"""Thresholds fitted to measured data, and what they decide."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.extraction import thresholds as command
from benchmarks.extraction.thresholds import Seen, fit, lower_bound
from extractors.judge.evidence import rule
from extractors.judge.state import judge
from extractors.judge.thresholds import ACCEPTANCE, Thresholds, shipped_thresholds
from schemas.papers.types.birth_certificate import BirthCertificate
from schemas.record.evidence import FieldEvidence, FieldState, RuleResult

KNOWN = Thresholds.model_validate(
    {
        "measured": {"precision": 0.999, "level": 0.95, "papers": 5000},
        "kinds": {"name": 0.9},
        "fields": {"birth_certificate": {"full_name": 0.8, "sex": 0.99}},
    }
)


def state(name: str, confidence: float, *rules: RuleResult) -> FieldState:
    evidence = FieldEvidence(value="x", confidence=confidence, rules=rules)
    return judge(BirthCertificate, {name: evidence}, KNOWN)[name].state


@pytest.mark.parametrize(
    ("right", "count", "bound"),
    [(10, 10, 0.7411), (2995, 2995, 0.9990), (95, 100, 0.8977), (0, 5, 0.0)],
)
def test_the_bound_is_that_of_clopper_and_pearson(right: int, count: int, bound: float) -> None:
    assert lower_bound(right, count, 0.95) == pytest.approx(bound, abs=5e-5)


def test_a_threshold_needs_enough_data() -> None:
    right = [Seen(0.9 + i / 10**5, True) for i in range(2994)]
    assert fit(right, 0.999, 0.95) is None
    assert fit([*right, *right], 0.999, 0.95) == 0.9


def test_a_threshold_stays_above_the_mistakes() -> None:
    seen = [Seen(0.9 + i / 10**5, True) for i in range(4000)]
    wrong = [Seen(0.8 + i / 10**5, False) for i in range(40)]
    assert fit([*seen, *wrong], 0.999, 0.95) == 0.9


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60))
def test_what_is_fitted_holds_on_what_it_was_fitted_to(rows: list[tuple[float, bool]]) -> None:
    seen = [Seen(*row) for row in rows]
    threshold = fit(seen, 0.8, 0.9)
    if threshold is not None:
        taken = [each.exact for each in seen if each.confidence >= threshold]
        assert lower_bound(sum(taken), len(taken), 0.9) >= 0.8


def test_a_field_goes_before_its_kind_and_both_before_the_general_one() -> None:
    assert state("full_name", 0.85) is FieldState.ACCEPTED
    assert state("mother_name", 0.85) is FieldState.REVIEW
    assert state("mother_name", 0.92) is FieldState.ACCEPTED
    assert state("sex", 0.97) is FieldState.REVIEW
    assert state("birth_date", 0.94) is FieldState.REVIEW
    assert state("birth_date", 0.96) is FieldState.ACCEPTED


def test_confidence_never_overrules_a_rule_nor_two_sources() -> None:
    assert state("full_name", 0.99, rule("name.case", False, "Sai.")) is FieldState.REVIEW
    agreed = rule("sources.mrz", True)
    evidence = FieldEvidence(
        value="Nam", confidence=0.6, state=FieldState.ACCEPTED, rules=(agreed,)
    )
    assert judge(BirthCertificate, {"sex": evidence}, KNOWN)["sex"] == evidence


def test_what_ships_can_be_read() -> None:
    assert 0.9 <= shipped_thresholds().measured.precision <= 1


def test_the_command_writes_what_can_be_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {"type": "birth_certificate", "field": "full_name", "exact": True, "state": "accepted",
           "confidence": 0.9, "found": True, "failed": []}  # fmt: skip
    rows = [{**row, "paper": str(n)} for n in range(60)]
    rows += [{**row, "paper": "wrong", "exact": False, "failed": ["name.case"]}]
    file, target = tmp_path / "rows.jsonl", tmp_path / "thresholds.toml"
    file.write_text("".join(json.dumps(each) + "\n" for each in rows), "utf-8")
    target.write_text("# Why.\n[measured]\n", "utf-8")
    monkeypatch.setattr(command, "_TARGET", target)
    command.main([str(file), "--precision", "0.95", "--write"])
    assert "full_name\t60\t60" in capsys.readouterr().out
    text = target.read_text("utf-8")
    found = Thresholds.model_validate(tomllib.loads(text))
    assert text.startswith("# Why.")
    assert found.of(BirthCertificate, "full_name") == 0.9
    assert found.of(BirthCertificate, "mother_name") == 0.9  # by its kind
    assert found.of(BirthCertificate, "sex") == ACCEPTANCE
    assert found.measured.papers == 61
