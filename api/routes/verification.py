"""Verification: signatures of a file that is sent, or of a file of the store."""

from __future__ import annotations

import tempfile
from typing import Annotated, BinaryIO, Literal

from fastapi import APIRouter, Depends, Path, Request
from fastapi.concurrency import run_in_threadpool

from api.access.clients import Scope
from api.access.gate import Access, requires
from api.errors import InvalidRequestError, NotFoundError
from api.models import Sha256, VerdictOut
from api.routes import problems
from app.papers.verification import Standing, Verification, verify_file
from pipeline.errors import TooLargeError
from pipeline.intake.limits import DEFAULT_LIMITS
from schemas.record.paper import RenditionKind
from storage.audit.chain import Action

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["verification"])

_Verifier = Annotated[Access, Depends(requires(Scope.FILES_VERIFY))]


@router.post(
    "/verifications",
    responses=problems(413),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/octet-stream": {
                    "schema": {"type": "string", "format": "binary", "minLength": 1}
                }
            },
        }
    },
)
async def verify_sent(request: Request, access: _Verifier) -> VerdictOut:
    """Verify a PDF of any origin; nothing of it is kept.

    Whether it is a file of the store is told only of papers that the account may know of.

    Raises:
        InvalidRequestError: There are no bytes.
        TooLargeError: There are more bytes than the limit.
    """
    if int(request.headers.get("content-length") or "0") > DEFAULT_LIMITS.file_bytes:
        raise _too_large()
    with tempfile.TemporaryFile(prefix="motlan-verify-") as file:
        size = 0
        async for chunk in request.stream():
            size += len(chunk)
            if size > DEFAULT_LIMITS.file_bytes:
                raise _too_large()
            file.write(chunk)
        if not size:
            raise InvalidRequestError("no-file")
        return await run_in_threadpool(_verified, access, file)


@router.get("/papers/{paper_id}/verdicts/{kind}", responses=problems(404))
def verify_stored(
    paper_id: Annotated[Sha256, Path(description="SHA-256 of the original")],
    kind: Literal["original", "signed_master", "searchable_pdf"],
    access: _Verifier,
) -> VerdictOut:
    """Verify a file of the store as it lies there now.

    Raises:
        NotFoundError: The paper has no such file.
    """
    entry = access.paper(paper_id)
    archive = access.services.app.archive
    rendition = archive.load(paper_id).rendition(RenditionKind(kind))
    if rendition is None:
        raise NotFoundError()
    found = verify_file(archive.file(paper_id, rendition), access.services.app.verifier, archive)
    access.write(Action.VERIFY, entry=entry, fields=(kind,), outcome=found.verdict.outcome)
    return VerdictOut.of(Verification(found.verdict, Standing.CURRENT, paper_id))


def _verified(access: Access, file: BinaryIO) -> VerdictOut:
    file.seek(0)
    services = access.services
    found = verify_file(file.read(), services.app.verifier, services.app.archive)
    entry = services.app.archive.index.get(found.paper_id) if found.paper_id else None
    if entry is not None and not access.may_know(entry):
        entry = None
    if entry is None:
        found = Verification(found.verdict, Standing.NOT_ON_FILE, None)
    access.write(Action.VERIFY, entry=entry, outcome=found.verdict.outcome)
    return VerdictOut.of(found)


def _too_large() -> TooLargeError:
    return TooLargeError("upload", limit=DEFAULT_LIMITS.file_bytes >> 20)
