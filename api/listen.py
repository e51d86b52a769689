"""Listens for requests: with bounds on connections and on the time that a request head may take."""

from __future__ import annotations

import asyncio
import signal
import sys
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from app.settings import ApiSettings

__all__ = ["TimedProtocol", "listen"]

_CONNECTIONS = 800
"""More at once are told to come back: every one costs a descriptor, and a process has 1024."""
_HEAD_BYTES = 32 << 10
_HEAD_SECONDS = 20.0
_END_SECONDS = 7
"""How long requests at work may still take when the process is told to end."""


class TimedProtocol(H11Protocol):
    """HTTP/1.1 that hangs up where the head of a request does not come to its end.

    The same clock runs for what a client still sends after it was answered.
    """

    head_seconds = _HEAD_SECONDS
    _hang_up: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock."""
        super().connection_made(transport)
        self._start_clock()

    def data_received(self, data: bytes) -> None:
        """Stop the clock while a request is at work; start it again for the next head."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_clock()
        elif self._hang_up is None:
            self._start_clock()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._stop_clock()
        super().connection_lost(exc)

    def _start_clock(self) -> None:
        self._hang_up = self.loop.call_later(self.head_seconds, self._too_slow)

    def _stop_clock(self) -> None:
        if self._hang_up is not None:
            self._hang_up.cancel()
            self._hang_up = None

    def _too_slow(self) -> None:
        self._hang_up = None
        if not self.transport.is_closing():
            self.transport.close()


def _end(_: int, __: FrameType | None) -> None:
    """End the process by way of everything that has to be closed."""
    sys.exit(0)


def listen(app: ASGIApp, settings: ApiSettings, **options: Any) -> None:
    """Answer until the process is told to end; TLS is for the proxy in front.

    Args:
        app: What answers.
        settings: Address and port.
        options: More of uvicorn's.
    """
    signal.signal(signal.SIGTERM, _end)  # uvicorn passes the signal on when it has ended
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        http=TimedProtocol,
        limit_concurrency=_CONNECTIONS,
        h11_max_incomplete_event_size=_HEAD_BYTES,
        ws="none",
        timeout_graceful_shutdown=_END_SECONDS,
        access_log=False,  # the audit chain is the log of accesses, and holds no numbers
        server_header=False,
        **options,
    )
