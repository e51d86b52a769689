"""What is misread or missing on a birth certificate reaches a person, never a wrong field."""

from __future__ import annotations

import pytest

from extractors.extract import extract
from samples.generate import seeded
from samples.generate.paper import readings
from schemas.record.evidence import FieldEvidence, FieldState
from schemas.record.reading import InkMark
from tests.extractors.drawn import draw, edit, failed_rules, values


def _extract(
    change: object = None, seed: int = 0
) -> tuple[dict[str, str], dict[str, FieldEvidence]]:
    paper = draw("birth_certificate", seed)
    pages = readings(paper)
    if callable(change):
        pages = edit(pages, change)
    return paper.fields, extract("birth_certificate", pages)


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("Giới tính:", "Giói tính."),
        ("Nơi sinh:", "Nơi sinh"),
        ("Dân tộc:", "Dân tôc:"),
        ("Họ, chữ đệm, tên:", "Ho, chữ đêm tên:"),
        ("Quê quán:", "Quêquán:"),
        ("Ngày, tháng, năm sinh:", "Ngày. tháng, năm sinh :"),
        ("người mẹ:", "nguời me:"),
        ("Ghi bằng chữ:", "ghi bằng chữ;"),
    ],
)
def test_misread_labels_are_still_found(printed: str, read: str) -> None:
    true, fields = _extract(lambda text: text.replace(printed, read))
    assert values(fields) == true


@pytest.mark.parametrize("tone", [("hòa", "hoà"), ("thủy", "thuỷ"), ("tùy", "tuỳ")])
def test_tone_placement_does_not_matter_in_labels(tone: tuple[str, str]) -> None:
    true, fields = _extract(lambda text: text.replace(*tone))
    assert fields["applicant_paper"].value == true["applicant_paper"]


@pytest.mark.slow
@pytest.mark.exhaustive
def test_a_missing_line_never_moves_a_value_to_another_field() -> None:
    """Drop one line after the other: what is accepted is still true."""
    for seed in range(3):
        paper = draw("birth_certificate", seed)
        for split in (False, True):
            pages = readings(paper, split=split)
            for dropped in range(len(pages[0].lines)):
                kept = [line for i, line in enumerate(pages[0].lines) if i != dropped]
                page = pages[0].model_copy(update={"lines": tuple(kept)})
                found = values(extract("birth_certificate", (page,)))
                wrong = {k: v for k, v in found.items() if v != paper.fields[k]}
                assert not wrong, pages[0].lines[dropped].text


@pytest.mark.slow
def test_an_unreadable_line_never_moves_a_value_to_another_field() -> None:
    """Garble one line after the other: what is accepted is still true, other than in that line."""
    rng = seeded(5)
    paper = draw("birth_certificate", 1)
    pages = readings(paper)
    for garbled in range(len(pages[0].lines)):
        lines = list(pages[0].lines)
        text = "".join(rng.sample(lines[garbled].text, len(lines[garbled].text)))
        lines[garbled] = lines[garbled].model_copy(
            update={"text": text, "words": (), "confidence": 0.3}
        )
        page = pages[0].model_copy(update={"lines": tuple(lines)})
        found = values(extract("birth_certificate", (page,)))
        assert {k: v for k, v in found.items() if v != paper.fields[k]} == {}


@pytest.mark.parametrize(
    ("rule", "field", "change"),
    [
        (
            "date.words",
            "birth_date",
            ("Ngày, tháng, năm sinh: ", "Ngày, tháng, năm sinh: 01/02/2019"),
        ),
        ("id_number.sex", "sex", ("Giới tính: ", None)),
        ("id_number.birth_year", "personal_id", ("Số định danh cá nhân: ", None)),
        (
            "date.order",
            "registered_on",
            ("Ngày, tháng, năm đăng ký: ", "Ngày, tháng, năm đăng ký: 01/01/2001"),
        ),
    ],
)
def test_conflicts_are_shown_and_not_settled(
    rule: str, field: str, change: tuple[str, str | None]
) -> None:
    def spoil(text: str) -> str:
        label, replacement = change
        if not text.startswith(label):
            return text
        if replacement is not None:
            return replacement
        if field == "sex":
            return label + ("Nữ" if text.endswith("Nam") else "Nam")
        digits = text[-12:]
        other = (int(digits[4:6]) + 1) % 100
        return f"{label}{digits[:4]}{other:02}{digits[6:]}"

    _, fields = _extract(spoil)
    assert fields[field].state is FieldState.REVIEW
    assert rule in failed_rules(fields[field])


def test_an_unsure_reader_sends_the_field_to_review() -> None:
    pages = readings(draw("birth_certificate", 0))
    lines = [line.model_copy(update={"confidence": 0.7}) for line in pages[0].lines]
    page = pages[0].model_copy(update={"lines": tuple(lines)})
    fields = extract("birth_certificate", (page,))
    assert all(f.state is not FieldState.ACCEPTED for f in fields.values())


def test_a_required_field_that_is_not_there_goes_to_review() -> None:
    _, fields = _extract(lambda text: None if text.startswith("Giới tính") else text)
    assert fields["sex"].state is FieldState.REVIEW
    assert "required" in failed_rules(fields["sex"])


def test_a_blank_field_is_missing() -> None:
    def blank(text: str) -> str:
        return "Quê quán: ............" if text.startswith("Quê quán") else text

    _, fields = _extract(blank)
    assert fields["home_town"].state is FieldState.MISSING
    assert fields["home_town"].value is None


def test_a_birth_by_hand_is_accepted_only_if_its_words_say_the_same() -> None:
    def state(words: str | None) -> FieldState:
        pages = readings(draw("birth_certificate", 0))
        if words:
            pages = edit(pages, lambda text: words if text.startswith("Ghi bằng chữ") else text)
        figures = extract("birth_certificate", pages)["birth_date"]
        mark = InkMark.model_validate({"kind": "handwriting", "polygon": figures.polygon})
        page = pages[0].model_copy(update={"marks": (mark,)})
        return extract("birth_certificate", (page,))["birth_date"].state

    assert state(None) is FieldState.ACCEPTED
    assert state("Ghi bằng chữ: Ngày một tháng một năm hai nghìn") is FieldState.REVIEW
    assert state("Ghi bằng chữ: 01/01/2000") is FieldState.REVIEW
