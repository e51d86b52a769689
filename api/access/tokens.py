"""Access tokens: short-lived, signed with ES256 (RFC 9068).

Systems get them for their credentials. The same check accepts the tokens of an OIDC provider once
its keys are added: every key has its `kid`.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from api.access.clients import Client, Clients
from api.errors import UnauthenticatedError
from storage.objects.port import sha256_of

__all__ = ["TokenIssuer"]

_ISSUER = "motlan"
_ALGORITHM = "ES256"


class TokenIssuer:
    """Issues and verifies tokens."""

    def __init__(
        self,
        key: ECKey,
        *,
        lifetime: dt.timedelta = dt.timedelta(minutes=10),
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        """Initialise with a private key on the curve P-256.

        Args:
            key: Signs the tokens.
            lifetime: How long a token is valid.
            clock: Returns the time, UTC.
        """
        self._key = key
        self._clock = clock
        self.lifetime = lifetime

    def issue(self, client: Client) -> str:
        """Issue a token for an account."""
        now = self._clock()
        claims = {
            "iss": _ISSUER,
            "aud": _ISSUER,
            "sub": client.id,
            "client_id": client.id,
            "secret": _mark(client),
            "scope": " ".join(sorted(client.scopes)),
            "iat": int(now.timestamp()),
            "exp": int((now + self.lifetime).timestamp()),
            "jti": uuid.uuid4().hex,
        }
        header = {"alg": _ALGORITHM, "typ": "at+jwt", "kid": self._key.thumbprint()}
        return jwt.encode(header, claims, self._key, algorithms=[_ALGORITHM])

    def client(self, token: str, clients: Clients) -> Client:
        """Return the account for which a token was issued, as it is now.

        Raises:
            UnauthenticatedError: The token is not ours, was altered or has expired; or the account
                is closed, or has another secret since.
        """
        claims = self._claims(token)
        client = clients.get(str(claims["sub"]))
        if client is None or claims.get("secret") != _mark(client):
            raise UnauthenticatedError("closed")
        return client

    def _claims(self, token: str) -> dict[str, Any]:
        try:
            claims = jwt.decode(token, self._key, algorithms=[_ALGORITHM]).claims
            jwt.JWTClaimsRegistry(
                now=int(self._clock().timestamp()),
                iss={"essential": True, "value": _ISSUER},
                aud={"essential": True, "value": _ISSUER},
                sub={"essential": True},
                exp={"essential": True},
            ).validate(claims)
        except (JoseError, ValueError, KeyError, TypeError):
            raise UnauthenticatedError("invalid") from None
        return claims


def _mark(client: Client) -> str:
    """Return what tells the secret of an account from a later one, and tells nothing else."""
    return sha256_of(client.secret_sha256.encode())[:16]
