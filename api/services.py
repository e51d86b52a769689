"""What the service needs in addition to the installation; created once at its start."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from api.access.clients import Clients
from api.access.links import LinkSigner
from api.access.oidc import OidcProvider
from api.access.rate import RateLimiter
from api.access.tokens import TokenIssuer
from api.process.background import ChoreLog
from api.process.readers import Readers
from api.process.webhooks import Webhooks
from app.installation import App

__all__ = ["Services"]


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a request needs."""

    app: App
    clients: Clients
    tokens: TokenIssuer
    limiter: RateLimiter = field(default_factory=RateLimiter)
    webhooks: Webhooks | None = None
    links: LinkSigner = field(default_factory=LinkSigner)
    oidc: OidcProvider | None = None
    """The provider whose tokens of persons are accepted, in addition to our own of systems."""

    chores: ChoreLog = field(default_factory=ChoreLog)
    readers: Readers | None = None
    """The reading processes of this machine, where it starts any."""

    def today(self) -> dt.date:
        """Return today's date in Hanoi."""
        return self.app.today()
