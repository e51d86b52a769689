"""Sign-in to the pages through an OpenID Connect provider: code flow with PKCE (RFC 7636).

The provider is configured in `single_sign_on.toml` next to the accounts:

    label = "Cổng đăng nhập của thành phố"
    address = "https://motlan.example"              # public address of these pages
    issuer = "https://sso.example/realms/hanoi"
    client_id = "motlan-pages"
    client_secret = "…"                             # empty for a public client
    authorization_endpoint = "https://sso.example/realms/hanoi/auth"
    token_endpoint = "https://sso.example/realms/hanoi/token"
    jwks = "https://sso.example/realms/hanoi/certs" # or the path of a file
    account_claim = "preferred_username"
    end_session_endpoint = "https://sso.example/realms/hanoi/logout"   # may be left out

The provider only establishes identity; permissions come from the account of that name here (`motlan
account add NAME --role … --sso`), and the first sign-in binds it to the provider's `sub`. The
provider must say when the person authenticated (`auth_time`): a session of the provider that is
older than the idle time of these pages opens nothing.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import secrets
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from pydantic import BaseModel, ConfigDict, Field, field_validator

from api.access.oidc import OidcProvider, OidcSettings
from api.errors import ApiError
from web.errors import SingleSignOnError

__all__ = ["Identity", "Journey", "SingleSignOn", "SingleSignOnSettings"]

_RETURN = "/dang-nhap/chung/ve"
_AFTERWARDS = "/dang-nhap"
_SKEW_SECONDS = 30
"""Clocks of two machines differ."""
_SECONDS = 10.0
_HERE = ("127.0.0.1", "localhost", "::1")


class SingleSignOnSettings(BaseModel):
    """The provider and the registration of these pages with it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str = "Cổng đăng nhập chung"
    address: str = Field(description="of these pages, without a slash at the end")
    issuer: str = Field(min_length=1)
    client_id: str = Field(min_length=1)
    client_secret: str = Field(default="", repr=False)
    authorization_endpoint: str
    token_endpoint: str
    jwks: str
    account_claim: str = "preferred_username"
    end_session_endpoint: str = ""
    scope: str = "openid profile"

    @field_validator("address", "authorization_endpoint", "token_endpoint", "end_session_endpoint")
    @classmethod
    def _is_safe(cls, address: str) -> str:
        """Refuse an address over which the authorisation code could be intercepted."""
        parts = urlsplit(address)
        if address and parts.scheme != "https" and parts.hostname not in _HERE:
            raise ValueError("the provider and the pages are reached over https")
        return address

    @classmethod
    def load(cls, path: Path) -> SingleSignOnSettings:
        """Read the administrator's file.

        Raises:
            ValueError: It does not have the format above.
        """
        return cls.model_validate(tomllib.loads(path.read_text("utf-8")))


@dataclass(frozen=True, slots=True)
class Journey:
    """The state of a sign-in, kept by the browser while the person is at the provider.

    Attributes:
        state: Returned with the answer; proves that the answer belongs to this request.
        nonce: Returned in the token; proves that the token was issued for this sign-in.
        verifier: Sent when the code is redeemed; proves that the redeemer requested it.
        next: Where to go afterwards.
    """

    state: str
    nonce: str
    verifier: str
    next: str

    @classmethod
    def begin(cls, next_page: str) -> Journey:
        """Start a sign-in with new random secrets."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        return cls(state, nonce, verifier, next_page)

    @classmethod
    def parse(cls, cookie: str) -> Journey:
        """Parse the value that `cookie` returned.

        Raises:
            SingleSignOnError: The value is not valid.
        """
        try:
            return cls(**json.loads(base64.urlsafe_b64decode(cookie)))
        except (ValueError, TypeError) as error:
            raise SingleSignOnError("no-journey") from error

    def cookie(self) -> str:
        """Return the state as a cookie value."""
        return base64.urlsafe_b64encode(json.dumps(asdict(self)).encode()).decode()


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the provider names.

    Attributes:
        account: Name of the account.
        subject: Hash of the provider and its identifier of the person, which never changes.
    """

    account: str
    subject: str


class SingleSignOn:
    """Sends people to the provider and handles their return."""

    def __init__(
        self,
        settings: SingleSignOnSettings,
        idle: dt.timedelta,
        *,
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        """Store the settings; the provider is not contacted before somebody signs in.

        Args:
            settings: The provider.
            idle: How old an authentication may be: as long as these pages stay open unused.
            clock: Returns the time, UTC.
        """
        self._settings = settings
        self._idle = idle
        self._clock = clock
        self._provider = OidcProvider(
            OidcSettings(issuer=settings.issuer, audience=settings.client_id, jwks=settings.jwks)
        )

    @property
    def label(self) -> str:
        """Label of the button."""
        return self._settings.label

    def address(self, journey: Journey, *, again: bool) -> str:
        """Return the address at the provider where the person signs in.

        Args:
            journey: State of this sign-in.
            again: Whether to require authentication even if the provider has a session: a locked
                session must be unlocked by a person, not by a browser.
        """
        digest = hashlib.sha256(journey.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": self._settings.address + _RETURN,
            "scope": self._settings.scope,
            "state": journey.state,
            "nonce": journey.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            "max_age": "0" if again else str(int(self._idle.total_seconds())),
        } | ({"prompt": "login"} if again else {})
        return f"{self._settings.authorization_endpoint}?{urlencode(asked)}"

    def goodbye(self) -> str:
        """Return the address at which the provider ends its session; empty if it names none."""
        place = self._settings.end_session_endpoint
        if not place:
            return ""
        back = {
            "client_id": self._settings.client_id,
            "post_logout_redirect_uri": self._settings.address + _AFTERWARDS,
        }
        return f"{place}?{urlencode(back)}"

    def identity(
        self, journey: Journey, state: str, code: str, *, since: dt.datetime | None = None
    ) -> Identity:
        """Return who returned.

        Args:
            journey: State of this sign-in.
            state: As returned.
            code: As returned.
            since: The person must have authenticated after that, UTC: they unlock a session.

        Raises:
            SingleSignOnError: The answer does not belong to this sign-in, the provider refuses, or
                its session is an old one.
        """
        if not hmac.compare_digest(state.encode(), journey.state.encode()):
            raise SingleSignOnError("other-journey")
        try:
            claims = self._provider.claims(self._redeem(code, journey))
        except ApiError as error:
            raise SingleSignOnError("invalid") from error
        name = claims.get(self._settings.account_claim)
        if claims.get("nonce") != journey.nonce or not isinstance(name, str):
            raise SingleSignOnError("other-token")
        if not self._is_for_these_pages(claims):
            raise SingleSignOnError("other-party")
        self._require_fresh(claims.get("auth_time"), since)
        identity = f"{self._settings.issuer} {claims['sub']}".encode()
        return Identity(name, hashlib.sha256(identity).hexdigest())

    def _is_for_these_pages(self, claims: Mapping[str, Any]) -> bool:
        """Tell whether the token was issued to these pages and to nobody else beside them."""
        party, audience = claims.get("azp"), claims.get("aud")
        several = isinstance(audience, list) and len(audience) > 1
        return party == self._settings.client_id or (party is None and not several)

    def _require_fresh(self, moment: object, since: dt.datetime | None) -> None:
        """Refuse an authentication that the provider only remembers."""
        if isinstance(moment, bool) or not isinstance(moment, int | float):
            raise SingleSignOnError("no-time")
        now = self._clock()
        earliest = now - self._idle
        if since is not None:
            earliest = max(earliest, min(since, now))
        from_, to = earliest.timestamp() - _SKEW_SECONDS, now.timestamp() + _SKEW_SECONDS
        if not from_ <= moment <= to:
            raise SingleSignOnError("old-session")

    def _redeem(self, code: str, journey: Journey) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._settings.address + _RETURN,
            "code_verifier": journey.verifier,
            "client_id": self._settings.client_id,
        }
        secret = self._settings.client_secret
        login = httpx.BasicAuth(self._settings.client_id, secret) if secret else None
        try:
            answer = httpx.post(
                self._settings.token_endpoint, data=form, auth=login, timeout=_SECONDS
            )
            answer.raise_for_status()
            return str(answer.json()["id_token"])
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise SingleSignOnError("no-token") from error
