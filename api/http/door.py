"""Middleware of both applications: limits request bodies; strangers cannot send any.

Frameworks read the body of a request before they authenticate the sender. Here the order is
reversed: the body of a stranger is never read (the application sees an empty body and refuses as
usual), and all other bodies are counted while they arrive. A body that is too large for its route
or arrives too slowly ends the request.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import BodyTooLargeError, SlowBodyError
from pipeline.intake.limits import DEFAULT_LIMITS
from schemas.errors import MotlanError

__all__ = ["FORM_BYTES", "SIGN_IN_BYTES", "Door", "DoorRules", "Pace"]

FORM_BYTES = 1 << 20
"""Maximum bytes of a form or query."""
SIGN_IN_BYTES = 16 << 10
"""Maximum bytes that strangers may send: a name and a password."""
_FILE_BYTES = DEFAULT_LIMITS.file_bytes + FORM_BYTES
_WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})
_FOUND = ("route", "path_params")
"""What routing finds, for the log of requests."""
_OF_BODIES = frozenset({b"content-type", b"content-length", b"transfer-encoding"})


@dataclass(frozen=True, slots=True)
class Pace:
    """Minimum speed of a body.

    Attributes:
        grace_seconds: Initial time without a minimum.
        bytes_per_second: Minimum average speed afterwards.
    """

    grace_seconds: float = 30.0
    bytes_per_second: int = 4096


@dataclass(frozen=True, slots=True)
class DoorRules:
    """What an application accepts.

    Attributes:
        known: Returns whether the sender of a request is known to the installation; raises a
            MotlanError where that cannot be said for now.
        refuse: Returns an error response.
        for_strangers: Paths whose bodies are read without authentication.
        for_files: Method and path pattern of routes that accept files.
        elsewhere: Path prefixes of another application with its own middleware.
    """

    known: Callable[[Request], Awaitable[bool]]
    refuse: Callable[[Request, MotlanError], Awaitable[Response]]
    for_strangers: frozenset[str] = frozenset()
    for_files: tuple[tuple[str, re.Pattern[str]], ...] = ()
    elsewhere: tuple[str, ...] = ()
    pace: Pace = field(default_factory=Pace)

    def most_bytes(self, method: str, path: str) -> int:
        """Return the maximum size of the body of a request, in bytes."""
        if path in self.for_strangers:
            return SIGN_IN_BYTES
        if any(method == verb and pattern.fullmatch(path) for verb, pattern in self.for_files):
            return _FILE_BYTES
        return FORM_BYTES


class Door:
    """ASGI middleware that decides whose body is read, and how much of it."""

    def __init__(self, app: ASGIApp, rules: DoorRules) -> None:
        """Wrap an application."""
        self._app = app
        self._rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, without its body if the sender is unknown."""
        rules = self._rules
        if (
            scope["type"] != "http"
            or scope["method"] in _WITHOUT_BODY
            or scope["path"].startswith(rules.elsewhere)
        ):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            known = scope["path"] in rules.for_strangers or await rules.known(request)
        except MotlanError as error:  # not taken for a stranger: the body is sent again later
            answer = await rules.refuse(request, error)
            await answer(scope, receive, send)
            return
        if not known:
            stranger = _without_body(scope)
            await self._app(stranger, _nothing, send)
            scope.update((name, stranger[name]) for name in _FOUND if name in stranger)
            return
        most = rules.most_bytes(scope["method"], scope["path"])
        body = _Body(receive, send, most, rules.pace)
        if _announced(request) > most:
            body.refusal = BodyTooLargeError("limit", limit=most >> 10)
        else:
            try:
                await self._app(scope, body.receive, body.send)
            except Exception:
                if body.refusal is None:
                    raise
        if body.refusal is not None and not body.answered:
            answer = await rules.refuse(request, body.refusal)
            await answer(scope, receive, send)


class _Body:
    """A body that is counted as it arrives, and its pending response."""

    def __init__(self, receive: Receive, send: Send, most: int, pace: Pace) -> None:
        self._receive = receive
        self._send = send
        self._most = most
        self._pace = pace
        self._bytes = 0
        self._waited = 0.0
        self._complete = False
        self.refusal: MotlanError | None = None
        self.answered = False

    async def receive(self) -> Message:
        """Return the next part; a refused client appears to the application as disconnected."""
        if self.refusal is not None:
            return {"type": "http.disconnect"}
        if self._complete:
            return await self._receive()
        begun = time.monotonic()
        allowed = self._pace.grace_seconds + self._bytes / self._pace.bytes_per_second
        try:
            async with asyncio.timeout(max(0.0, allowed - self._waited)):
                message = await self._receive()
        except TimeoutError:
            self.refusal = SlowBodyError()
            return {"type": "http.disconnect"}
        self._waited += time.monotonic() - begun
        self._bytes += len(message.get("body", b""))
        self._complete = not message.get("more_body", False)
        if self._bytes > self._most:
            self.refusal = BodyTooLargeError("limit", limit=self._most >> 10)
            return {"type": "http.disconnect"}
        return message

    async def send(self, message: Message) -> None:
        """Pass the response on, unless the request has been refused in the meantime."""
        if self.refusal is not None and not self.answered:
            return
        self.answered = True
        await self._send(message)


def _announced(request: Request) -> int:
    length = request.headers.get("content-length", "0")
    return int(length) if length.isascii() and length.isdigit() else 0


def _without_body(scope: Scope) -> Scope:
    headers = [(name, value) for name, value in scope["headers"] if name not in _OF_BODIES]
    return {**scope, "headers": headers}


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}
