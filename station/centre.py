"""HTTP client for the centre: three requests over HTTPS with the station's account."""

from __future__ import annotations

import os
import ssl
import time
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO, Self, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from schemas.protocol.handover import (
    HandedOver,
    IntakeFacts,
    PapersIn,
    PapersKnown,
    PapersProgress,
    Sha256,
)
from station.errors import AccountError, CentreError, OfflineError, RefusedError
from station.settings import StationSettings

__all__ = ["Centre"]

_RENEW_BEFORE = 30
_ACCOUNT = (401, 403)
_LATER = (408, 425, 429, 502, 503, 504)
_HASH_MISMATCH = "E-INTAKE-HASH"

_Model = TypeVar("_Model", bound=BaseModel)


class _Token(BaseModel):
    access_token: str
    expires_in: float


class _Problem(BaseModel):
    code: str = ""
    title: str = ""
    remedy: str = ""


class Centre:
    """Client for the centre; opens connections when needed."""

    def __init__(self, settings: StationSettings) -> None:
        """Store the URL and account of the centre; nothing is sent yet.

        Raises:
            SettingsError: The secret is missing.
        """
        centre = settings.centre
        verify = ssl.create_default_context(cafile=centre.ca_file) if centre.ca_file else True
        self._http = httpx.Client(
            base_url=centre.url.rstrip("/"), timeout=centre.timeout, verify=verify
        )
        self._account = (centre.client_id, settings.secret())
        self._token: tuple[str, float] = ("", 0.0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def known(self, papers: Mapping[Sha256, str | None]) -> set[str]:
        """Return which papers the centre holds from this station.

        Args:
            papers: Each paper with the dossier for which it is handed in, or None.

        Raises:
            CentreError: See its subclasses; the same for all methods.
        """
        dossiers = {paper: dossier for paper, dossier in papers.items() if dossier}
        body = PapersIn(papers=tuple(papers), dossiers=dossiers).model_dump(mode="json")
        answer = self._ask("POST", "/v1/intake/known", json=body)
        return set(_parsed(PapersKnown, answer).known)

    def progress(self, papers: Sequence[Sha256]) -> PapersProgress:
        """Return the progress of papers."""
        body = PapersIn(papers=tuple(papers)).model_dump(mode="json")
        return _parsed(PapersProgress, self._ask("POST", "/v1/intake/progress", json=body))

    def hand_over(self, paper_id: str, file: BinaryIO, facts: IntakeFacts) -> HandedOver:
        """Hand a paper over; may be repeated.

        Args:
            paper_id: SHA-256 of the bytes.
            file: The bytes, read from its current position.
            facts: How it was handed in.

        Raises:
            RefusedError: The centre does not take this paper.
        """
        headers = {
            **facts.headers,
            "Content-Type": "application/octet-stream",
            "Content-Length": str(os.fstat(file.fileno()).st_size),
        }
        path = f"/v1/intake/papers/{paper_id}"
        return _parsed(HandedOver, self._ask("PUT", path, headers=headers, content=file))

    def _ask(self, method: str, path: str, **content: Any) -> httpx.Response:
        headers = {**content.pop("headers", {}), "Authorization": f"Bearer {self._fresh_token()}"}
        return self._send(method, path, headers=headers, **content)

    def _fresh_token(self) -> str:
        token, until = self._token
        if time.monotonic() >= until:
            grant = {"grant_type": "client_credentials"}
            made = _parsed(
                _Token, self._send("POST", "/oauth/token", data=grant, auth=self._account)
            )
            token = made.access_token
            self._token = (token, time.monotonic() + made.expires_in - _RENEW_BEFORE)
        return token

    def _send(self, method: str, path: str, **content: Any) -> httpx.Response:
        try:
            answer = self._http.request(method, path, **content)
        except httpx.TransportError as error:
            raise OfflineError("silent", reason=type(error).__name__) from error
        if answer.is_error:
            self._raise(answer)
        return answer

    def _raise(self, answer: httpx.Response) -> None:
        """Raise the error for what failed: the connection, the account, or the paper.

        Raises:
            CentreError: Always.
        """
        status = answer.status_code
        try:
            problem = _Problem.model_validate_json(answer.content)
        except ValidationError:
            problem = _Problem()
        if status in _ACCOUNT:
            self._token = ("", 0.0)
            raise AccountError("answered", status=status, problem=problem.code)
        if status >= 500 or status in _LATER or problem.code == _HASH_MISMATCH:
            raise OfflineError("answered", status=status, problem=problem.code)
        raise RefusedError(
            "answered",
            status=status,
            problem=problem.code or RefusedError.code,
            advice=problem.remedy or "",
        )


def _parsed(model: type[_Model], answer: httpx.Response) -> _Model:
    try:
        return model.model_validate_json(answer.content)
    except ValidationError as error:
        raise CentreError() from error
