"""Authorises requests: who asks, why, and whether they may. Refusals are logged like answers.

Every request for data carries its reason in headers as percent-encoded UTF-8: purpose, procedure,
dossier, responsible officer and legal basis (NĐ 356/2025/NĐ-CP; NĐ 224/2026/NĐ-CP Art. 17.2: right
authority, right purpose, traceable).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import unquote

from fastapi import Depends, Header, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.access.clients import Client, Scope
from api.errors import (
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    TooManyRequestsError,
    UnauthenticatedError,
)
from api.services import Services
from app.acting import Asking, Caller, note
from app.operation.log_scope import new_request
from schemas.law.procedures import Procedure, procedure
from schemas.papers import registry as papers
from schemas.papers.model import Sensitivity
from schemas.record.paper import PaperRecord, PaperStatus
from storage.audit.chain import Action
from storage.papers.search.entries import IndexEntry

__all__ = [
    "Access",
    "Reason",
    "address_of",
    "bearer",
    "check_failures",
    "check_file",
    "client_of",
    "is_known",
    "may_read",
    "reason_of",
    "requires",
    "services_of",
]

bearer = HTTPBearer(auto_error=False, description="Token from /oauth/token")


def _header(words: str) -> Any:
    return Header(min_length=1, max_length=600, description=f"{words}, percent-encoded UTF-8")


_Purpose = Annotated[str, _header("why the data is asked for")]
_Procedure = Annotated[str, _header("code of the procedure (mã TTHC)")]
_Dossier = Annotated[str, _header("code of the dossier (mã hồ sơ)")]
_LegalBasis = Annotated[str, _header("the law that permits it")]
_OfficerText = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=600,
        description="account of the person; required of systems, not counted with user tokens",
    ),
]
_FAILURES_PER_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Reason:
    """The reason of a request."""

    purpose: str
    procedure: str
    dossier: str
    officer: str
    legal_basis: str


@dataclass(frozen=True, slots=True)
class Access:
    """An authorised request, with the caller for the verbs."""

    services: Services
    client: Client
    reason: Reason
    rules: Procedure
    request: str
    address: str = ""

    @property
    def by(self) -> Caller:
        """The caller that is passed to the verbs."""
        return _caller(self.client, self.reason, self.request, self.address)

    def refuse(
        self, outcome: str, *, entry: IndexEntry | None = None, subject: str | None = None
    ) -> None:
        """Log a refusal.

        Args:
            outcome: Keyword of the refusal.
            entry: The paper concerned; whoever it names is concerned unless a person is given.
            subject: Personal number; only its keyed hash is stored.
        """
        note(
            self.services.app,
            self.by,
            Action.REFUSE,
            paper_id=entry.paper_id if entry else "",
            subject=subject or (entry.concerned if entry else None),
            outcome=outcome,
        )

    def paper(self, paper_id: str, *, withdrawn: bool = False) -> IndexEntry:
        """Return a paper that this account may know of for this procedure.

        Args:
            paper_id: SHA-256 of the original.
            withdrawn: Whether to return a paper whose owner has withdrawn consent to reuse;
                otherwise it is visible only for the dossier it came with.

        Raises:
            NotFoundError: It does not exist or the account may not know of it; both look the same.
        """
        entry = self.services.app.archive.index.get(paper_id)
        refusal = self._refusal(entry, withdrawn=withdrawn)
        if entry is None or refusal:
            self.refuse(refusal or "no_such_paper", entry=entry)
            raise NotFoundError()
        return entry

    def may_know(self, entry: IndexEntry) -> bool:
        """Return whether this account may know of a paper for this procedure."""
        return not self._refusal(entry)

    def _refusal(self, entry: IndexEntry | None, *, withdrawn: bool = False) -> str:
        if entry is None:
            return ""
        if not self.client.may_see(entry.paper_type):
            return "type_not_granted"
        if not any(entry.paper_type in c.accepts for c in self.rules.components):
            return "not_needed_for_procedure"
        own_dossier = entry.belongs_to(self.reason.dossier)
        if entry.status is PaperStatus.WITHDRAWN and not withdrawn and not own_dossier:
            return "consent_withdrawn"
        return ""


def may_read(access: Access, paper_type: str, field: str) -> bool:
    """Return whether an account may read a field of a paper that it may know of.

    The procedure must need the field, and a sensitive field must be granted by name.
    """
    model = papers.paper_type(paper_type)
    spec = model.specs().get(field) if model else None
    if spec is None:
        return True  # unknown field: no paper type has it, so no value is ever returned
    if not access.rules.may_read(paper_type, field):
        return False
    sensitive = spec.sensitivity is Sensitivity.SENSITIVE
    return not sensitive or f"{paper_type}.{field}" in access.client.sensitive_fields


def check_file(access: Access, entry: IndexEntry, record: PaperRecord) -> None:
    """Refuse a file whose picture shows values that the account may not read.

    Raises:
        ForbiddenError: The paper has sensitive data that was not granted to the account.
    """
    model = papers.paper_type(entry.paper_type)
    specs = model.specs() if model else {}
    for name, evidence in record.fields.items():
        spec = specs.get(name)
        if evidence.value is None or spec is None or spec.sensitivity is not Sensitivity.SENSITIVE:
            continue
        if f"{entry.paper_type}.{name}" not in access.client.sensitive_fields:
            access.refuse("sensitive_not_granted", entry=entry)
            raise ForbiddenError("sensitive")


def address_of(request: Request) -> str:
    """Return the address of the client; behind a proxy, as the proxy reports it."""
    return request.client.host if request.client else ""


def check_failures(services: Services, address: str) -> None:
    """Count a request without valid token or credentials against its client address.

    Raises:
        TooManyRequestsError: There were so many recently that they are no longer logged.
    """
    if not services.limiter.allow(f"failures {address}", _FAILURES_PER_MINUTE):
        raise TooManyRequestsError("attempts")


def services_of(request: Request) -> Services:
    """Return the services of the application."""
    services: Services = request.app.state.services
    return services


def reason_of(
    motlan_purpose: _Purpose,
    motlan_procedure: _Procedure,
    motlan_dossier: _Dossier,
    motlan_legal_basis: _LegalBasis,
    motlan_officer: _OfficerText = None,
) -> Reason:
    """Read the reason from the headers; a person's token itself identifies the officer."""
    return Reason(
        purpose=unquote(motlan_purpose),
        procedure=unquote(motlan_procedure),
        dossier=unquote(motlan_dossier),
        officer=unquote(motlan_officer or ""),
        legal_basis=unquote(motlan_legal_basis),
    )


class requires:  # noqa: N801 - reads as a word in `Depends(requires(Scope.X))`
    """Dependency that requires a valid token, the scope, the procedure and a free rate limit."""

    def __init__(self, scope: Scope) -> None:
        """Require a scope."""
        self.scope = scope

    def __call__(
        self,
        asked: Request,
        services: Annotated[Services, Depends(services_of)],
        credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
        reason: Annotated[Reason, Depends(reason_of)],
    ) -> Access:
        """Authorise a request or refuse it.

        Raises:
            UnauthenticatedError, ForbiddenError, TooManyRequestsError: The request is refused.
            InvalidRequestError: The request of a system names no officer.
        """
        request, address = new_request(), address_of(asked)
        try:
            client = client_of(services, credentials)
        except UnauthenticatedError:
            check_failures(services, address)
            stranger = Caller("unknown", request=request, address=address)
            note(services.app, stranger, Action.REFUSE, outcome="no_valid_token")
            raise
        if client.officer:
            reason = replace(reason, officer=client.officer)
        elif not reason.officer:
            raise InvalidRequestError("places", places="header.motlan-officer")
        by = _caller(client, reason, request, address)
        if not services.limiter.allow(client.id, client.requests_per_minute):
            note(services.app, by, Action.REFUSE, outcome="too_many_requests")
            raise TooManyRequestsError()
        if self.scope not in client.scopes:
            note(services.app, by, Action.REFUSE, outcome=f"no_scope {self.scope}")
            raise ForbiddenError("scope", scope=self.scope)
        rules = procedure(reason.procedure, services.today())
        if rules is None or not client.may_serve(reason.procedure):
            note(services.app, by, Action.REFUSE, outcome="procedure_not_granted")
            raise ForbiddenError("procedure")
        return Access(services, client, reason, rules, request, address)


def client_of(services: Services, credentials: HTTPAuthorizationCredentials | None) -> Client:
    """Return the account behind a token.

    Raises:
        UnauthenticatedError: The token is missing or invalid, or the account is closed.
    """
    if credentials is None:
        raise UnauthenticatedError("missing")
    token = credentials.credentials
    if services.oidc is not None and services.oidc.issued(token):
        return services.oidc.client(token)
    return services.tokens.client(token, services.clients)


async def is_known(request: Request) -> bool:
    """Return whether a request has a valid token; refusing it is left to the endpoint.

    Raises:
        ProviderUnavailableError: The token cannot be checked for now.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return False
    credentials = HTTPAuthorizationCredentials(scheme=scheme, credentials=token)
    try:
        await run_in_threadpool(client_of, services_of(request), credentials)
    except UnauthenticatedError:
        return False
    return True


def _caller(client: Client, reason: Reason, request: str, address: str) -> Caller:
    return Caller(
        actor=client.id,
        officer=reason.officer,
        agency=client.agency,
        purpose=reason.purpose,
        legal_basis=reason.legal_basis,
        procedure=reason.procedure,
        dossier=reason.dossier,
        request=request,
        address=address,
        asking=Asking(
            branch=None if client.may_watch("*") else client.branch,
            persons_per_day=client.persons_per_day,
        ),
    )
