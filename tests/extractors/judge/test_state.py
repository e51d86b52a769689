"""What may be done with a value follows from its evidence, whatever came first, in one place."""

from __future__ import annotations

import ast
import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.extract import extract, judge_again
from extractors.judge.dossier import compare_papers, with_findings
from extractors.judge.evidence import evidence_from_lines, rule
from extractors.judge.state import decide, judge, keep_outside, state_of
from samples.generate.paper import readings
from samples.generate.papers import layouts
from schemas.papers.types.birth_certificate import BirthCertificate
from schemas.record.evidence import (
    Confirmation,
    FieldEvidence,
    FieldState,
    Origin,
    RuleOutcome,
    RuleResult,
)
from tests.extractors.drawn import draw
from tests.packages import PACKAGES
from tests.storage.records import record

ROOT = Path(__file__).parents[3]
WRITES = "extractors/judge/state.py"
NAMES = "schemas/record/evidence.py"
SAID = Confirmation(operator="an", at=dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
AGREED = rule("sources.mrz", True)
FITS = rule("fits.mrz", True)
FAILED = rule("value.end", False, "Không chắc giá trị kết thúc ở đâu.")
OTHER = rule("dossier.birth", False, "Ngày sinh khác với “Thẻ căn cước” trong cùng hồ sơ.")


@pytest.mark.parametrize(
    ("value", "confidence", "rules", "confirmed", "state"),
    [
        ("x", 0.95, (), None, FieldState.ACCEPTED),
        ("x", 0.94, (), None, FieldState.REVIEW),
        ("x", 0.5, (AGREED,), None, FieldState.ACCEPTED),
        ("x", 0.5, (FITS,), None, FieldState.REVIEW),
        ("x", 1.0, (AGREED, FAILED), None, FieldState.REVIEW),
        ("x", 1.0, (OTHER,), None, FieldState.REVIEW),
        ("x", 0.1, (FAILED, OTHER), SAID, FieldState.CONFIRMED),
        (None, 0.9, (), None, FieldState.MISSING),
        (None, 1.0, (FAILED,), None, FieldState.REVIEW),
        (None, 0.0, (), SAID, FieldState.CONFIRMED),
    ],
)
def test_what_may_be_done_with_a_value(
    value: str | None,
    confidence: float,
    rules: tuple[RuleResult, ...],
    confirmed: Confirmation | None,
    state: FieldState,
) -> None:
    assert decide(value, confidence, rules, confirmed, 0.95) is state


_NAMES = ("value.end", "date.order", "sources.mrz", "dossier.birth", "fits.mrz")
_RULES = st.sampled_from([RuleResult(rule=n, outcome=o) for n in _NAMES for o in RuleOutcome])
_EVIDENCE = st.tuples(
    st.sampled_from([None, "x"]),
    st.sampled_from([0.0, 0.5, 0.94, 0.95, 0.96, 1.0]),
    st.sampled_from(FieldState),
    st.lists(_RULES, max_size=4),
    st.sampled_from([None, SAID]),
).map(
    lambda each: FieldEvidence(
        value=each[0],
        confidence=each[1],
        state=each[2],
        rules=tuple(each[3]),
        confirmed=each[4],
    )
)
_FIELDS = st.fixed_dictionaries({}, optional={"sex": _EVIDENCE, "no_such_field": _EVIDENCE})


@given(_FIELDS)
def test_judging_twice_changes_nothing(fields: dict[str, FieldEvidence]) -> None:
    once = judge(BirthCertificate, fields)
    assert judge(BirthCertificate, once) == once
    assert judge(None, fields).keys() == fields.keys()


@given(_EVIDENCE, st.sampled_from(FieldState), st.randoms())
def test_neither_order_nor_an_earlier_state_matters(
    evidence: FieldEvidence, earlier: FieldState, chance: random.Random
) -> None:
    rules = list(evidence.rules)
    chance.shuffle(rules)
    other = evidence.model_copy(update={"rules": tuple(rules), "state": earlier})
    assert state_of(other) is state_of(evidence)


@given(_EVIDENCE, st.sampled_from([FAILED, OTHER]), st.integers(0, 4))
def test_a_finding_that_has_gone_takes_its_doubt_with_it(
    evidence: FieldEvidence, finding: RuleResult, place: int
) -> None:
    before = judge(None, {"x": evidence})
    rules = (*evidence.rules[:place], finding, *evidence.rules[place:])
    doubted = judge(None, {"x": before["x"].model_copy(update={"rules": rules})})
    assert doubted["x"].state in (FieldState.REVIEW, FieldState.CONFIRMED)
    again = judge(None, {"x": doubted["x"].model_copy(update={"rules": evidence.rules})})
    assert again == before


@given(_FIELDS, _FIELDS)
def test_what_was_found_outside_the_page_stays(
    before: dict[str, FieldEvidence], derived: dict[str, FieldEvidence]
) -> None:
    kept = keep_outside(before, derived)
    assert kept.keys() == derived.keys()
    assert keep_outside(before, kept) == kept
    for name, field in kept.items():
        outside = {r for r in before[name].rules if r.rule == OTHER.rule} if name in before else ()
        assert set(field.rules) == {*derived[name].rules, *outside}


def test_what_was_read_and_not_understood_is_in_doubt_and_says_why() -> None:
    (line, *_) = readings(draw("birth_certificate", 0))[0].lines
    (result,) = evidence_from_lines([line], 1, None).rules
    assert (result.rule, result.outcome) == ("value.understood", RuleOutcome.FAILED)
    assert result.message
    assert state_of(evidence_from_lines([line], 1, None)) is FieldState.REVIEW
    assert evidence_from_lines([line], 1, None, rules=[FAILED]).rules == (FAILED,)
    assert evidence_from_lines([line], 1, "x").rules == ()


def test_a_conflict_of_the_dossier_comes_and_goes() -> None:
    card = {"personal_id": "001190012345", "full_name": "NGUYỄN THỊ LAN"}
    one = record(1, "id_card", fields={**card, "birth_date": "1990-02-05"})
    other = record(2, "passport", fields={**card, "birth_date": "1990-02-06"})
    held = with_findings(one, compare_papers([one, other]))
    born = held.fields["birth_date"]
    assert (born.state, [r.rule for r in born.rules]) == (FieldState.REVIEW, ["dossier.birth"])
    assert born.rules[0].origin is Origin.DOSSIER

    mended = record(2, "passport", fields={**card, "birth_date": "1990-02-05"})
    # A paper that could not be looked at may still contradict.
    part = with_findings(held, compare_papers([held]), whole=False)
    assert part.fields["birth_date"] == born
    again = with_findings(held, compare_papers([held, mended]))
    assert again.fields == one.fields
    assert again.fields["birth_date"].state is FieldState.ACCEPTED


def test_a_field_whose_other_side_was_put_right_is_free_of_doubt() -> None:
    born = FieldEvidence(value="2018-03-01", raw="01/03/2018", confidence=0.99)
    registered = FieldEvidence(value="2016-06-30", raw="30/06/2016", confidence=0.99)
    fields = {"birth_date": born, "registered_on": registered}
    doubted = judge_again("birth_certificate", fields)
    assert {field.state for field in doubted.values()} == {FieldState.REVIEW}
    said = {"value": "2015-03-01", "confirmed": SAID}
    mended = {**doubted, "birth_date": doubted["birth_date"].model_copy(update=said)}
    judged = judge_again("birth_certificate", mended)
    assert judged["birth_date"].state is FieldState.CONFIRMED
    assert judged["registered_on"].state is FieldState.ACCEPTED


@pytest.mark.parametrize("paper_type", list(layouts()))
def test_what_a_page_says_comes_from_the_page(paper_type: str) -> None:
    fields = extract(paper_type, readings(draw(paper_type, 0)))
    assert {r.origin for field in fields.values() for r in field.rules} <= {Origin.PAGE}


def test_states_are_written_in_one_place() -> None:
    places = [path for name in (*PACKAGES, "benchmarks") for path in (ROOT / name).rglob("*.py")]
    found = {
        f"{path.relative_to(ROOT)}:{line}" for path in places for line in _written(path.read_text())
    }
    allowed = {place for place in found if place.startswith((f"{WRITES}:", f"{NAMES}:"))}
    assert found == allowed
    assert any(place.startswith(WRITES) for place in found)


def test_writing_a_state_is_seen_and_reading_one_is_not() -> None:
    written = (
        "FieldEvidence(state=FieldState.REVIEW)",
        "field.model_copy(update={'state': FieldState.REVIEW})",
        "update['state'] = FieldState.ACCEPTED if sure else other",
        "state = evidence.FieldState('accepted')",
        "FieldEvidence(value='x', state=state)",
        "getattr(x, 'y').model_copy(update={'state': before.state})",
    )
    assert [bool(list(_written(each))) for each in written] == [True] * len(written)
    read = (
        "field.state is FieldState.REVIEW",
        "field.state in (FieldState.REVIEW, FieldState.MISSING)",
        "{FieldState.REVIEW: 'x'}",
        "paper.state is DeskState.READING",
        "move(state=PaperState.SIGNED)",
    )
    assert [bool(list(_written(each))) for each in read] == [False] * len(read)


def _written(source: str) -> Iterator[int]:
    """Yield the lines of a module that give a state to a field, instead of asking for one."""
    tree = ast.parse(source)
    read = {
        id(part)
        for node in ast.walk(tree)
        for asked in _asked(node)
        for part in ast.walk(asked)
        if isinstance(part, ast.Name | ast.Attribute)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="FieldState") | ast.Attribute(attr="FieldState")):
                if id(node) not in read:
                    yield node.lineno
            case ast.Call(func=ast.Name(id="FieldState") | ast.Attribute(attr="FieldState")):
                yield node.lineno
            case ast.Call(func=ast.Name(id="FieldEvidence"), keywords=keywords):
                if any(each.arg == "state" for each in keywords):
                    yield node.lineno
            case ast.Call(func=ast.Attribute(attr="model_copy")):
                if any(isinstance(n, ast.Constant) and n.value == "state" for n in ast.walk(node)):
                    yield node.lineno


def _asked(node: ast.AST) -> Iterator[ast.AST]:
    """Parts of an expression that only ask: comparisons, cases, keys of tables."""
    match node:
        case ast.Compare() | ast.MatchValue():
            yield node
        case ast.Dict(keys=keys):
            yield from (key for key in keys if key is not None)
