"""Logs every request: route, status, duration and code, with the ID of its audit entries.

Addresses are logged as the route's pattern, never as requested: a path or query may hold a number
or name that somebody typed. Callers get the ID in the header `Motlan-Request`.
"""

from __future__ import annotations

import logging
import re
import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.operation.log_scope import LogScope, log_scope

__all__ = ["RequestLog"]

_log = logging.getLogger("motlan.requests")

_MARK = "motlan.logged"
_SERVER_ERROR = 500
_CLIENT_ERROR = 400
_SLOW_SECONDS = 1.0
_QUIET = re.compile(r"/(static/.*|livez|readyz|healthz|metrics)")
_PAPER = re.compile(r"[0-9a-f]{64}")


class RequestLog:
    """ASGI middleware, the outermost of an application."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Process a request and log how it went."""
        if scope["type"] != "http" or _MARK in scope:
            await self._app(scope, receive, send)
            return
        scope[_MARK] = True
        begun, status = time.monotonic(), _SERVER_ERROR

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["Motlan-Request"] = own.request
            await send(message)

        with log_scope() as own:
            try:
                await self._app(scope, receive, noted)
            finally:
                _write(scope, own, status, time.monotonic() - begun)


def _write(scope: Scope, own: LogScope, status: int, seconds: float) -> None:
    asked = str(scope.get("path_params", {}).get("paper_id", ""))
    if not own.paper and _PAPER.fullmatch(asked):
        own.paper = asked
    level = logging.INFO
    if status >= _SERVER_ERROR:
        level = logging.ERROR
    elif status < _CLIENT_ERROR and seconds < _SLOW_SECONDS and _is_quiet(scope):
        level = logging.DEBUG
    facts = {
        "method": scope["method"] if scope["method"].isalpha() else "",
        "route": getattr(scope.get("route"), "path", ""),
        "status": status,
        "seconds": round(seconds, 3),
        "code": own.code,
    }
    _log.log(level, "request", extra=facts)


def _is_quiet(scope: Scope) -> bool:
    """Return whether machines ask this all the time, and an answer is no news."""
    polls = any(name == b"motlan-poll" for name, _ in scope["headers"])
    return polls or _QUIET.fullmatch(scope["path"]) is not None
