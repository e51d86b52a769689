"""Speaks ASGI to an application, so that tests see how much of a body it reads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

from starlette.types import ASGIApp, Message

__all__ = ["Sent", "run_apart", "send"]


_T = TypeVar("_T")


def run_apart(task: Callable[[], Coroutine[Any, Any, _T]]) -> _T:
    """Run a task in a thread of its own: a browser may have a loop in this one."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(lambda: asyncio.run(task())).result()


@dataclass
class Sent:
    """What came of a request.

    Attributes:
        status: HTTP status of the answer; 0: none came.
        headers: Of the answer.
        body: Of the answer.
        taken: How many bytes of the request's body were read.
    """

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    taken: int = 0


def send(
    app: ASGIApp,
    method: str,
    path: str,
    *,
    size: int = 0,
    form: Mapping[str, str] | None = None,
    part: int = 64 << 10,
    pause: float = 0.0,
    headers: Mapping[str, str] = {},
    address: str = "192.0.2.1",
) -> Sent:
    """Send a form, or a body of so many bytes that does not say its length, part by part."""
    sent = Sent()
    body = urlencode(form).encode() if form else b"x" * size
    kind = {"content-type": "application/x-www-form-urlencoded"} if form else {}

    async def receive() -> Message:
        await asyncio.sleep(pause)
        now = body[sent.taken : sent.taken + part]
        sent.taken += len(now)
        return {"type": "http.request", "body": now, "more_body": sent.taken < len(body)}

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            sent.status = message["status"]
            sent.headers = {n.decode(): v.decode() for n, v in message["headers"]}
        else:
            sent.body += message.get("body", b"")

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(n.lower().encode(), v.encode()) for n, v in (kind | dict(headers)).items()],
        "client": (address, 4000),
        "server": ("127.0.0.1", 8460),
        "state": {},
    }

    async def run() -> None:
        await app(scope, receive, answer)

    run_apart(run)
    return sent
