"""Sign-in to the pages through an OpenID Connect provider: code flow with PKCE (RFC 7636).

The provider is named in `single_sign_on.toml` beside the accounts:

    label = "Cổng đăng nhập của thành phố"
    address = "https://motlan.example"              # of these pages, as browsers reach them
    issuer = "https://sso.example/realms/hanoi"
    client_id = "motlan-pages"
    client_secret = "…"                             # empty for a public client
    authorization_endpoint = "https://sso.example/realms/hanoi/auth"
    token_endpoint = "https://sso.example/realms/hanoi/token"
    jwks = "https://sso.example/realms/hanoi/certs" # or the path of a file
    account_claim = "preferred_username"

The provider says who somebody is; what they may do stays with the account of that name here
(`motlan account add NAME --role … --sso`).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import httpx
from pydantic import BaseModel, ConfigDict, Field, field_validator

from api.access.oidc import OidcProvider, OidcSettings
from api.errors import ApiError
from web.errors import SingleSignOnError

__all__ = ["Journey", "SingleSignOn", "SingleSignOnSettings"]

_RETURN = "/dang-nhap/chung/ve"
_SECONDS = 10.0
_HERE = ("127.0.0.1", "localhost", "::1")


class SingleSignOnSettings(BaseModel):
    """The provider and how it knows these pages."""

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
    scope: str = "openid profile"

    @field_validator("address", "authorization_endpoint", "token_endpoint")
    @classmethod
    def _is_safe(cls, address: str) -> str:
        """A code that anybody on the line could read lets anybody in."""
        parts = urlsplit(address)
        if parts.scheme != "https" and parts.hostname not in _HERE:
            raise ValueError("the provider and the pages are reached over https")
        return address

    @classmethod
    def load(cls, path: Path) -> SingleSignOnSettings:
        """Read the administrator's file.

        Raises:
            ValueError: It is not of the form above.
        """
        return cls.model_validate(tomllib.loads(path.read_text("utf-8")))


@dataclass(frozen=True, slots=True)
class Journey:
    """What the browser remembers while the person is at the provider.

    Attributes:
        state: Comes back with the answer: the answer is one to this question.
        nonce: Comes back in the token: the token was made for this sign-in.
        verifier: Shown when the code is redeemed: who redeems it is who asked for it.
        next: Where to go afterwards.
    """

    state: str
    nonce: str
    verifier: str
    next: str

    @classmethod
    def begin(cls, next_page: str) -> Journey:
        """Draw new secrets."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        return cls(state, nonce, verifier, next_page)

    @classmethod
    def parse(cls, cookie: str) -> Journey:
        """Read what `cookie` wrote.

        Raises:
            SingleSignOnError: It is something else.
        """
        try:
            return cls(**json.loads(base64.urlsafe_b64decode(cookie)))
        except (ValueError, TypeError) as error:
            raise SingleSignOnError("no-journey") from error

    def cookie(self) -> str:
        """Return the value of the cookie that holds it."""
        return base64.urlsafe_b64encode(json.dumps(asdict(self)).encode()).decode()


class SingleSignOn:
    """Sends people to the provider and takes them back."""

    def __init__(self, settings: SingleSignOnSettings) -> None:
        """Remember the settings; nothing is asked before somebody signs in."""
        self._settings = settings
        self._provider = OidcProvider(
            OidcSettings(issuer=settings.issuer, audience=settings.client_id, jwks=settings.jwks)
        )

    @property
    def label(self) -> str:
        """What the button says."""
        return self._settings.label

    def address(self, journey: Journey, *, again: bool) -> str:
        """Return where at the provider the person signs in.

        Args:
            journey: Of this sign-in.
            again: Whether they must show who they are even if the provider knows them: a session
                that was locked is opened by a person, not by a browser.
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
        } | ({"prompt": "login"} if again else {})
        return f"{self._settings.authorization_endpoint}?{urlencode(asked)}"

    def account(self, journey: Journey, state: str, code: str) -> str:
        """Return the name of the account of who came back.

        Raises:
            SingleSignOnError: The answer is not one to this journey, or the provider refuses.
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
        return name

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
