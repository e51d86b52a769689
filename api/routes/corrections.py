"""Corrections: changed values of a paper on file become its next version."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from api.access.clients import Scope
from api.access.gate import Access, may_read, requires
from api.bodies.base import Sha256
from api.bodies.papers import CorrectionIn, PaperOut
from api.errors import ForbiddenError
from api.routes import paper_out, problems
from app.papers.life.correct import correct as rectify

__all__ = ["router"]

router = APIRouter(prefix="/v1/papers", tags=["papers"])


@router.post("/{paper_id}/corrections", responses=problems(404, 409))
def correct(
    paper_id: Annotated[Sha256, Path(description="SHA-256 of the original")],
    correction: CorrectionIn,
    access: Annotated[Access, Depends(requires(Scope.PAPERS_CORRECT))],
) -> PaperOut:
    """Correct values in all scans of a paper; earlier versions keep what was read.

    A value that contradicts a rule, or an empty value where every paper of the type has one, is
    refused unless its field is in `sure`.

    The files are sealed again, so that they contain the corrected data.

    Raises:
        ForbiddenError: The account may not read one of the fields.
        FieldValueError: The type has no such field, or a value has the wrong format.
        VersionConflictError: The paper has changed since the caller saw it.
        SealError: The corrected files could not be signed; nothing changed.
    """
    entry = access.paper(paper_id, withdrawn=True)
    if not all(may_read(access, entry.paper_type, name) for name in correction.fields):
        access.refuse("field_not_granted", entry=entry)
        raise ForbiddenError("fields")
    saved = rectify(
        access.services.app,
        access.by,
        paper_id,
        correction.fields,
        version=correction.version,
        sure=correction.sure,
        alone=correction.alone,
    )
    return paper_out(access, saved.record)
