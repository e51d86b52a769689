from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from extractors.classify import classify
from extractors.extract import extract
from extractors.version import rules_version
from samples.generate.canvas import Sheet
from schemas.errors import FormsError
from schemas.papers.forms import forms_of, use_forms
from schemas.papers.registry import paper_type, paper_types

NEW = """
[[forms]]
paper_type = "residence_form"
template = "TT 1/2030/TT-BCA"
effective_from = 2030-01-01
titles = ["TỜ KHAI NƠI Ở"]
labels.full_name = ["Tên của người kê khai:"]
"""
Prescribe = Callable[[str], None]


@pytest.fixture
def prescribe(tmp_path: Path) -> Iterator[Prescribe]:
    def write(text: str) -> None:
        path = tmp_path / "forms.toml"
        path.write_text(text, "utf-8")
        use_forms(path)

    yield write
    use_forms(None)


def test_a_new_form_is_recognised_and_read_without_code(prescribe: Prescribe) -> None:
    sheet = Sheet()
    sheet.text(105, 40, "TỜ KHAI NƠI Ở", align="center")
    sheet.text(30, 70, "Tên của người kê khai: Phạm Ngọc Ánh")
    page = sheet.reading()
    assert classify((page,)).paper_type == "unknown"
    before = rules_version("residence_form"), rules_version("receipt")
    prescribe(NEW)
    assert classify((page,)).paper_type == "residence_form"
    assert extract("residence_form", (page,))["full_name"].value == "Phạm Ngọc Ánh"
    after = rules_version("residence_form"), rules_version("receipt")
    assert after[0] != before[0]


@pytest.mark.parametrize(
    "text",
    [
        NEW.replace("residence_form", "no_such_type"),
        NEW.replace("full_name", "no_such_field"),
        NEW.replace("2030-01-01", "soon"),
        "nothing",
    ],
)
def test_a_list_that_makes_no_sense_is_refused_with_a_code(prescribe: Prescribe, text: str) -> None:
    prescribe(text)
    with pytest.raises(FormsError) as refusal:
        paper_types()
    assert refusal.value.code == "E-FORMS"


def test_every_type_has_a_form_that_ends_after_it_begins() -> None:
    for identifier in paper_types():
        forms = forms_of(identifier)
        assert forms, identifier
        for form in forms:
            assert form.effective_to is None or form.effective_from < form.effective_to


def test_labels_of_old_forms_are_still_read() -> None:
    model = paper_type("residence_form")
    assert model is not None
    assert "Họ, chữ đệm và tên:" in model.specs()["full_name"].labels
    old = next(form for form in forms_of("residence_form") if form.number == "56/2021/TT-BCA")
    assert old.effective_to == dt.date(2023, 12, 31)
