"""Short-lived links: created with a reason, used without headers; both are audited."""

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
from api.access.oidc import PERSON
from api.bodies.base import Sha256
from api.bodies.papers import LinkIn, LinkOut
from api.errors import NotFoundError, Problem, RangeError, TooManyRequestsError
from api.routes import problems
from api.services import Services
from app.papers.look import download_by_link, link, link_at_the_store, opened_link
from schemas.record.paper import Rendition, RenditionKind
from storage.errors import StoreUnavailableError
from storage.papers.search.entries import IndexEntry

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["papers"])

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_USES_PER_MINUTE = 600
_LONGEST_AT_THE_STORE = dt.timedelta(minutes=5)
"""Such a link cannot be revoked when the paper is withdrawn."""


@router.post("/papers/{paper_id}/files/{kind}/links", responses=problems(404))
def make_link(
    paper_id: Annotated[Sha256, Path(description="SHA-256 of the original")],
    kind: Annotated[
        Literal["original", "signed_master", "searchable_pdf"], Path(description="which file")
    ],
    wanted: LinkIn,
    access: Annotated[Access, Depends(requires(Scope.PAPERS_FILES))],
) -> LinkOut:
    """Create a link to one file, valid for minutes, for a viewer that cannot send headers.

    It points to this service or, if the installation is configured so, to the object store for at
    most five minutes.

    Raises:
        ForbiddenError: The paper has sensitive data that was not granted to the account.
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
    made = link(services.app, access.by, entry, rendition)
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
    token: Annotated[str, Path(pattern=LINK, description="the last part of the link")],
    services: Annotated[Services, Depends(services_of)],
    range_: Annotated[
        str | None,
        Header(alias="Range", max_length=200, description="one range of bytes (RFC 9110)"),
    ] = None,
) -> Response:
    """Load the file of a link or a range of it.

    Raises:
        NotFoundError: The link is invalid, or the paper may no longer be read.
        RangeError: The range is outside the file.
        TooManyRequestsError: The account exceeds its rate limit.
    """
    known = services.links.read(token)
    opened = opened_link(
        services.app, known.entry if known else None, lambda actor: _still_there(services, actor)
    )
    if opened is None:
        raise NotFoundError()
    event, rendition = opened.event, opened.rendition
    if not services.limiter.allow(f"link {event.actor}", _USES_PER_MINUTE):
        raise TooManyRequestsError()
    part = _part(range_, rendition.size)
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
    pieces = download_by_link(services.app, opened)
    return StreamingResponse(
        _cut(pieces, start, stop),
        status_code=206 if part else 200,
        headers=headers,
        media_type=rendition.media_type,
    )


def _still_there(services: Services, actor: str) -> bool:
    """Tell whether the account that made a link has not been closed since."""
    return PERSON.fullmatch(actor) is not None or services.clients.get(actor) is not None


def _at_the_store(
    access: Access, entry: IndexEntry, rendition: Rendition, lifetime: dt.timedelta
) -> LinkOut:
    """Return a link served by the store; logged as a download, because its use is not seen."""
    app = access.services.app
    until = app.clock() + lifetime
    url = link_at_the_store(app, access.by, entry, rendition, lifetime)
    if url is None:
        raise StoreUnavailableError("no-links")
    return LinkOut(url=url, expires_at=until.replace(microsecond=0))


def _part(header: str | None, size: int) -> tuple[int, int] | None:
    """Parse a range; None means the whole file, also for several ranges (RFC 9110 section 14).

    Raises:
        RangeError: It is outside the file.
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
    """Stream a range; its end is held back until the hash of the whole file is verified."""
    place, held = 0, b""
    for piece in pieces:
        wanted = piece[max(0, start - place) : max(0, stop - place)]
        place += len(piece)
        if wanted:
            if held:
                yield held
            held = wanted
    yield held
