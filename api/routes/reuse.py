"""Reuse: checks what need not be handed in again, and records the decision to take it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from api.access.clients import Scope
from api.access.gate import Access, requires
from api.bodies.reuse import DecisionIn, DecisionOut, ReuseCheckIn, ReuseCheckOut
from api.errors import NotFoundError
from api.routes import problems
from app.errors import NotProposedError
from app.papers.reuse import Decision, decide_reuse, reuse
from app.subjects import asked_about
from schemas.law.procedures import Procedure, procedures

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["reuse"])


@router.get("/procedures", responses=problems())
def known_procedures(
    access: Annotated[Access, Depends(requires(Scope.REUSE_CHECK))],
) -> list[Procedure]:
    """List the procedures in force today that the account may work on."""
    today = access.services.today()
    return [p for p in procedures() if p.rules_on(today) and access.client.may_serve(p.code)]


@router.post("/reuse/checks", responses=problems(409))
def check(
    question: ReuseCheckIn, access: Annotated[Access, Depends(requires(Scope.REUSE_CHECK))]
) -> ReuseCheckOut:
    """Check, for every component of the procedure, what has to be done.

    The answer has the same form for known and unknown persons: it reveals whether papers are on
    file, never whether a person exists.
    """
    asked = reuse(
        access.services.app,
        access.by,
        asked_about(question.subject_id or "", question.name, question.birth, sure=question.sure),
        facts=question.facts,
        may_see=access.client.may_see,
        name=question.name,
        birth=question.birth,
    )
    return ReuseCheckOut.of(asked.number, asked.answer)


@router.post("/reuse/decisions", responses=problems(404))
def decide(
    decision: DecisionIn, access: Annotated[Access, Depends(requires(Scope.REUSE_DECIDE))]
) -> DecisionOut:
    """Take or refuse a paper that a check proposed for a component of this dossier.

    It is judged again now; one decision stands a component, a repeated one changes nothing.

    Raises:
        NotFoundError: This account's check for this dossier did not propose that paper, or it
            does not serve any more, as on every other door.
    """
    chosen = Decision(
        decision.check, decision.component, decision.paper_id, decision.decision == "accept"
    )
    try:
        written = decide_reuse(access.services.app, access.by, chosen, look=access.paper)
    except NotProposedError:
        raise NotFoundError() from None
    return DecisionOut(entry=written.number)
