"""Verification of the signatures of an uploaded or a stored file."""

from __future__ import annotations

import tempfile
from typing import Annotated, BinaryIO, Literal

from fastapi import APIRouter, Depends, Path, Request
from fastapi.concurrency import run_in_threadpool

from api.access.clients import Scope
from api.access.gate import Access, requires
from api.bodies.base import Sha256
from api.bodies.verification import VerdictOut
from api.errors import InvalidRequestError, NotFoundError
from api.http.upload import check_announced, stream_to
from api.routes import problems
from app.papers import verification as signatures
from schemas.record.paper import RenditionKind

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
    """Verify a PDF of any origin without storing it.

    Whether it is a file of the store is reported only for papers that the account may know of.

    Raises:
        InvalidRequestError: The body is empty.
        TooLargeError: The file exceeds the size limit.
    """
    check_announced(request)
    with tempfile.TemporaryFile(prefix="motlan-verify-") as file:
        await stream_to(file, request)
        if not file.tell():
            raise InvalidRequestError("no-file")
        return await run_in_threadpool(_verified, access, file)


@router.get("/papers/{paper_id}/verdicts/{kind}", responses=problems(404))
def verify_stored(
    paper_id: Annotated[Sha256, Path(description="SHA-256 of the original")],
    kind: Annotated[
        Literal["original", "signed_master", "searchable_pdf"], Path(description="which file")
    ],
    access: _Verifier,
) -> VerdictOut:
    """Verify a file as it is in the store now.

    Raises:
        NotFoundError: The paper has no such file.
    """
    entry = access.paper(paper_id)
    app = access.services.app
    rendition = app.archive.load(paper_id).rendition(RenditionKind(kind))
    if rendition is None:
        raise NotFoundError()
    return VerdictOut.of(signatures.verify_stored(app, access.by, entry, rendition))


def _verified(access: Access, file: BinaryIO) -> VerdictOut:
    file.seek(0)
    app, data = access.services.app, file.read()
    return VerdictOut.of(signatures.verify(app, access.by, data, may_know=access.may_know))
