"""Tokens for systems: OAuth 2 client credentials (RFC 6749 section 4.4)."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.security import HTTPBasic, HTTPBasicCredentials

from api.access.gate import address_of, check_failures, services_of
from api.bodies.tokens import TokenOut
from api.errors import TOKEN_PATH, OAuthProblem, TooManyRequestsError, UnauthenticatedError
from api.services import Services
from app.acting import Caller, note
from storage.audit.chain import Action

__all__ = ["router"]

router = APIRouter(tags=["tokens"])
_basic = HTTPBasic(auto_error=False, description="id and secret of the account")
_TOKENS_PER_MINUTE = 60


@router.post(
    TOKEN_PATH,
    responses={
        400: {"model": OAuthProblem, "description": "`invalid_request`, `unsupported_grant_type`"},
        401: {"model": OAuthProblem, "description": "`invalid_client`: wrong id or secret"},
        429: {"model": OAuthProblem, "description": "`temporarily_unavailable`: too many attempts"},
        503: {"model": OAuthProblem, "description": "`temporarily_unavailable`: try again"},
    },
)
def token(
    request: Request,
    response: Response,
    services: Annotated[Services, Depends(services_of)],
    credentials: Annotated[HTTPBasicCredentials | None, Depends(_basic)],
    grant_type: Annotated[
        Literal["client_credentials"], Form(description="the only grant there is")
    ],
    client_id: Annotated[
        str, Form(max_length=200, description="id of the account, where not sent by HTTP Basic")
    ] = "",
    client_secret: Annotated[
        str, Form(max_length=200, description="its secret, where not sent by HTTP Basic")
    ] = "",
) -> TokenOut:
    """Get a token for the credentials of an account (RFC 6749 section 4.4).

    The credentials come by HTTP Basic (`client_secret_basic`) or in the form
    (`client_secret_post`). Wrong ones count against the client address, never against the account.

    Raises:
        UnauthenticatedError: The credentials are wrong or missing.
        TooManyRequestsError: Too many attempts.
    """
    if credentials is None and client_id:
        credentials = HTTPBasicCredentials(username=client_id, password=client_secret)
    if credentials is None:
        raise UnauthenticatedError("no-credentials")
    address = address_of(request)
    client = services.clients.authenticate(credentials.username, credentials.password)
    if client is None:
        check_failures(services, address)
        known = services.clients.get(credentials.username)
        by = Caller(known.id if known else "unknown", address=address)
        note(services.app, by, Action.REFUSE, outcome="wrong_credentials")
        raise UnauthenticatedError("credentials")
    if not services.limiter.allow(f"token {client.id}", _TOKENS_PER_MINUTE):
        raise TooManyRequestsError("attempts")
    response.headers["Cache-Control"] = "no-store"
    return TokenOut(
        access_token=services.tokens.issue(client),
        expires_in=int(services.tokens.lifetime.total_seconds()),
        scope=" ".join(sorted(client.scopes)),
    )
