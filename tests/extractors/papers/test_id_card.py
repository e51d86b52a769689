"""The card's code, zone and print are held against each other."""

from __future__ import annotations

import pytest

from extractors.extract import extract
from samples.generate.paper import readings
from schemas.record.evidence import FieldState
from schemas.record.reading import PageReading
from tests.extractors.drawn import draw, edit, failed_rules, values


def _without_codes(pages: tuple[PageReading, ...]) -> tuple[PageReading, ...]:
    return tuple(page.model_copy(update={"codes": ()}) for page in pages)


def test_the_code_alone_is_enough() -> None:
    paper = draw("id_card", 0)
    pages = tuple(p.model_copy(update={"lines": ()}) for p in readings(paper))
    fields = extract("id_card", pages)
    for name in ("personal_id", "full_name", "birth_date", "sex", "residence", "issued_on"):
        assert fields[name].value == paper.fields[name]
        assert fields[name].reader == "QR"
    assert fields["valid_until"].state is FieldState.MISSING


def test_without_a_code_the_print_is_confirmed_by_the_zone() -> None:
    for seed in range(6):
        paper = draw("id_card", seed)
        fields = extract("id_card", _without_codes(readings(paper)))
        assert values(fields) == {k: v for k, v in paper.fields.items() if k != "old_id"}
        assert any(r.rule == "sources.mrz" for r in fields["personal_id"].rules)


def test_the_zone_makes_surer_only_what_it_can_say_in_full() -> None:
    pages = _without_codes(readings(draw("id_card", 0)))
    unsure = tuple(
        page.model_copy(
            update={
                "lines": tuple(
                    line if "<" in line.text else line.model_copy(update={"confidence": 0.9})
                    for line in page.lines
                )
            }
        )
        for page in pages
    )
    fields = extract("id_card", unsure)
    assert fields["personal_id"].state is FieldState.ACCEPTED
    name = fields["full_name"]  # the zone has no diacritics
    assert name.state is FieldState.REVIEW
    assert [r.outcome for r in name.rules if r.rule == "fits.mrz"] == ["passed"]


@pytest.mark.parametrize(
    ("field", "misread"),
    [("personal_id", ("1", "7")), ("full_name", ("N", "M")), ("birth_date", ("/", "/1"))],
)
def test_print_that_differs_from_the_code_goes_to_review(
    field: str, misread: tuple[str, str]
) -> None:
    paper = draw("id_card", 0)
    printed = paper.fields[field]
    if field == "birth_date":
        year, month, day = printed.split("-")
        printed = f"{day}/{month}/{year}"
        wrong = f"{day}/{month}/{int(year) - 1}"
    else:
        wrong = printed.replace(*misread)
    assert wrong != printed
    pages = edit(readings(paper), lambda text: text.replace(printed, wrong))
    fields = extract("id_card", pages)
    assert fields[field].state is FieldState.REVIEW
    assert fields[field].value == paper.fields[field]
    assert "sources.print" in failed_rules(fields[field])


def test_a_damaged_zone_gives_nothing() -> None:
    paper = draw("id_card", 0)
    number = paper.fields["personal_id"]
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    pages = edit(
        _without_codes(readings(paper)),
        lambda text: text.replace(number, wrong) if "<" in text else None,
    )
    assert extract("id_card", pages)["personal_id"].value is None


def test_a_foreign_code_is_not_taken_for_a_card() -> None:
    pages = readings(draw("id_card", 0))
    code = [
        c.model_copy(update={"text": "https://example.com/|1|2|3|4|5|6"}) for c in pages[0].codes
    ]
    page = pages[0].model_copy(update={"codes": tuple(code), "lines": ()})
    fields = extract("id_card", (page,))
    assert all(field.value is None for field in fields.values())
