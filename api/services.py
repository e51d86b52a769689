"""What the service works with; made once, when it starts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from api.access.clients import Clients
from api.access.links import LinkSigner
from api.access.oidc import OidcProvider
from api.access.rate import RateLimiter
from api.access.tokens import TokenIssuer
from api.webhooks import Webhooks
from app.papers.correct import Sealer
from pipeline.seal.verification.trust import Trust
from storage.audit.chain import AuditLog
from storage.desk.worklist import Desk
from storage.papers.archive import PaperArchive

__all__ = ["Services"]

_HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a request needs."""

    archive: PaperArchive
    audit: AuditLog
    clients: Clients
    tokens: TokenIssuer
    desk: Desk
    limiter: RateLimiter = field(default_factory=RateLimiter)
    webhooks: Webhooks | None = None
    links: LinkSigner = field(default_factory=LinkSigner)
    store_links: bool = False
    """Whether links lead to the object store itself instead of this service."""
    oidc: OidcProvider | None = None
    """Whose tokens of persons count beside our own of systems."""
    verifier: Callable[[], Trust] = lambda: Trust(())
    """Whom to trust when signatures are verified; nobody unless it is said."""
    seal: Sealer = lambda _record, _pages: ()
    """Makes the files of a corrected record; without keys it keeps those it has."""
    forget_pictures: Callable[[str], None] = lambda _: None
    """Removes what is kept of a paper for screens."""
    chore_seconds: float = 60
    clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)

    def today(self) -> dt.date:
        """Return the day in Hanoi: validity ends there, not in Greenwich."""
        return self.clock().astimezone(_HANOI).date()
