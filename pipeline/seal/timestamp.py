"""Time that others attest: RFC 3161 timestamp authorities behind a port."""

from __future__ import annotations

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
            TimestampUnavailableError: No answer now; the seal has to wait.
        """


class HttpTimestampAuthority:
    """An authority reached over HTTP (RFC 3161, 3.4)."""

    def __init__(self, url: str, timeout_seconds: float = 10.0) -> None:
        """Remember where the authority is.

        Args:
            url: Its address.
            timeout_seconds: Longest wait for an answer.
        """
        self._url = url
        self._timeout = timeout_seconds

    def respond(self, request: bytes) -> bytes:
        """Ask the authority."""
        try:
            answer = httpx.post(
                self._url,
                content=request,
                headers={"Content-Type": _QUERY, "Accept": _REPLY},
                timeout=self._timeout,
            )
            answer.raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise TimestampUnavailableError(
                f"máy chủ dấu thời gian không trả lời ({type(error).__name__})"
            ) from error
        if answer.headers.get("Content-Type", "").split(";")[0].strip() != _REPLY:
            raise TimestampUnavailableError("máy chủ dấu thời gian trả lời sai định dạng")
        return answer.content
