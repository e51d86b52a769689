"""Short-lived links to one file of one paper, for viewers that cannot send headers.

A link contains only the number of the audit entry of its creation; that entry records who, for
whom, why and which file. Links are signed with a key shared by this process and its siblings, so an
altered link is invalid.
"""

from __future__ import annotations

import datetime as dt
import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["LINK", "Link", "LinkSigner"]

LINK = r"^[0-9]{1,15}\.[0-9]{1,12}\.[0-9a-f]{64}$"
"""Format of a link's token: audit entry, expiry in seconds since 1970, signature."""


@dataclass(frozen=True, slots=True)
class Link:
    """A valid link: the number of its audit entry and its expiry (UTC)."""

    entry: int
    until: dt.datetime


class LinkSigner:
    """Creates and verifies links."""

    def __init__(
        self,
        key: bytes | None = None,
        *,
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        """Initialise with a secret.

        Args:
            key: At least 32 bytes; None: a new key, so links become invalid when the process ends.
            clock: Returns the time, UTC.
        """
        self._key = hmac.digest(key or secrets.token_bytes(32), b"motlan links", "sha256")
        self._clock = clock

    def make(self, entry: int, lifetime: dt.timedelta) -> tuple[str, dt.datetime]:
        """Return the token of a link and its expiry.

        Args:
            entry: Number of the audit entry that records its purpose.
            lifetime: How long it is valid.
        """
        end = int((self._clock() + lifetime).timestamp())
        text = f"{entry}.{end}"
        return f"{text}.{self._signature(text)}", dt.datetime.fromtimestamp(end, dt.UTC)

    def read(self, token: str) -> Link | None:
        """Return the link of a token; None if it is not ours or has expired."""
        if not re.match(LINK, token):
            return None
        text, _, signature = token.rpartition(".")
        if not hmac.compare_digest(signature, self._signature(text)):
            return None
        entry, end = map(int, text.split("."))
        link = Link(entry, dt.datetime.fromtimestamp(end, dt.UTC))
        return link if self._clock() < link.until else None

    def _signature(self, text: str) -> str:
        return hmac.digest(self._key, text.encode(), "sha256").hex()
