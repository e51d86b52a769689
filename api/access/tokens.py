"""Access tokens: short-lived, signed with ES256 (RFC 9068).

Systems get them for their credentials. The same check accepts the tokens of an OIDC provider once
its keys are added: every key has its `kid`.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from api.access.clients import Client
from api.errors import UnauthenticatedError

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
            "scope": " ".join(sorted(client.scopes)),
            "iat": int(now.timestamp()),
            "exp": int((now + self.lifetime).timestamp()),
            "jti": uuid.uuid4().hex,
        }
        header = {"alg": _ALGORITHM, "typ": "at+jwt", "kid": self._key.thumbprint()}
        return jwt.encode(header, claims, self._key, algorithms=[_ALGORITHM])

    def subject(self, token: str) -> str:
        """Return the account for which a token was issued.

        Raises:
            UnauthenticatedError: The token is not ours, was altered or has expired.
        """
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
        return str(claims["sub"])
