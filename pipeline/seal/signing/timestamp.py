"""The port for timestamp authorities (RFC 3161)."""

from __future__ import annotations

import time
from typing import Protocol

import httpx

from pipeline.seal.errors import TimestampUnavailableError

__all__ = ["HttpTimestampAuthority", "TimestampAuthority"]

_QUERY = "application/timestamp-query"
_REPLY = "application/timestamp-reply"


class TimestampAuthority(Protocol):
    """Answers timestamp requests."""

    def respond(self, request: bytes) -> bytes:
        """Return the DER `TimeStampResp` to a DER `TimeStampReq`.

        Raises:
            TimestampUnavailableError: The authority does not answer now.
        """


class HttpTimestampAuthority:
    """An authority reached over HTTP (RFC 3161, 3.4).

    After an outage it is not contacted for some time, so that a counter does not wait for it with
    every paper.
    """

    def __init__(self, url: str, timeout_seconds: float = 10.0, pause_seconds: float = 0.0) -> None:
        """Store the address of the authority.

        Args:
            url: Its address.
            timeout_seconds: Longest wait for an answer.
            pause_seconds: After an outage, time during which requests fail without contacting it.
        """
        self._url = url
        self._timeout = timeout_seconds
        self._pause = pause_seconds
        self._silent_until = -float("inf")

    def respond(self, request: bytes) -> bytes:
        """Ask the authority."""
        if time.monotonic() < self._silent_until:
            raise TimestampUnavailableError("quiet")
        try:
            return self._ask(request)
        except TimestampUnavailableError:
            self._silent_until = time.monotonic() + self._pause
            raise

    def _ask(self, request: bytes) -> bytes:
        try:
            answer = httpx.post(
                self._url,
                content=request,
                headers={"Content-Type": _QUERY, "Accept": _REPLY},
                timeout=self._timeout,
            )
            answer.raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise TimestampUnavailableError("silent", reason=type(error).__name__) from error
        if answer.headers.get("Content-Type", "").split(";")[0].strip() != _REPLY:
            raise TimestampUnavailableError("form")
        return answer.content
