"""Thủ tục: for every procedure, which components the store can answer today, and with what."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.procedures import Catalogue
from schemas.law.coverage import covered, serves
from schemas.law.procedures import Procedure, procedures
from web.pages import LOOKUP
from web.presentation.render import page
from web.visit import Visit, visitor

__all__ = ["router"]

router = APIRouter(prefix="/tra-cuu/thu-tuc")

_Officer = Annotated[Visit, Depends(visitor(LOOKUP))]


@router.get("")
def coverage(request: Request, visit: _Officer) -> Response:
    """Show how many components the store can answer, in force and waiting."""
    today = visit.app.today()
    ruling = [p for p in procedures() if p.rules_on(today)]
    own = visit.app.settings.procedures
    waiting = Catalogue.of(visit.app).waiting() if own is not None else ()
    return page(
        request,
        "coverage.html",
        visit,
        ruling=_with_components(ruling),
        waiting=_with_components(waiting),
        without=sum(not p.components for p in (*ruling, *waiting)),
        totals=covered(ruling),
        serves=serves,
        covered=covered,
    )


def _with_components(found: tuple[Procedure, ...] | list[Procedure]) -> list[Procedure]:
    return [each for each in found if each.components]
