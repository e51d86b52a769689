"""The endpoints, one module per subject."""

from __future__ import annotations

from typing import Any

from api.access.gate import Access
from api.bodies.papers import PaperOut
from api.errors import Problem
from schemas.record.paper import PaperRecord
from storage.papers.search.entries import entry_of

__all__ = ["paper_out", "problems"]

_TITLES = {
    401: "No valid token",
    403: "The account lacks a right",
    404: "Nothing there, or nothing that this account may know of",
    409: "Not as the caller saw it: somebody else was faster, or the paper was erased",
    413: "More bytes than the limit",
    415: "No paper: none of the accepted types",
    422: "Not of the documented form",
    429: "Too many requests",
    503: "Store, database or signing key do not answer; try again",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the documentation of the problems that an endpoint may return.

    Args:
        statuses: HTTP statuses in addition to those of every guarded endpoint.
    """
    common = (401, 403, 422, 429, 503)
    return {
        status: {"model": Problem, "description": _TITLES[status]}
        for status in sorted({*common, *statuses})
    }


def paper_out(access: Access, record: PaperRecord) -> PaperOut:
    """Return a changed paper with its other scans according to the index."""
    entry = access.services.app.index.get(record.paper_id)
    return PaperOut.of(entry or entry_of(record))
