"""Forms that people fill in: tables, templates, blocks, terms; each rule seen to fail."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractors.extract import extract
from extractors.toolkit.labels import find_anchors, make_labels
from extractors.toolkit.rows import group_rows
from samples.generate.canvas import Sheet
from samples.generate.paper import DrawnPaper, readings
from schemas.record.evidence import FieldEvidence, FieldState
from tests.extractors.drawn import draw, edit, failed_rules, values


def _edited(paper: DrawnPaper, change: Callable[[str], str | None]) -> dict[str, FieldEvidence]:
    return extract(paper.paper_type, edit(readings(paper), change))


def _with_members(count: int) -> DrawnPaper:
    """A residence form with at least so many members."""
    drawn = (draw("residence_form", seed) for seed in range(50))
    return next(p for p in drawn if p.fields.get("members", "").count("; ") >= count - 1)


def test_a_row_that_is_not_understood_sends_the_whole_table_to_a_person() -> None:
    paper = _with_members(2)
    last = paper.fields["members"].split("; ")[-1].split(" | ")
    found = _edited(paper, lambda text: text.replace(last[3], last[3][:-1]))
    assert found["members"].state is FieldState.REVIEW
    assert "members.rows" in failed_rules(found["members"])
    assert found["members"].value == "; ".join(paper.fields["members"].split("; ")[:-1])


def test_a_name_that_runs_over_two_rows_of_a_table_is_never_accepted_short() -> None:
    paper = _with_members(1)
    name = paper.fields["members"].split(" | ")[0]
    whole = readings(paper)[0]
    (cell,) = [line for line in whole.lines if line.text == name]
    first, _, second = name.rpartition(" ")
    down = cell.box.height * 0.9
    parts = [
        cell.model_copy(update={"text": first, "words": ()}),
        cell.model_copy(
            update={
                "text": second,
                "words": (),
                "box": cell.box._replace(top=cell.box.top + down, bottom=cell.box.bottom + down),
            }
        ),
    ]
    lines = (*(line for line in whole.lines if line is not cell), *parts)
    found = extract("residence_form", (whole.model_copy(update={"lines": lines}),))
    assert found["members"].state is FieldState.REVIEW


def test_a_member_whose_number_is_somebody_elses_is_noticed() -> None:
    paper = _with_members(1)
    number = paper.fields["members"].split(" | ")[3]
    other = f"{number[:4]}{(int(number[4:6]) + 7) % 100:02}{number[6:]}"
    found = _edited(paper, lambda text: text.replace(number, other))
    assert "id_number.person" in failed_rules(found["members"])
    assert found["members"].state is FieldState.REVIEW


def test_a_template_that_was_never_prescribed_is_noticed() -> None:
    paper = draw("residence_form", 0)
    found = _edited(paper, lambda text: text.replace(paper.fields["template"], "99/2031/TT-BCA"))
    assert found["template"].value == "99/2031/TT-BCA"
    assert "template.known" in failed_rules(found["template"])


def test_the_label_that_fits_wins_over_the_longer_one() -> None:
    sheet = Sheet()
    sheet.text(30, 40, "Họ, chữ đệm, tên người mẹ: PHẠM NGỌC ÁNH")
    labels = make_labels(("Họ, chữ đệm, tên người yêu cầu:", "Họ, chữ đệm, tên người mẹ:"))
    (row,) = group_rows(sheet.reading().lines)
    assert [anchor.label.text for anchor in find_anchors(row, labels)] == [labels[1].text]


def test_two_stops_are_a_colon_and_leaders_are_none() -> None:
    labels = make_labels(("Số/No.:",))
    for text, colon in (("Số/No.. 011151136331", [True]), ("Số/No.... 011151136331", [])):
        sheet = Sheet()
        sheet.text(30, 40, text)
        (row,) = group_rows(sheet.reading().lines)
        assert [anchor.colon for anchor in find_anchors(row, labels)] == colon


def test_a_footnote_behind_the_colon_is_no_value() -> None:
    paper = draw("birth_registration_form", 0)
    assert any("Nơi cư trú: (2)" in line.text for line in readings(paper)[0].lines)
    assert "(2)" not in values(_edited(paper, lambda text: text))["mother_residence"]


def test_place_and_day_close_below_a_value_are_no_part_of_it() -> None:
    sheet = Sheet(86, 54)
    sheet.text(4, 30, "Nơi cư trú/Address: Số 74 phố Ngọc Khánh, xã Bát Tràng, Hà Nội", size=7)
    sheet.text(26, 33, "Hà Nội, ngày/date 27 tháng/month 05 năm/year 2025", size=7)
    found = extract("driving_licence", (sheet.reading(),))
    assert found["residence"].value == "Số 74 phố Ngọc Khánh, xã Bát Tràng, Hà Nội"
    assert found["issued_on"].value == "2025-05-27"


def test_the_office_of_a_signer_below_a_name_is_no_part_of_it() -> None:
    sheet = Sheet()
    sheet.text(30, 150, "Họ tên người thân thích: VŨ TRỌNG TÙNG")
    sheet.text(135, 159, "GIÁM ĐỐC")
    found = extract("death_notice", (sheet.reading(),))
    assert found["relative"].value == "VŨ TRỌNG TÙNG"


@pytest.mark.slow
@pytest.mark.exhaustive
def test_persons_of_a_birth_registration_are_never_mixed() -> None:
    paper = draw("birth_registration_form", 1)
    (page,) = readings(paper)
    for dropped in range(len(page.lines)):
        kept = tuple(line for i, line in enumerate(page.lines) if i != dropped)
        found = extract("birth_registration_form", (page.model_copy(update={"lines": kept}),))
        wrong = {k: v for k, v in values(found).items() if v != paper.fields.get(k)}
        assert wrong == {}, page.lines[dropped].text


def test_an_extension_written_on_a_permit_makes_its_term_doubtful() -> None:
    paper = draw("building_permit", 0)
    found = _edited(paper, lambda text: "Gia hạn giấy phép:" if text == "- Như trên;" else text)
    assert "permit.addenda" in failed_rules(found["start_before"])
    assert found["start_before"].state is FieldState.REVIEW


def test_floors_of_a_permit_are_no_smaller_than_the_first() -> None:
    paper = draw("building_permit", 0)
    total = paper.fields["total_floor"].replace(".", ",")
    found = _edited(paper, lambda text: text.replace(f"{total} m²", "9,5 m²"))
    assert "area.floors" in failed_rules(found["total_floor"])


def test_a_death_after_its_notice_is_noticed() -> None:
    paper = draw("death_notice", 0)
    year = int(paper.fields["died_on"][:4])
    found = _edited(paper, lambda text: text.replace(f"năm {year}", f"năm {year + 1}"))
    assert "date.words" in failed_rules(found["died_on"])


def test_the_number_of_the_next_item_is_no_part_of_a_value() -> None:
    for seed in range(4):
        paper = draw("residence_confirmation", seed)
        assert any("6. Tôn giáo:" in line.text for line in readings(paper)[0].lines)
        found = _edited(paper, lambda text: text)
        assert found["religion"].value == paper.fields.get("religion")


def test_a_confirmation_that_ends_before_it_begins_is_noticed() -> None:
    paper = draw("residence_confirmation", 0)
    year = paper.fields["valid_until"][:4]
    found = _edited(
        paper, lambda text: text.replace(year, "2020") if "có giá trị đến" in text else text
    )
    assert "date.term" in failed_rules(found["valid_until"])


def test_capital_in_figures_and_words_must_agree() -> None:
    paper = draw("enterprise_certificate", 0)
    words = paper.fields["capital_in_words"]
    found = _edited(paper, lambda text: text.replace(words, "Một tỷ một đồng"))
    assert "capital.words" in failed_rules(found["capital"])


def test_a_code_of_an_enterprise_has_a_check_digit() -> None:
    paper = draw("enterprise_certificate", 0)
    code = paper.fields["number"]
    wrong = f"{code[:4]}{(int(code[4]) + 1) % 10}{code[5:]}"
    found = _edited(paper, lambda text: text.replace(code, wrong))
    assert "tax_code.form" in failed_rules(found["number"])


def test_one_ticked_box_is_a_value_and_two_are_a_question() -> None:
    paper = draw("passport_form", 0)
    (page,) = readings(paper)
    marks = [mark.model_copy(update={"kind": "ticked_box"}) for mark in page.marks]
    found = extract("passport_form", (page.model_copy(update={"marks": tuple(marks)}),))
    assert found["sex"].state is FieldState.REVIEW
    assert found["sex"].value is None
    assert "tick.alone" in failed_rules(found["chip"])
    bare = extract("passport_form", (page.model_copy(update={"marks": ()}),))
    assert bare["sex"].state is FieldState.MISSING


def test_a_ticked_sex_is_held_against_the_number() -> None:
    paper = draw("passport_form", 0)
    (page,) = readings(paper)
    other = {"ticked_box": "empty_box", "empty_box": "ticked_box"}
    marks = [mark.model_copy(update={"kind": other[mark.kind]}) for mark in page.marks]
    found = extract("passport_form", (page.model_copy(update={"marks": tuple(marks)}),))
    assert "id_number.sex" in failed_rules(found["sex"])


def test_a_red_book_with_two_plots_is_left_to_a_person() -> None:
    papers = (draw("land_certificate", seed) for seed in range(50))
    paper = next(p for p in papers if p.fields.get("book_number", "").endswith("QSDĐ"))
    cover, inner = readings(paper)
    row = [line for line in inner.lines if line.text in (paper.fields["plot"], "Đất ở", "Lâu dài")]
    top = next(line.box for line in inner.lines if line.text == "Lâu dài")
    copies = tuple(
        line.model_copy(
            update={
                "box": line.box._replace(
                    top=line.box.top + 2 * top.height, bottom=line.box.bottom + 2 * top.height
                )
            }
        )
        for line in inner.lines
        if abs(line.box.center.y - top.center.y) < top.height / 2
    )
    assert len(row) >= 3
    assert len(copies) >= 3
    pages = (cover, inner.model_copy(update={"lines": (*inner.lines, *copies)}))
    assert extract("land_certificate", pages)["plot"].value is None
