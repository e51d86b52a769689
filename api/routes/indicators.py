"""Indicators of Quyết định 766/QĐ-TTg, for systems of auditors and supervising agencies."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response

from api.access.clients import Scope
from api.access.gate import Access, requires
from api.bodies.indicators import IndicatorsIn
from api.routes import problems
from app.papers.reports import count_dossiers
from storage.papers.indicators import Counters, as_csv, as_json

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["indicators"])

_ROWS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}}
}


@router.post("/indicators", responses={**problems(), **_ROWS}, response_model=list[Counters])
def indicators(
    asked: IndicatorsIn,
    access: Annotated[Access, Depends(requires(Scope.INDICATORS_READ))],
    form: Annotated[
        Literal["json", "csv"], Query(alias="format", description="form of the answer")
    ] = "json",
) -> Response:
    """Count dossiers per branch, channel and day: digitised, reused, resolved.

    Only the case system knows when a dossier was accepted and resolved, so it sends its list, which
    is not stored. Dossiers of procedures or branches that the account may not see are left out. The
    answer contains only numbers.
    """
    facts = [
        each.fact()
        for each in asked.dossiers
        if access.client.may_serve(each.procedure) and access.client.may_watch(each.branch)
    ]
    rows = count_dossiers(access.services.app, access.by, facts)
    if form == "csv":
        return _answer(as_csv(rows).encode("utf-8-sig"), "text/csv")
    return _answer(as_json(rows).encode(), "application/json")


def _answer(body: bytes, media_type: str) -> Response:
    return Response(body, media_type=media_type, headers={"Cache-Control": "no-store"})
