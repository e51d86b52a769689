"""The published JSON Schema holds what the types give."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from samples.generate.papers import layouts
from schemas.papers.registry import paper_types
from schemas.presentation.json_schema import json_schema
from tests.extractors.drawn import draw


def valid(schema: dict[str, Any], value: object) -> bool:
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True).is_valid(value)


@pytest.mark.parametrize("paper_type", list(layouts()))
def test_every_type_has_a_schema_that_its_papers_fit(paper_type: str) -> None:
    model = paper_types()[paper_type]
    schema = json_schema(model)
    assert jsonschema_rs.meta.is_valid(schema)
    for seed in range(3):
        paper = model.of(draw(paper_type, seed).fields).paper
        assert valid(schema, paper.model_dump(mode="json"))


def test_a_schema_says_what_a_field_is() -> None:
    schema = json_schema(paper_types()["building_permit"])
    assert schema["title"] == "Giấy phép xây dựng"
    assert list(schema["properties"])[:2] == ["agency", "number"]
    area = schema["properties"]["plot_area"]
    assert area["title"] == "Diện tích lô đất (m²)"
    assert "m²" in area["description"]
    assert (area["x-motlan-kind"], area["x-motlan-unit"]) == ("number", "m²")
    owner = schema["properties"]["investor_id"]
    assert owner["x-motlan-roles"] == ["owner_id"]
    assert owner["x-motlan-sensitivity"] == "basic"
    assert "Số CCCD:" in owner["x-motlan-labels"]


@pytest.mark.parametrize(
    "values",
    [
        {"issued_on": "05/02/2026"},
        {"issued_on": "2026-02-30", "plot_area": None},
        {"plot_area": "120"},
        {"plot_area": {"amount": "120"}},
        {"investor_id": "123"},
        {"no_such_field": "x"},
    ],
)
def test_what_is_not_of_its_form_does_not_fit(values: dict[str, object]) -> None:
    assert not valid(json_schema(paper_types()["building_permit"]), values)
