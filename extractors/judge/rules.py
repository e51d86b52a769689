"""Cross-checks between the fields of one paper.

A rule names the fields it compares. If it fails, it counts against every one of them: a conflict
is shown to a person, never resolved silently.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from extractors.judge.evidence import rule
from schemas.record.evidence import FieldEvidence
from schemas.text.id_number import PersonalNumber, Sex, parse_personal_number

__all__ = [
    "WORDS",
    "Rule",
    "apply_rules",
    "id_has_birth_year",
    "id_has_sex",
    "id_in_text_fits",
    "id_in_text_fits_person",
    "is_one_of",
    "not_before",
    "same_date",
    "words_confirm",
    "years_between",
]

_TWELVE = re.compile(r"(?<!\d)\d{12}(?!\d)", re.ASCII)
_OTHER_PERSON = "Số định danh không khớp năm sinh hoặc giới tính."

WORDS = "fits.words"
"""Rule that passes if a day in words is the same as in figures."""

Check = Callable[..., bool | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A check of the normalised values of some fields.

    Attributes:
        name: Stable name, e.g. `id_number.sex`.
        fields: Fields whose values the check gets, in this order; skipped if one has no value.
        check: Returns whether the values agree; None if that cannot be decided.
        message: Message to the operator when they do not agree, in Vietnamese.
        as_read: Whether the check gets the texts as read, too, after the values.
    """

    name: str
    fields: tuple[str, ...]
    check: Check
    message: str
    as_read: bool = False


def apply_rules(
    evidence: Mapping[str, FieldEvidence], rules: Iterable[Rule]
) -> dict[str, FieldEvidence]:
    """Return the evidence with the result of every rule.

    Earlier results of the same rules are replaced.
    """
    rules = list(rules)
    judged = _without({each.name for each in rules}, evidence)
    for each in rules:
        values = [judged[field].value for field in each.fields]
        texts = [judged[field].raw for field in each.fields] if each.as_read else []
        known = all(value is not None for value in values)
        passed = each.check(*values, *texts) if known else None
        result = rule(each.name, passed, each.message)
        for field in each.fields:
            own = judged[field]
            judged[field] = own.model_copy(update={"rules": (*own.rules, result)})
    return judged


def same_date(name: str, one: str, other: str) -> Rule:
    """Check that two fields give the same day (figures and words)."""
    return Rule(name, (one, other), lambda a, b: a == b, "Ngày bằng số và bằng chữ khác nhau.")


def words_confirm(figures: str, words: str) -> Rule:
    """Take a day in words as a witness of the same day in figures by hand.

    No figure resembles its word. Confidence counts as before: whoever is unsure of both lines may
    have misread both.
    """
    return Rule(WORDS, (figures, words), _words_say, "", as_read=True)


def not_before(name: str, first: str, second: str, message: str) -> Rule:
    """Check that the second date is not earlier, at the precision that both dates have."""
    return Rule(name, (first, second), _in_order, message)


def id_has_sex(number: str, sex: str) -> Rule:
    """Check that the fourth digit of a personal number agrees with the sex."""
    return Rule("id_number.sex", (number, sex), _sex_fits, "Số định danh không khớp giới tính.")


def id_has_birth_year(number: str, birth: str) -> Rule:
    """Check that the digits 4 to 6 of a personal number agree with the year of birth."""
    message = "Số định danh không khớp năm sinh."
    return Rule("id_number.birth_year", (number, birth), _birth_year_fits, message)


def id_in_text_fits(paper: str, birth: str, sex: Sex) -> Rule:
    """Check that a personal number within a text agrees with year of birth and sex."""

    def check(text: str, born: str) -> bool | None:
        parsed = _number_in(text)
        return (str(parsed.birth_year), parsed.sex) == (born[:4], sex) if parsed else None

    return Rule("id_number.person", (paper, birth), check, _OTHER_PERSON)


def id_in_text_fits_person(paper: str, birth: str, sex: str) -> Rule:
    """Check that a personal number within a text agrees with the fields year of birth and sex."""

    def check(text: str, born: str, printed: str) -> bool | None:
        parsed = _number_in(text)
        return (str(parsed.birth_year), parsed.sex) == (born[:4], printed) if parsed else None

    return Rule("id_number.person", (paper, birth, sex), check, _OTHER_PERSON)


def years_between(name: str, first: str, second: str, years: int, message: str) -> Rule:
    """Check for a minimum number of years between two dates; by year if one gives no more."""

    def check(one: str, other: str) -> bool:
        shared = min(len(one), len(other))
        later = f"{int(one[:4]) + years:04}{one[4:shared]}"
        return later <= other[:shared]

    return Rule(name, (first, second), check, message)


def is_one_of(name: str, field: str, values: frozenset[str], message: str) -> Rule:
    """Check that the value is in a closed list."""
    return Rule(name, (field,), lambda value: value in values, message)


def _without(
    rules: Collection[str], evidence: Mapping[str, FieldEvidence]
) -> dict[str, FieldEvidence]:
    return {
        field: each.model_copy(
            update={"rules": tuple(r for r in each.rules if r.rule not in rules)}
        )
        for field, each in evidence.items()
    }


def _number_in(text: str) -> PersonalNumber | None:
    number = _TWELVE.search(text)
    return parse_personal_number(number[0]) if number else None


def _words_say(figures: str, words: str, _: str | None, text: str | None) -> bool | None:
    spelled = text is not None and not any(map(str.isdecimal, text))
    return True if spelled and figures == words and len(figures) == len("2026-02-05") else None


def _in_order(first: str, second: str) -> bool:
    shared = min(len(first), len(second))
    return first[:shared] <= second[:shared]


def _sex_fits(number: str, sex: str) -> bool | None:
    parsed = parse_personal_number(number)
    return parsed.sex == sex if parsed else None


def _birth_year_fits(number: str, birth: str) -> bool | None:
    parsed = parse_personal_number(number)
    return str(parsed.birth_year) == birth[:4] if parsed else None
