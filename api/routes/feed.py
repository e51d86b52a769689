"""The change feed for other systems, and the access report for a person."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.access.clients import Scope
from api.access.gate import Access, requires
from api.bodies.feed import ChangeOut, ChangePage
from api.bodies.persons import Accesses, AccessOut, PersonIn
from api.routes import problems
from app.papers.reports import follow_changes, report_accesses
from app.subjects import sought

__all__ = ["router"]

router = APIRouter(prefix="/v1")


@router.get("/changes", tags=["changes"], responses=problems())
def changes(
    access: Annotated[Access, Depends(requires(Scope.CHANGES_READ))],
    after: Annotated[int, Query(ge=0, le=2**53, description="`next` of the page before")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="changes on one page")] = 100,
) -> ChangePage:
    """Follow the changes of papers: all new versions in order; a version may occur twice."""
    found = follow_changes(access.services.app, access.by, after, limit)
    return ChangePage(
        changes=tuple(map(ChangeOut.model_validate, found)),
        next=found[-1].number if found else after,
    )


@router.post("/audit/person", tags=["audit"], responses=problems(409))
def accesses(
    person: PersonIn, access: Annotated[Access, Depends(requires(Scope.AUDIT_READ))]
) -> Accesses:
    """Report who accessed a person's papers, when, why and under which law."""
    found = report_accesses(
        access.services.app, access.by, sought(person.subject_id, sure=person.sure)
    )
    return Accesses(accesses=tuple(map(AccessOut.of, found)))
