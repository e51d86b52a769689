"""What makes each type of paper special: its columns, its books, its stamps, its conflicts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractors.certification import find_certification, form_of_copy
from extractors.errors import UnknownPaperTypeError
from extractors.extract import extract
from samples.generate.canvas import Sheet
from samples.generate.paper import readings
from schemas.record.evidence import FieldEvidence, FieldState
from schemas.record.paper import FormOfPaper
from schemas.record.reading import Line, PageReading
from schemas.text.tax_code import is_tax_code
from tests.extractors.drawn import draw, edit, failed_rules, values


def _extract(
    paper_type: str, change: Callable[[str], str | None], seed: int = 0
) -> dict[str, FieldEvidence]:
    return extract(paper_type, edit(readings(draw(paper_type, seed)), change))


def _merge_rows(page: PageReading) -> PageReading:
    """Join lines on one level into one, as a detector does that bridges the gutter."""
    merged: list[Line] = []
    for line in page.lines:
        other = next(
            (m for m in merged if abs(m.box.bottom - line.box.bottom) < line.box.height / 3), None
        )
        if other is None:
            merged.append(line)
            continue
        left, right = sorted((other, line), key=lambda each: each.box.left)
        box = left.box.union(right.box)
        merged[merged.index(other)] = left.model_copy(
            update={
                "text": f"{left.text} {right.text}",
                "box": box,
                "words": left.words + right.words,
            }
        )
    return page.model_copy(update={"lines": tuple(merged)})


def test_lines_across_the_gutter_are_cut() -> None:
    for seed in range(5):
        paper = draw("marriage_certificate", seed)
        pages = tuple(_merge_rows(page) for page in readings(paper))
        assert any("Dân tộc" in line.text[10:] for line in pages[0].lines)
        found = extract("marriage_certificate", pages)
        for name in ("ethnic_group", "birth", "paper", "nationality"):
            for role in ("wife", "husband"):
                assert found[f"{role}_{name}"].value == paper.fields[f"{role}_{name}"]


def test_swapped_numbers_of_wife_and_husband_are_noticed() -> None:
    paper = draw("marriage_certificate", 0)
    wife, husband = (paper.fields[f"{r}_paper"][-12:] for r in ("wife", "husband"))
    swap = {wife: husband, husband: wife}

    def change(text: str) -> str:
        number = text[-12:]
        return text[:-12] + swap.get(number, number)

    found = _extract("marriage_certificate", change)
    for role in ("wife", "husband"):
        assert "id_number.person" in failed_rules(found[f"{role}_paper"])
        assert found[f"{role}_paper"].state is FieldState.REVIEW


def test_someone_too_young_to_marry_goes_to_review() -> None:
    paper = draw("marriage_certificate", 0)
    year, month, day = paper.fields["husband_birth"].split("-")
    late = f"{day}/{month}/{int(paper.fields['registered_on'][:4]) - 19}"
    printed = f"{day}/{month}/{year}"
    found = _extract("marriage_certificate", lambda text: text.replace(printed, late))
    assert "marriage.age" in failed_rules(found["husband_birth"])


@pytest.mark.slow
def test_a_missing_line_of_a_marriage_certificate_never_moves_a_value() -> None:
    paper = draw("marriage_certificate", 2)
    (page,) = readings(paper)
    for dropped in range(len(page.lines)):
        kept = [line for i, line in enumerate(page.lines) if i != dropped]
        found = values(
            extract("marriage_certificate", (page.model_copy(update={"lines": tuple(kept)}),))
        )
        wrong = {k: v for k, v in found.items() if v != paper.fields.get(k)}
        assert wrong == {}, page.lines[dropped].text


def test_a_certificate_of_marital_status_ends_six_months_later() -> None:
    found = _extract("marital_status_certificate", lambda text: text.replace("6 tháng", "3 tháng"))
    issued, until = found["issued_on"].value, found["valid_until"].value
    assert issued is not None
    assert until is not None
    months = (int(until[:4]) - int(issued[:4])) * 12 + int(until[5:7]) - int(issued[5:7])
    assert months == 3


def test_death_before_birth_goes_to_review() -> None:
    paper = draw("death_extract", 0)
    year = paper.fields["birth_date"][:4]
    found = _extract("death_extract", lambda text: text.replace(f"/{year}", "/2025"))
    assert "date.order" in failed_rules(found["birth_date"])
    assert "date.order" in failed_rules(found["died_on"])


@pytest.mark.parametrize("seed", range(4))
def test_a_later_change_makes_the_owner_doubtful(seed: int) -> None:
    paper = draw("land_certificate", seed)
    pages = readings(paper)
    last = pages[-1].lines[-1]
    step = last.box.height * 2
    heading, entry = (
        last.model_copy(
            update={
                "text": text,
                "words": (),
                "box": last.box._replace(
                    top=last.box.bottom + step * row, bottom=last.box.bottom + step * (row + 0.5)
                ),
            }
        )
        for row, text in (
            (1, "IV. Những thay đổi sau khi cấp giấy chứng nhận"),
            (2, "Chuyển nhượng cho ông Lê Văn Ví Dụ theo hồ sơ số 12 ngày 03/04/2021"),
        )
    )
    kept = [line for line in pages[-1].lines if not line.text.startswith("6. Những thay đổi")]
    changed = pages[-1].model_copy(update={"lines": (*kept, heading, entry)})
    found = extract("land_certificate", (*pages[:-1], changed))
    assert found["owner"].state is FieldState.REVIEW
    assert "owner.changes" in failed_rules(found["owner"])


def test_area_in_figures_and_words_must_agree() -> None:
    paper = draw("land_certificate", 0)
    words = paper.fields["area_in_words"]
    found = _extract("land_certificate", lambda text: text.replace(words, "Chín mươi mét vuông"))
    assert "area.words" in failed_rules(found["area"])


def test_the_number_of_a_receipt_must_be_that_of_its_barcode() -> None:
    paper = draw("receipt", 0)
    code = paper.fields["dossier"]
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    found = _extract("receipt", lambda text: text.replace(code, wrong))
    assert found["dossier"].value == code
    assert "sources.print" in failed_rules(found["dossier"])


def test_digits_in_boxes_are_one_number() -> None:
    paper = draw("residence_form", 1)
    (page,) = readings(paper, split=True)
    members = len(paper.fields["members"].split("; "))  # each row of the table has its number
    assert sum(line.text in set("0123456789") for line in page.lines) == 24 + members
    found = extract("residence_form", (page,))
    assert found["personal_id"].value == paper.fields["personal_id"]
    assert found["household_head_id"].value == paper.fields["household_head_id"]


def test_parties_of_a_power_of_attorney_are_never_mixed() -> None:
    paper = draw("power_of_attorney", 0)
    found = _extract(
        "power_of_attorney", lambda text: None if text.startswith("II. Bên được") else text
    )
    accepted = values(found)
    assert "principal" not in accepted
    assert "agent" not in accepted
    assert accepted.get("matter") == paper.fields["matter"]


@pytest.mark.parametrize(
    ("code", "good"),
    [
        ("0100109106", True),  # public codes of companies
        ("0101248141", True),
        ("0100109106-001", True),
        ("0100109106-000", False),
        ("0100109107", False),
        ("001304123456", True),
        ("001904123456", False),
        ("", False),
    ],
)
def test_tax_codes(code: str, good: bool) -> None:
    assert is_tax_code(code) is good


def _stamped() -> tuple[PageReading, ...]:
    sheet = Sheet()
    sheet.text(30, 40, "GIẤY KHAI SINH", size=16)
    sheet.text(30, 220, "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH", size=10)
    sheet.text(30, 226, "Số chứng thực: 4207 quyển số: 01/2025-SCT/BS", size=10)
    sheet.text(30, 232, "Ngày: 11-12-2025", size=10)
    return (sheet.reading(),)


def test_a_stamp_tells_a_certified_copy() -> None:
    stamp = find_certification(_stamped())
    assert stamp is not None
    assert (stamp.number, stamp.book, stamp.day) == ("4207", "01/2025-SCT/BS", "2025-12-11")
    assert form_of_copy(_stamped()) is FormOfPaper.CERTIFIED_COPY


def test_the_number_of_the_stamp_is_not_the_number_of_the_paper() -> None:
    assert extract("birth_certificate", _stamped())["number"].value is None


def test_copies_from_the_register_say_so_and_others_say_nothing() -> None:
    assert form_of_copy(readings(draw("death_extract", 0))) is FormOfPaper.REGISTER_COPY
    assert form_of_copy(readings(draw("birth_certificate", 0))) is None


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(UnknownPaperTypeError, match="E-EXTRACT-TYPE"):
        extract("recipe", ())
