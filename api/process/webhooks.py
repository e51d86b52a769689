"""Delivers changes to other systems: signed, in order, retried until accepted.

The change feed is the outbox: a hook remembers the last number for which its system answered 200.
Everything else is retried with increasing delays; nothing is skipped, so a system that was down
misses nothing. Hooks are kept in `webhooks.toml` next to the accounts:

    [[webhooks]]
    id = "case-system"
    url = "https://case.example/motlan"
    secret = "..."                    # at least 32 characters, for the signature

The body is a `ChangePage`; `Motlan-Signature` is the hexadecimal HMAC-SHA256 of
`<Motlan-Timestamp>.<body>` with the secret as key.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import logging
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, SecretStr

from api.bodies.feed import ChangeOut, ChangePage
from storage.database import Database, UtcDateTime
from storage.papers.ledger import PaperLedger

__all__ = ["Webhook", "Webhooks", "signature"]

_log = logging.getLogger("motlan.webhooks")

_PAGE = 100
_FIRST_WAIT = dt.timedelta(seconds=10)
_LONGEST_WAIT = dt.timedelta(hours=1)
_AT_ONCE = 8


class Webhook(BaseModel):
    """A system that subscribes to changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_.-]{1,62}$")
    url: HttpUrl
    secret: SecretStr = Field(min_length=32)


metadata = sa.MetaData()
_deliveries = sa.Table(
    "webhook_deliveries",
    metadata,
    sa.Column("webhook", sa.String(63), primary_key=True),
    sa.Column("taken", sa.BigInteger, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("next_at", UtcDateTime, nullable=False),
)


class Webhooks:
    """All hooks and their delivery state."""

    def __init__(
        self,
        database: Database,
        hooks: list[Webhook],
        ledger: PaperLedger,
        *,
        http: httpx.Client | None = None,
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        """Open the delivery state; create its tables if they are missing.

        Args:
            database: The database of its tables.
            hooks: The hooks.
            ledger: The source of changes.
            http: HTTP client; must not follow redirects, so that deliveries reach only the
                configured address.
            clock: Returns the time, UTC.
        """
        self.database = database
        self._hooks = hooks
        self._ledger = ledger
        self._http = http or httpx.Client(timeout=10, follow_redirects=False)
        self._clock = clock
        self.database.create(metadata)

    @staticmethod
    def load(path: Path) -> list[Webhook]:
        """Read the administrator's file.

        Raises:
            ValueError: It does not have the format above.
        """
        values = tomllib.loads(path.read_text("utf-8"))
        return [Webhook.model_validate(hook) for hook in values.get("webhooks", [])]

    def close(self) -> None:
        """Close the connections to other systems."""
        self._http.close()

    def deliver(self) -> int:
        """Send due, undelivered changes to every hook.

        Hooks are told side by side: one that is slow, or whose answers are nonsense, delays no
        other.

        Returns:
            Number of changes delivered.

        Raises:
            MotlanError: The database does not answer.
        """
        if not self._hooks:
            return 0
        with ThreadPoolExecutor(min(len(self._hooks), _AT_ONCE)) as pool:
            told = [pool.submit(self._deliver, hook) for hook in self._hooks]
        failed = [error for each in told if (error := each.exception())]
        if failed:
            raise failed[0]
        return sum(each.result() for each in told)

    def lags(self) -> dict[str, tuple[int, int]]:
        """Return for each hook how many changes it has not taken, and how often it failed since."""
        last = self._ledger.last_change()
        states = {hook.id: self._state(hook) for hook in self._hooks}
        return {name: (last - taken, failures) for name, (taken, failures, _) in states.items()}

    def _deliver(self, hook: Webhook) -> int:
        taken, failures, next_at = self._state(hook)
        count = 0
        while next_at <= self._clock():
            changes = self._ledger.changes(after=taken, limit=_PAGE)
            if not changes:
                break
            page = ChangePage(
                changes=tuple(map(ChangeOut.model_validate, changes)), next=changes[-1].number
            )
            if not self._send(hook, page.model_dump_json().encode()):
                wait = min(_FIRST_WAIT * 2 ** min(failures, 12), _LONGEST_WAIT)
                self._remember(hook, taken, failures + 1, self._clock() + wait)
                break
            taken, failures = page.next, 0
            count += len(changes)
            self._remember(hook, taken, 0, self._clock())
        return count

    def _send(self, hook: Webhook, body: bytes) -> bool:
        moment = str(int(self._clock().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "Motlan-Timestamp": moment,
            "Motlan-Signature": signature(hook.secret.get_secret_value(), moment, body),
        }
        try:  # the status alone is read: nobody's answer can fill the memory or fail to decode
            with self._http.stream("POST", str(hook.url), content=body, headers=headers) as answer:
                return answer.is_success
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            _log.warning("not delivered", extra={"hook": hook.id, "error": type(error).__name__})
            return False

    def _state(self, hook: Webhook) -> tuple[int, int, dt.datetime]:
        query = _deliveries.select().where(_deliveries.c.webhook == hook.id)
        with self.database.read() as connection:
            row = connection.execute(query).first()
        return (row.taken, row.failures, row.next_at) if row else (0, 0, self._clock())

    def _remember(self, hook: Webhook, taken: int, failures: int, next_at: dt.datetime) -> None:
        values = {"taken": taken, "failures": failures, "next_at": next_at}
        with self.database.write() as connection:
            known = sa.update(_deliveries).where(_deliveries.c.webhook == hook.id).values(values)
            if connection.execute(known).rowcount == 0:
                connection.execute(_deliveries.insert().values(webhook=hook.id, **values))


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return the signature of a delivery; receivers must compare it in constant time.

    Args:
        secret: Secret of the hook.
        timestamp: Header `Motlan-Timestamp`; receivers should refuse old deliveries (some minutes).
        body: The body, unchanged.
    """
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
