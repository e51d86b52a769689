"""Entity tags: tell a client that has an answer that it is still current (RFC 9110, 13.1.2)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Header, Response
from pydantic import BaseModel

from storage.objects.port import sha256_of

__all__ = ["UNCHANGED", "IfNoneMatch", "tagged"]

IfNoneMatch = Annotated[
    str | None, Header(max_length=1000, description="ETags of answers that the caller has")
]
UNCHANGED: dict[int | str, dict[str, Any]] = {
    304: {"description": "Unchanged since the given ETag"}
}


def tagged(answer: BaseModel, if_none_match: str | None) -> Response:
    """Return an answer with its tag, or 304 with the tag if the client has that answer.

    The tag is a hash of the whole answer, so it changes not only with the paper but also with the
    permissions of the account.

    Args:
        answer: What this account may see now.
        if_none_match: The header: a list of weak or strong tags, or `*`.
    """
    body = answer.model_dump_json().encode()
    tag = f'"{sha256_of(body)[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    known = {each.strip().removeprefix("W/") for each in (if_none_match or "").split(",")}
    if known & {tag, "*"}:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)
