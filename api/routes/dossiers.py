"""Dossiers of case systems: which are open, so that people may be asked about for them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from api.access.clients import Scope
from api.access.gate import Access, requires
from api.bodies.reuse import OpenDossierIn, OpenDossierOut
from api.routes import problems
from app.desk.dossiers.register import register_dossier

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["dossiers"])


@router.post("/dossiers", responses=problems())
def open_or_close(
    said: OpenDossierIn, access: Annotated[Access, Depends(requires(Scope.DOSSIERS_OPEN))]
) -> OpenDossierOut:
    """Say that the dossier in `Motlan-Dossier` is open for its procedure, or that it was closed.

    People may be asked about for open dossiers only. Saying the same again changes nothing.

    Raises:
        PurposeError: Another system opened it, or it is of a branch that is not the account's.
    """
    register_dossier(access.services.app, access.by, said.branch, still_open=said.open)
    return OpenDossierOut(open=said.open)
