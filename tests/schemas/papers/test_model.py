"""Types of papers: what they say of their fields, and their values in types of Python."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, ClassVar
from unittest.mock import Mock

import pytest

from samples.generate.papers import layouts
from schemas.papers import model as module
from schemas.papers.forms import forms_of, use_forms
from schemas.papers.groups import BirthDate, EthnicGroup, PersonName
from schemas.papers.model import Change, FieldSpec, Kind, PaperModel, Role, Sensitivity
from schemas.papers.registry import paper_types
from schemas.papers.types.building_permit import BuildingPermit
from schemas.papers.types.id_card import IdCard
from schemas.papers.values import NO_END, PartialDate, Quantity
from tests.extractors.drawn import draw


class Notice(PaperModel):
    """A type that takes shared fields and says some of it otherwise."""

    paper_type: ClassVar[str] = "notice"
    name: ClassVar[str] = "Thông báo"
    full_name: Annotated[PersonName, Change(required=True, roles=(Role.OWNER_NAME,))] = None
    mother_birth: Annotated[BirthDate, Change("Ngày sinh", ()), Change(block="B", whose="mẹ")] = (
        None
    )
    ethnic_group: EthnicGroup = None


@pytest.fixture
def forms_asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mock]:
    use_forms(None)
    asked = Mock(side_effect=forms_of)
    monkeypatch.setattr(module, "forms_of", asked)
    yield asked
    use_forms(None)


def test_a_shared_field_is_what_it_is_but_for_what_the_type_says() -> None:
    specs = Notice.specs()
    assert list(specs) == ["full_name", "mother_birth", "ethnic_group"]
    assert specs["full_name"].labels == ("Họ, chữ đệm, tên:",)
    assert specs["full_name"].required
    assert specs["full_name"].roles == (Role.OWNER_NAME,)
    assert specs["mother_birth"] == FieldSpec(
        "Ngày sinh của mẹ", Kind.DATE, (), "B", Sensitivity.BASIC
    )
    assert specs["ethnic_group"].sensitivity is Sensitivity.SENSITIVE


def test_the_specification_of_a_type_is_made_once(forms_asked: Mock) -> None:
    for _ in range(37):
        IdCard.specs()
        BuildingPermit.specs()
    asked = [call.args for call in forms_asked.call_args_list]
    assert asked == [("id_card",), ("building_permit",)]


def test_the_specification_is_made_anew_for_other_forms(forms_asked: Mock) -> None:
    IdCard.specs()
    use_forms(None)
    IdCard.specs()
    assert forms_asked.call_count == 2


def test_values_in_their_types() -> None:
    typed = IdCard.of(
        {
            "personal_id": "001190012345",
            "birth_date": "1990",
            "issued_on": "2021-05-04",
            "valid_until": "9999-12-31",
            "sex": "Nữ",
            "full_name": None,
        }
    )
    assert typed.misfits == {}
    card = typed.paper
    assert card.personal_id == "001190012345"
    assert card.birth_date == PartialDate(1990)
    assert card.issued_on == dt.date(2021, 5, 4)
    assert card.valid_until == NO_END
    assert (card.sex, card.full_name) == ("Nữ", None)


def test_a_quantity_has_the_unit_of_its_field() -> None:
    permit = BuildingPermit.of({"plot_area": "120.50", "floor_ratio": "1.8"}).paper
    assert permit.plot_area == Quantity(amount=Decimal("120.5"), unit="m²")
    assert permit.floor_ratio == Decimal("1.8")
    dumped = permit.model_dump(mode="json", exclude_none=True)
    assert dumped == {"plot_area": {"amount": "120.50", "unit": "m²"}, "floor_ratio": "1.8"}


def test_what_does_not_fit_is_told_and_the_rest_is_there() -> None:
    typed = BuildingPermit.of(
        {
            "issued_on": "04/05/2021",
            "start_before": "2021-02-30",
            "investor_id": "12345",
            "plot_area": "1e5",
            "floor_ratio": "NaN",
            "agency": "",
            "no_such_field": "x",
            "number": "12/GPXD",
        }
    )
    assert typed.misfits == {
        "issued_on": "not_date",
        "start_before": "not_date",
        "investor_id": "not_id_number",
        "plot_area": "not_number",
        "floor_ratio": "not_number",
        "agency": "not_agency",
        "no_such_field": "unknown_field",
    }
    assert typed.paper.model_dump(exclude_none=True) == {"number": "12/GPXD"}


@pytest.mark.parametrize("paper_type", list(layouts()))
def test_the_values_of_every_type_come_back_to_the_letter(paper_type: str) -> None:
    model = paper_types()[paper_type]
    for seed in range(8):
        values = draw(paper_type, seed).fields
        typed = model.of(values)
        assert typed.misfits == {}
        back = typed.paper.model_dump(mode="json")
        for name, value in values.items():
            found = back[name]
            assert value == (found["amount"] if isinstance(found, dict) else found)
