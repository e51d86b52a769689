"""Reuse: what need not be handed in again, and the decision to take it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from api.access.clients import Scope
from api.access.gate import Access, requires
from api.errors import NotFoundError
from api.models import DecisionIn, DecisionOut, ReuseCheckIn, ReuseCheckOut
from api.routes import problems
from app.papers.decisions import may_be_taken, proposals, was_proposed
from schemas.law.procedures import Procedure, procedures
from storage.audit.chain import Action
from storage.papers.reuse import check_reuse

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["reuse"])


@router.get("/procedures", responses=problems())
def known_procedures(
    access: Annotated[Access, Depends(requires(Scope.REUSE_CHECK))],
) -> list[Procedure]:
    """List the procedures that rule today and that the account works on."""
    today = access.services.today()
    return [p for p in procedures() if p.rules_on(today) and access.client.may_serve(p.code)]


@router.post("/reuse/checks", responses=problems())
def check(
    question: ReuseCheckIn, access: Annotated[Access, Depends(requires(Scope.REUSE_CHECK))]
) -> ReuseCheckOut:
    """Ask, for every component of the procedure, what is to be done about it.

    The answer has the same form for everybody, known or unknown: it tells whether papers are on
    file, never whether a person exists.
    """
    answer = check_reuse(
        access.services.app.archive.index,
        access.rules.code,
        question.subject_id,
        access.services.today(),
        question.facts,
        access.client.may_see,
    )
    entry = access.write(Action.REUSE_CHECK, subject=question.subject_id, fields=proposals(answer))
    return ReuseCheckOut.of(entry.number, answer)


@router.post("/reuse/decisions", responses=problems(404))
def decide(
    decision: DecisionIn, access: Annotated[Access, Depends(requires(Scope.REUSE_DECIDE))]
) -> DecisionOut:
    """Take or refuse a paper that a check has proposed for a component of this dossier.

    Raises:
        NotFoundError: This account's check for this dossier did not propose that paper, or it
            was revoked, replaced or withdrawn since.
    """
    asked = access.services.app.audit.entry(decision.check)
    if not was_proposed(
        asked,
        actor=access.client.id,
        procedure=access.reason.procedure,
        dossier=access.reason.dossier,
        component=decision.component,
        paper_id=decision.paper_id,
    ):
        access.write(Action.REFUSE, outcome="not_proposed")
        raise NotFoundError()
    accepted = decision.decision == "accept"
    action = Action.REUSE_ACCEPT if accepted else Action.REUSE_REJECT
    entry = access.paper(decision.paper_id)
    if accepted and not may_be_taken(entry):
        access.write(Action.REFUSE, entry=entry, outcome="stands_no_more")
        raise NotFoundError()
    written = access.write(action, entry=entry, fields=(decision.component,))
    return DecisionOut(entry=written.number)
