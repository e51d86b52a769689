"""`motlan schema`: the types of paper, for people and for scripts."""

from __future__ import annotations

import json

import jsonschema_rs
from typer.testing import CliRunner, Result

from cli.main import app
from extractors.errors import UnknownPaperTypeError
from schemas.papers.registry import paper_types


def motlan(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_without_a_type_all_are_listed() -> None:
    listed = motlan("schema").stdout.splitlines()
    assert len(listed) == len(paper_types())
    assert "birth_certificate               Giấy khai sinh" in listed
    rows = json.loads(motlan("schema", "--json").stdout)
    assert {"paper_type": "passport", "name": "Hộ chiếu phổ thông"} in rows


def test_the_fields_of_a_type() -> None:
    shown = motlan("schema", "building_permit").stdout
    assert "number (m²)" in shown
    schema = json.loads(motlan("schema", "building_permit", "--json").stdout)
    assert jsonschema_rs.meta.is_valid(schema)
    assert schema["properties"]["plot_area"]["x-motlan-unit"] == "m²"


def test_a_type_that_does_not_exist_is_refused_with_a_code() -> None:
    result = motlan("schema", "no_such_type")
    assert isinstance(result.exception, UnknownPaperTypeError)
