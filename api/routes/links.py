"""Short-lived links to files: made with a reason, used without headers, both on the audit chain."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header, Path, Response
from fastapi.responses import StreamingResponse

from api.access.clients import Scope
from api.access.gate import Access, check_file, requires, services_of
from api.access.links import LINK
from api.errors import NotFoundError, Problem, RangeError, TooManyRequestsError
from api.models import LinkIn, LinkOut, Sha256
from api.routes import problems
from api.services import Services
from schemas.record.paper import PaperStatus, Rendition, RenditionKind
from storage.audit.chain import Action, AuditEntry, AuditEvent
from storage.errors import StoreUnavailableError
from storage.papers.entries import IndexEntry

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["papers"])

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_USES_PER_MINUTE = 600
_LONGEST_AT_THE_STORE = dt.timedelta(minutes=5)
"""Such a link cannot be taken back when the paper is withdrawn."""


@router.post("/papers/{paper_id}/files/{kind}/links", responses=problems(404))
def make_link(
    paper_id: Annotated[Sha256, Path(description="SHA-256 of the original")],
    kind: Literal["original", "signed_master", "searchable_pdf"],
    wanted: LinkIn,
    access: Annotated[Access, Depends(requires(Scope.PAPERS_FILES))],
) -> LinkOut:
    """Make a link to one file, for a viewer that cannot send headers; it counts for minutes.

    It leads to this service or, where the installation says so, to the object store for at most
    five minutes.

    Raises:
        ForbiddenError: The paper holds sensitive data that was not granted to the account.
        NotFoundError: The paper has no such file.
    """
    services = access.services
    entry = access.paper(paper_id)
    record = services.app.archive.load(paper_id)
    check_file(access, entry, record)
    rendition = record.rendition(RenditionKind(kind))
    if rendition is None:
        raise NotFoundError()
    lifetime = dt.timedelta(seconds=wanted.seconds)
    if services.app.settings.api.links == "s3":
        return _at_the_store(access, entry, rendition, min(lifetime, _LONGEST_AT_THE_STORE))
    made = access.write(Action.LINK, entry=entry, fields=(kind, rendition.sha256))
    token, until = services.links.make(made.number, lifetime)
    return LinkOut(url=f"/v1/links/{token}", expires_at=until)


@router.get(
    "/links/{token}",
    responses={
        200: {
            "description": "The file, whose hash is verified while it is sent",
            "content": {"application/octet-stream": {"schema": {"format": "binary"}}},
        },
        206: {"description": "The part that was asked for"},
        **{
            status: {"model": Problem, "description": words}
            for status, words in (
                (404, "No link, or one that has ended"),
                (416, "The part lies outside the file"),
                (422, "Not of the documented form"),
                (429, "Too many requests"),
                (503, "The store does not answer; try again"),
            )
        },
    },
    response_class=Response,
)
def use_link(
    token: Annotated[str, Path(pattern=LINK)],
    services: Annotated[Services, Depends(services_of)],
    range_: Annotated[str | None, Header(alias="Range", max_length=200)] = None,
) -> Response:
    """Load the file of a link, whole or in part.

    Raises:
        NotFoundError: The link does not count, or the paper may not be read any more.
        RangeError: The part lies outside the file.
        TooManyRequestsError: The account asks faster than it may.
    """
    made, rendition = _opened(services, token)
    if not services.limiter.allow(f"link {made.event.actor}", _USES_PER_MINUTE):
        raise TooManyRequestsError()
    part = _part(range_, rendition.size)
    event = made.event.model_copy(
        update={"action": Action.DOWNLOAD, "fields": made.event.fields[:1]}
    )
    services.app.audit.append(event)
    start, stop = part or (0, rendition.size)
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "no-store",
        "Content-Length": str(stop - start),
        "Content-Disposition": f'inline; filename="{event.paper_id[:12]}.pdf"',
        "ETag": f'"{rendition.sha256}"',
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    if part:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{rendition.size}"
    pieces = services.app.archive.stream(event.paper_id, rendition)
    return StreamingResponse(
        _cut(pieces, start, stop),
        status_code=206 if part else 200,
        headers=headers,
        media_type=rendition.media_type,
    )


def _at_the_store(
    access: Access, entry: IndexEntry, rendition: Rendition, lifetime: dt.timedelta
) -> LinkOut:
    """Let the store itself give the file out: no one sees it used, so it counts as a download."""
    access.write(Action.DOWNLOAD, entry=entry, fields=(rendition.kind, "store_link"))
    until = access.services.app.clock() + lifetime
    url = access.services.app.archive.presigned(entry.paper_id, rendition, lifetime)
    if url is None:
        raise StoreUnavailableError("no-links")
    return LinkOut(url=url, expires_at=until.replace(microsecond=0))


def _opened(services: Services, token: str) -> tuple[AuditEntry, Rendition]:
    """Find what a link is for; a paper that was withdrawn or erased since has no links."""
    link = services.links.read(token)
    made = services.app.audit.entry(link.entry) if link else None
    if made is None or made.event.action is not Action.LINK:
        services.app.audit.append(
            AuditEvent(action=Action.REFUSE, actor="unknown", outcome="no_valid_link")
        )
        raise NotFoundError()
    event = made.event
    entry = services.app.archive.index.get(event.paper_id)
    rendition = None
    if entry and (entry.status is not PaperStatus.WITHDRAWN or entry.dossier == event.dossier):
        kind, digest = event.fields
        known = services.app.archive.load(event.paper_id).renditions
        rendition = next((r for r in known if (r.kind, r.sha256) == (kind, digest)), None)
    if rendition is None:
        refusal = {"action": Action.REFUSE, "outcome": "no_such_file"}
        services.app.audit.append(event.model_copy(update=refusal))
        raise NotFoundError()
    return made, rendition


def _part(header: str | None, size: int) -> tuple[int, int] | None:
    """Read a range; None means the whole: so several ranges are answered (RFC 9110 section 14).

    Raises:
        RangeError: It lies outside the file.
    """
    found = _RANGE.fullmatch(header or "")
    if not found or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        start, stop = max(0, size - int(last)), size
    else:
        start, stop = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return None
    if start >= stop:
        raise RangeError()
    return start, stop


def _cut(pieces: Iterator[bytes], start: int, stop: int) -> Iterator[bytes]:
    """Pass a part on; its end is held back until the hash of the whole file was compared."""
    place, held = 0, b""
    for piece in pieces:
        wanted = piece[max(0, start - place) : max(0, stop - place)]
        place += len(piece)
        if wanted:
            if held:
                yield held
            held = wanted
    yield held
