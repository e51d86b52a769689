"""The client of the query service: handles tokens, and waits when the service asks it to."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self, TypeVar
from urllib.parse import quote, urljoin

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from motlan_client.errors import QueryError
from motlan_client.models import (
    Accesses,
    AccessOut,
    ChangeOut,
    ChangePage,
    Counters,
    DecisionOut,
    DossierFact,
    ErasureGround,
    ErasureOut,
    Fields,
    LinkOut,
    NumbersOut,
    OpenDossierOut,
    PaperOut,
    PaperPage,
    Problem,
    Procedure,
    ReuseCheckOut,
    SchemaOut,
    TokenOut,
    VerdictOut,
)

__all__ = ["FileKind", "QueryClient", "Reason"]

FileKind = Literal["original", "signed_master", "searchable_pdf"]

_ATTEMPTS = 4
_RENEW_BEFORE = 30
_LATER = (429, 503)

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Reason:
    """The reason for a request; recorded on the audit chain with every request."""

    purpose: str
    procedure: str
    dossier: str
    officer: str
    legal_basis: str

    @property
    def headers(self) -> dict[str, str]:
        """The reason as request headers."""
        return {
            "Motlan-Purpose": quote(self.purpose),
            "Motlan-Procedure": quote(self.procedure),
            "Motlan-Dossier": quote(self.dossier),
            "Motlan-Officer": quote(self.officer),
            "Motlan-Legal-Basis": quote(self.legal_basis),
        }


class QueryClient:
    """Client of one service under one account."""

    def __init__(
        self,
        url: str,
        client_id: str,
        secret: str,
        *,
        http: httpx.Client | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Store URL and account; nothing is sent yet.

        Args:
            url: URL of the service.
            client_id: The account.
            secret: Its secret.
            http: HTTP client with the city's certificates and proxies; closed with this client.
            sleep: Function that waits for a number of seconds.
        """
        self._http = http or httpx.Client(timeout=30)
        self._url = url.rstrip("/")
        self._account = (client_id, secret)
        self._sleep = sleep
        self._token: tuple[str, float] = ("", 0.0)

    def __enter__(self) -> Self:
        """Return the client itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def procedures(self, reason: Reason) -> list[Procedure]:
        """Return the procedures that this account works on."""
        answer = self._ask("GET", "/v1/procedures", reason)
        return TypeAdapter(list[Procedure]).validate_json(answer.content)

    def open_dossier(self, branch: str, reason: Reason) -> OpenDossierOut:
        """Say that the dossier of the reason is open: people may be asked about for it."""
        body = {"branch": branch, "open": True}
        return self._model(OpenDossierOut, "POST", "/v1/dossiers", reason, json=body)

    def close_dossier(self, branch: str, reason: Reason) -> OpenDossierOut:
        """Say that the dossier of the reason is resolved or given up."""
        body = {"branch": branch, "open": False}
        return self._model(OpenDossierOut, "POST", "/v1/dossiers", reason, json=body)

    def check_reuse(
        self,
        subject_id: str,
        reason: Reason,
        facts: Mapping[str, bool] | None = None,
        *,
        name: str = "",
        birth: str = "",
    ) -> ReuseCheckOut:
        """Ask which components of the procedure are on file for a person.

        Name and birth (`1990-05-31` or `1990`) find papers that carry no number; for somebody
        who has none, the number may be empty.

        Raises:
            QueryError: The service refused or does not answer; the same for all methods.
        """
        body = {
            "subject_id": subject_id or None,
            "facts": dict(facts or {}),
            "name": name,
            "birth": birth,
        }
        return self._model(ReuseCheckOut, "POST", "/v1/reuse/checks", reason, json=body)

    def decide(
        self,
        check: int,
        component: str,
        paper_id: str,
        decision: Literal["accept", "reject"],
        reason: Reason,
    ) -> DecisionOut:
        """Accept or reject a paper that a check proposed."""
        body = {
            "check": check,
            "component": component,
            "paper_id": paper_id,
            "decision": decision,
        }
        return self._model(DecisionOut, "POST", "/v1/reuse/decisions", reason, json=body)

    def search(self, reason: Reason, **conditions: Any) -> Iterator[PaperOut]:
        """Yield the papers that satisfy the conditions of `SearchIn`, newest arrival first."""
        after = None
        while True:
            body = {**conditions, **({"after": after} if after else {})}
            page = self._model(PaperPage, "POST", "/v1/papers/search", reason, json=body)
            yield from page.papers
            if page.next is None:
                return
            after = page.next

    def paper(self, paper_id: str, reason: Reason) -> PaperOut:
        """Return the metadata of a paper, without its values."""
        return self._model(PaperOut, "GET", f"/v1/papers/{paper_id}", reason)

    def fields(self, paper_id: str, reason: Reason) -> Fields:
        """Return the values that this account may see."""
        return self._model(Fields, "GET", f"/v1/papers/{paper_id}/fields", reason)

    def paper_types(self) -> list[SchemaOut]:
        """Return the types of paper that the service knows; needs no account."""
        return TypeAdapter(list[SchemaOut]).validate_json(self._send("GET", "/v1/schemas").content)

    def schema(self, paper_type: str) -> dict[str, Any]:
        """Return the JSON Schema of the values of a type; needs no account."""
        found: dict[str, Any] = self._send("GET", f"/v1/schemas/{paper_type}").json()
        return found

    def file(self, paper_id: str, kind: FileKind, reason: Reason) -> bytes:
        """Return one file of a paper."""
        return self._ask("GET", f"/v1/papers/{paper_id}/files/{kind}", reason).content

    def link(self, paper_id: str, kind: FileKind, reason: Reason, *, seconds: int = 300) -> LinkOut:
        """Return a link to one file for a viewer that cannot send headers; the URL is absolute."""
        path, body = f"/v1/papers/{paper_id}/files/{kind}/links", {"seconds": seconds}
        made = self._model(LinkOut, "POST", path, reason, json=body)
        return made.model_copy(update={"url": urljoin(f"{self._url}/", made.url)})

    def open_link(self, link: LinkOut) -> bytes:
        """Return the file of a link, as a viewer would fetch it: without token and reason."""
        return self._send("GET", link.url).content

    def set_status(
        self,
        paper_id: str,
        status: Literal["current", "revoked", "replaced"],
        version: int,
        reason: Reason,
    ) -> PaperOut:
        """Mark a paper as no longer valid, or as valid again."""
        body = {"status": status, "version": version}
        return self._model(PaperOut, "POST", f"/v1/papers/{paper_id}/status", reason, json=body)

    def revoke(self, paper_id: str, version: int, reason: Reason) -> PaperOut:
        """Mark a paper as revoked: it is no longer offered for reuse."""
        return self.set_status(paper_id, "revoked", version, reason)

    def withdraw_consent(self, paper_id: str, version: int, reason: Reason) -> PaperOut:
        """Record that the owner does not want a paper reused; it stays on file."""
        return self._consent(paper_id, False, version, reason)

    def give_consent(self, paper_id: str, version: int, reason: Reason) -> PaperOut:
        """Record that the owner allows a paper to be reused again."""
        return self._consent(paper_id, True, version, reason)

    def correct(
        self,
        paper_id: str,
        fields: Mapping[str, str | None],
        version: int,
        reason: Reason,
        *,
        sure: Collection[str] = (),
        alone: bool = False,
    ) -> PaperOut:
        """Correct values in all scans of a paper.

        Args:
            paper_id: The paper.
            fields: Values as a person writes them; None if the paper has none.
            version: Version that the caller has seen.
            reason: Reason for the request.
            sure: Fields on whose value the officer insists although it was doubted.
            alone: Whether to correct this scan only.
        """
        path, body = f"/v1/papers/{paper_id}/corrections", {"fields": {**fields}}
        more = {"version": version, "sure": sorted(sure), "alone": alone}
        return self._model(PaperOut, "POST", path, reason, json={**body, **more})

    def tell_apart(self, paper_id: str, other: str, version: int, reason: Reason) -> PaperOut:
        """Record that two scans are of different papers, however alike they look."""
        path, body = f"/v1/papers/{paper_id}/apart", {"other": other, "version": version}
        return self._model(PaperOut, "POST", path, reason, json=body)

    def erase(
        self, paper_id: str, ground: ErasureGround, reference: str, version: int, reason: Reason
    ) -> ErasureOut:
        """Erase a paper that must not be kept any longer; this cannot be undone.

        Args:
            paper_id: The paper.
            ground: Why it may not be kept.
            reference: Number of the decision, no names.
            version: Version that the caller has seen.
            reason: Reason for the request.
        """
        body = {"ground": ground, "reference": reference, "version": version}
        return self._model(ErasureOut, "POST", f"/v1/papers/{paper_id}/erasure", reason, json=body)

    def verify(self, data: bytes, reason: Reason) -> VerdictOut:
        """Return the verdict on a signed PDF of any origin."""
        sent = {"Content-Type": "application/octet-stream"}
        path = "/v1/verifications"
        return self._model(VerdictOut, "POST", path, reason, content=data, headers=sent)

    def verify_stored(self, paper_id: str, kind: FileKind, reason: Reason) -> VerdictOut:
        """Return the verdict on a file as stored now."""
        return self._model(VerdictOut, "GET", f"/v1/papers/{paper_id}/verdicts/{kind}", reason)

    def link_numbers(
        self, number: str, other: str, reason: Reason, *, linked: bool = True
    ) -> NumbersOut:
        """Say that two numbers are one person's, or take that back.

        The purpose of the request says what shows it.
        """
        body = {"number": number, "other": other, "linked": linked}
        return self._model(NumbersOut, "POST", "/v1/persons/numbers", reason, json=body)

    def changes(self, reason: Reason, after: int = 0) -> Iterator[ChangeOut]:
        """Yield all changes after a number; keep the last number for the next call."""
        while True:
            page = self._model(ChangePage, "GET", "/v1/changes", reason, params={"after": after})
            yield from page.changes
            if not page.changes:
                return
            after = page.next

    def accesses(self, subject_id: str, reason: Reason) -> tuple[AccessOut, ...]:
        """Return who looked at a person's papers."""
        body = {"subject_id": subject_id}
        return self._model(Accesses, "POST", "/v1/audit/person", reason, json=body).accesses

    def indicators(self, dossiers: Iterable[DossierFact], reason: Reason) -> list[Counters]:
        """Return the indicators of Quyết định 766/QĐ-TTg for dossiers of the case system."""
        answer = self._ask("POST", "/v1/indicators", reason, json=_asked(dossiers))
        return TypeAdapter(list[Counters]).validate_json(answer.content)

    def indicators_csv(self, dossiers: Iterable[DossierFact], reason: Reason) -> bytes:
        """Return the indicators for a spreadsheet: CSV in UTF-8 with a byte order mark."""
        form, body = {"format": "csv"}, _asked(dossiers)
        return self._ask("POST", "/v1/indicators", reason, params=form, json=body).content

    def is_up(self) -> bool:
        """Return whether the service answers; needs no account."""
        try:
            return self._http.get(f"{self._url}/healthz").is_success
        except httpx.TransportError:
            return False

    def _consent(self, paper_id: str, given: bool, version: int, reason: Reason) -> PaperOut:
        body = {"given": given, "version": version}
        return self._model(PaperOut, "POST", f"/v1/papers/{paper_id}/consent", reason, json=body)

    def _model(
        self, model: type[_Model], method: str, path: str, reason: Reason, **content: Any
    ) -> _Model:
        return model.model_validate_json(self._ask(method, path, reason, **content).content)

    def _ask(self, method: str, path: str, reason: Reason, **content: Any) -> httpx.Response:
        own = content.pop("headers", {})
        headers = {**own, **reason.headers, "Authorization": f"Bearer {self._fresh_token()}"}
        return self._send(method, path, headers=headers, **content)

    def _fresh_token(self) -> str:
        token, until = self._token
        if time.monotonic() >= until:
            grant = {"grant_type": "client_credentials"}
            answer = self._send("POST", "/oauth/token", data=grant, auth=self._account)
            made = TokenOut.model_validate_json(answer.content)
            token = made.access_token
            self._token = (token, time.monotonic() + made.expires_in - _RENEW_BEFORE)
        return token

    def _send(self, method: str, path: str, **content: Any) -> httpx.Response:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                answer = self._http.request(method, urljoin(f"{self._url}/", path), **content)
            except httpx.TransportError as error:
                raise QueryError("The service does not answer.", source=_shown(path)) from error
            if answer.status_code in _LATER and attempt < _ATTEMPTS:
                self._sleep(float(answer.headers.get("Retry-After", "1")) * 2 ** (attempt - 1))
                continue
            if answer.is_error:
                raise _refusal(answer, _shown(path))
            return answer
        raise AssertionError("the last attempt returns or raises")


def _asked(dossiers: Iterable[DossierFact]) -> dict[str, object]:
    return {"dossiers": TypeAdapter(list[DossierFact]).dump_python(list(dossiers), mode="json")}


def _shown(path: str) -> str:
    """Return a URL that may appear in a message: the token of a link gives access to the file."""
    return "/v1/links/…" if "/v1/links/" in path or "://" in path else path


def _refusal(answer: httpx.Response, path: str) -> QueryError:
    try:
        problem = Problem.model_validate_json(answer.content)
    except ValidationError:
        return QueryError(f"The service answered {answer.status_code}.", source=path)
    return QueryError(f"{problem.code}: {problem.detail}", source=path, problem=problem)
