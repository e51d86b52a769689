"""Corrections: values of a paper on file put right, as the next version."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from api.access.clients import Scope
from api.access.gate import Access, may_read, requires
from api.errors import ForbiddenError
from api.models import CorrectionIn, PaperOut, Sha256
from api.routes import problems
from app.papers.correct import rectified, store_rectified
from storage.audit.chain import Action
from storage.desk.corrections import keep_corrections
from storage.papers.entries import entry_of

__all__ = ["router"]

router = APIRouter(prefix="/v1/papers", tags=["papers"])


@router.post("/{paper_id}/corrections", responses=problems(404, 409))
def correct(
    paper_id: Annotated[Sha256, Path(description="SHA-256 of the original")],
    correction: CorrectionIn,
    access: Annotated[Access, Depends(requires(Scope.PAPERS_CORRECT))],
) -> PaperOut:
    """Put values right: what was read stays in the versions before, what is found changes at once.

    The files are sealed anew, so that the data inside them are the corrected ones.

    Raises:
        ForbiddenError: A field that this account may not read.
        FieldValueError: The type has no such field, or a value is not of its form.
        VersionConflictError: The paper changed since the caller saw it.
        SealError: The corrected files could not be signed; nothing changed.
    """
    services = access.services
    entry = access.paper(paper_id, withdrawn=True)
    if not all(may_read(access, entry.paper_type, name) for name in correction.fields):
        access.write(Action.REFUSE, entry=entry, outcome="field_not_granted")
        raise ForbiddenError("fields")
    found = rectified(
        services.app.archive,
        paper_id,
        correction.fields,
        access.reason.officer,
        services.app.clock(),
        version=correction.version,
    )
    access.write(Action.CORRECT, entry=entry, fields=sorted(correction.fields))
    saved = store_rectified(services.app.archive, found, services.app.sealer)
    keep_corrections(services.app.desk.database, found.settled)
    return PaperOut.of(entry_of(saved.record))
