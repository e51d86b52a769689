"""Short-lived links: one file of one paper, for minutes, for who may not send headers (a viewer).

A link names nothing: it holds the number of the audit entry under which it was made, and that
entry says who, for whom, why and which file. Links are signed by a key of this process and its
siblings; whoever changes one letter has no link.
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
"""Form of a link's token: audit entry, end in seconds since 1970, signature."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link that counts: made under an audit entry, until a moment (UTC)."""

    entry: int
    until: dt.datetime


class LinkSigner:
    """Makes and checks links."""

    def __init__(
        self,
        key: bytes | None = None,
        *,
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        """Use a secret.

        Args:
            key: At least 32 bytes; None: a new one, links end with the process.
            clock: Returns the time, UTC.
        """
        self._key = hmac.digest(key or secrets.token_bytes(32), b"motlan links", "sha256")
        self._clock = clock

    def make(self, entry: int, lifetime: dt.timedelta) -> tuple[str, dt.datetime]:
        """Return the token of a link, and when it ends.

        Args:
            entry: Number of the audit entry that says what it is for.
            lifetime: How long it counts.
        """
        end = int((self._clock() + lifetime).timestamp())
        text = f"{entry}.{end}"
        return f"{text}.{self._signature(text)}", dt.datetime.fromtimestamp(end, dt.UTC)

    def read(self, token: str) -> Link | None:
        """Return what a token stands for; None where it is not ours or has ended."""
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
