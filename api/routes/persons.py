"""Persons: which numbers are one person's, where no card on file shows it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from api.access.clients import Scope
from api.access.gate import Access, requires
from api.bodies.persons import NumbersIn, NumbersOut
from api.routes import problems
from app.papers.life.numbers import link_numbers, part_numbers

__all__ = ["router"]

router = APIRouter(prefix="/v1/persons", tags=["persons"])


@router.post("/numbers", responses=problems(409))
def numbers(
    said: NumbersIn, access: Annotated[Access, Depends(requires(Scope.PERSONS_LINK))]
) -> NumbersOut:
    """Say that two numbers are one person's, or take that back.

    From then on papers of both are found by either, and the answers say so. Cards whose QR code was
    read and passports on file tie numbers together without this.

    Raises:
        SubjectNumberError: A number cannot be right, or the two are the same.
    """
    verb = link_numbers if said.linked else part_numbers
    verb(access.services.app, access.by, said.number, said.other, sure=said.sure)
    return NumbersOut(linked=said.linked)
