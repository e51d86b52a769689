"""HTTP server with limits on connections and on the time for a request head."""

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
"""Maximum concurrent connections: each needs a file descriptor, and a process has 1024."""
_HEAD_BYTES = 32 << 10
_HEAD_SECONDS = 20.0
_END_SECONDS = 7
"""How long requests at work may still take when the process is told to end."""


class TimedProtocol(H11Protocol):
    """HTTP/1.1 protocol that disconnects if the head of a request does not arrive completely.

    The same timer applies to what a client still sends after the response.
    """

    head_seconds = _HEAD_SECONDS
    _hang_up: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the timer."""
        super().connection_made(transport)
        self._start_clock()

    def data_received(self, data: bytes) -> None:
        """Stop the timer while a request is processed; restart it for the next head."""
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
    """Serve until the process is told to end; TLS is left to a reverse proxy.

    Args:
        app: The application.
        settings: Address and port.
        options: Additional options of uvicorn.
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
        log_config=None,  # as all of this process
        access_log=False,  # the audit chain is the access log and contains no personal numbers
        server_header=False,
        **options,
    )
