"""Tokens of persons from an OpenID Connect provider, in addition to our own tokens of systems.

The provider is configured in `oidc.toml` next to the accounts:

    issuer = "https://sso.example/realms/hanoi"
    audience = "motlan"
    jwks = "https://sso.example/realms/hanoi/certs"    # or the path of a file
    officer_claim = "preferred_username"
    agency_claim = "agency"
    words_claims = ["scope", "realm_access.roles"]     # scopes and roles alike
    [grants.one-door-officer]                          # what a value of them allows
    agency = "H26.1"
    scopes = ["reuse:check", "reuse:decide", "papers:read"]
    procedures = ["1.004884"]
    paper_types = ["birth_certificate"]

The signature (asymmetric algorithms only), `iss`, `aud` and `exp` are checked (RFC 9068). The keys
are cached; an unknown `kid` reloads them, so a provider may rotate its keys.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import re
import threading
import time
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

import httpx
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ConfigDict, Field, field_validator

from api.access.clients import Client, Scope
from api.errors import ProviderUnavailableError, UnauthenticatedError

__all__ = ["PERSON", "Grant", "OidcProvider", "OidcSettings"]

_PERSONS = "user-"
PERSON = re.compile(rf"{_PERSONS}[0-9a-f]{{32}}")
"""How the accounts of persons are called; the provider knows whether they are still there."""

_Word = TypeVar("_Word", bound=str)
_NO_SECRET = "0" * 64
"""Hash of no known secret: such an account cannot authenticate with a secret."""
_LEEWAY_SECONDS = 30


class Grant(BaseModel):
    """What a scope or role of the provider permits here; see `api.access.clients.Client`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    agency: str = ""
    scopes: frozenset[Scope] = frozenset()
    procedures: frozenset[str] = frozenset()
    paper_types: frozenset[str] = frozenset()
    sensitive_fields: frozenset[str] = frozenset()


class OidcSettings(BaseModel):
    """The provider and what its scopes and roles permit here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str = Field(min_length=1)
    audience: str = Field(min_length=1)
    jwks: str = Field(min_length=1, description="address or path of the provider's public keys")
    algorithms: tuple[
        Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"],
        ...,
    ] = ("RS256", "ES256")
    officer_claim: str = "preferred_username"
    agency_claim: str = "agency"
    words_claims: tuple[str, ...] = ("scope", "roles")
    cache_seconds: float = Field(default=600, gt=0)
    retry_seconds: float = Field(default=10, ge=0, description="between two loads for unknown keys")
    requests_per_minute: int = Field(default=120, gt=0)
    grants: dict[str, Grant] = Field(default_factory=dict)

    @field_validator("jwks")
    @classmethod
    def _is_safe(cls, jwks: str) -> str:
        """Refuse an address from which keys could be replaced in transit."""
        parts = urlsplit(jwks)
        if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
            raise ValueError("keys are loaded over https")
        return jwks

    @classmethod
    def load(cls, path: Path) -> OidcSettings:
        """Read the administrator's file.

        Raises:
            ValueError: It does not have the format above.
        """
        return cls.model_validate(tomllib.loads(path.read_text("utf-8")))


class OidcProvider:
    """Checks the tokens of one provider."""

    def __init__(
        self,
        settings: OidcSettings,
        *,
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        """Initialise; keys are loaded with the first token.

        Args:
            settings: The provider and the grants.
            clock: Returns the time, UTC.
            ticks: Returns seconds, for the age of the keys.
        """
        self._settings = settings
        self._clock = clock
        self._ticks = ticks
        self._lock = threading.Lock()
        self._keys: KeySet | None = None
        self._loaded = 0.0

    def issued(self, token: str) -> bool:
        """Return whether a token claims to be from this provider, without checking it."""
        try:
            body = token.split(".")[1]
            claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        except (IndexError, ValueError):
            return False
        return isinstance(claims, dict) and claims.get("iss") == self._settings.issuer

    def client(self, token: str) -> Client:
        """Return the account of the person behind a token, with the union of its grants.

        Raises:
            UnauthenticatedError: The token is invalid or names no person.
            ProviderUnavailableError: The keys cannot be loaded.
        """
        claims = self.claims(token)
        officer = claims.get(self._settings.officer_claim)
        if not isinstance(officer, str) or not 0 < len(officer) <= 200:
            raise UnauthenticatedError("no-officer")
        words = _words(claims, self._settings.words_claims)
        grants = [g for word, g in self._settings.grants.items() if word in words]
        agency = claims.get(self._settings.agency_claim) or next(
            (g.agency for g in grants if g.agency), "unknown"
        )
        identity = f"{self._settings.issuer} {claims['sub']}".encode()
        return Client(
            id=f"{_PERSONS}{hashlib.sha256(identity).hexdigest()[:32]}",
            agency=str(agency),
            secret_sha256=_NO_SECRET,
            officer=officer,
            scopes=_union(g.scopes for g in grants),
            procedures=_union(g.procedures for g in grants),
            paper_types=_union(g.paper_types for g in grants),
            sensitive_fields=_union(g.sensitive_fields for g in grants),
            requests_per_minute=self._settings.requests_per_minute,
        )

    def claims(self, token: str) -> Mapping[str, Any]:
        """Return the claims of a token.

        Raises:
            UnauthenticatedError: The token is invalid.
            ProviderUnavailableError: The keys cannot be loaded.
        """
        try:
            kid = jws.extract_compact(token.encode()).protected.get("kid")
            keys = self._keys_with(kid if isinstance(kid, str) else None)
            claims = jwt.decode(token, keys, algorithms=list(self._settings.algorithms)).claims
            jwt.JWTClaimsRegistry(
                now=int(self._clock().timestamp()),
                leeway=_LEEWAY_SECONDS,
                iss={"essential": True, "value": self._settings.issuer},
                aud={"essential": True, "value": self._settings.audience},
                sub={"essential": True},
                exp={"essential": True},
            ).validate(claims)
        except (JoseError, ValueError, KeyError, TypeError):
            raise UnauthenticatedError("invalid") from None
        return claims

    def _keys_with(self, kid: str | None) -> KeySet:
        """Return the keys, reloaded if they are old or a new key seems to be in use."""
        with self._lock:
            age = self._ticks() - self._loaded
            known = self._keys is not None and (
                kid is None or any(key.kid == kid for key in self._keys.keys)
            )
            fresh = age < (self._settings.cache_seconds if known else self._settings.retry_seconds)
            if self._keys is None or not fresh:
                self._keys = self._load()
                self._loaded = self._ticks()
            return self._keys

    def _load(self) -> KeySet:
        source = self._settings.jwks
        try:
            if urlsplit(source).scheme in ("http", "https"):
                answer = httpx.get(source, timeout=5, follow_redirects=False)
                answer.raise_for_status()
                data = answer.content
            else:
                data = Path(source).read_bytes()
            return KeySet.import_key_set(json.loads(data))
        except (httpx.HTTPError, OSError, ValueError, KeyError, JoseError) as error:
            raise ProviderUnavailableError("keys", reason=type(error).__name__) from error


def _words(claims: Mapping[str, Any], places: Iterable[str]) -> set[str]:
    """Collect scopes and roles (spaced text or lists) at paths such as `realm_access.roles`."""
    found: set[str] = set()
    for place in places:
        value: Any = claims
        for part in place.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if isinstance(value, str):
            found.update(value.split())
        elif isinstance(value, list):
            found.update(word for word in value if isinstance(word, str))
    return found


def _union(sets: Iterable[frozenset[_Word]]) -> frozenset[_Word]:
    return frozenset(word for each in sets for word in each)
