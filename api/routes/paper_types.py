"""JSON Schemas of the values of each paper type; contains no personal data and is public."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path

from api.bodies.papers import SchemaOut
from api.errors import NotFoundError, Problem
from schemas.papers.registry import paper_type, paper_types
from schemas.presentation.json_schema import json_schema

__all__ = ["router"]

router = APIRouter(prefix="/v1/schemas", tags=["schemas"])

_NOT_FOUND: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "No such type of paper"},
    422: {"model": Problem, "description": "Not of the documented form"},
}


@router.get("")
def types() -> list[SchemaOut]:
    """List the paper types, each with the address of its JSON Schema."""
    return [
        SchemaOut(paper_type=each, name=model.name, href=f"{router.prefix}/{each}")
        for each, model in paper_types().items()
    ]


@router.get("/{paper_type}", responses=_NOT_FOUND)
def schema(
    identifier: Annotated[
        str, Path(alias="paper_type", max_length=64, description="identifier of the type")
    ],
) -> dict[str, Any]:
    """Get the JSON Schema (2020-12) of a paper type, which describes `typed` in its fields.

    Raises:
        NotFoundError: There is no such type.
    """
    model = paper_type(identifier)
    if model is None:
        raise NotFoundError()
    return json_schema(model)
