"""Signing keys that people opened: for a while, each for one session of the pages alone."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import NotTheSignerError
from schemas.text.spelling import comparison_key
from storage.desk.accounts import Account

if TYPE_CHECKING:
    from pipeline.seal.signing.keyring import KeyRing
    from pipeline.seal.signing.keys import Signer

__all__ = ["OpenKeys", "check_holder"]

_OPEN = dt.timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class _OpenKey:
    """A key that its person opened."""

    account: str
    signer: Signer
    ring: KeyRing
    until: dt.datetime


class OpenKeys:
    """The keys that people opened, by session of the pages."""

    def __init__(self, clock: Callable[[], dt.datetime]) -> None:
        """Nobody has opened one yet.

        Args:
            clock: Returns the time, UTC.
        """
        self._clock = clock
        self._lock = threading.Lock()
        self._open: dict[str, _OpenKey] = {}

    def open(self, account: Account, session: str, secret: str) -> Signer:
        """Open the key of an account; a key that was open before asks for its PIN again.

        Raises:
            PinError: The PIN or passphrase is wrong.
            KeyStoreError: There is no such key.
        """
        from pipeline.seal.signing.keyring import KeyRing

        with self._lock:
            self._drop(lambda key: key.account == account.name or key.until <= self._clock())
            ring = KeyRing()
            try:
                signer = ring.signer(account.signing_key, secret)
                check_holder(account, signer)
            except BaseException:
                ring.close()
                raise
            self._open[session] = _OpenKey(account.name, signer, ring, self._clock() + _OPEN)
            return signer

    def of(self, account: Account, session: str) -> Signer | None:
        """Return the key that an account opened in a session, while it is open."""
        with self._lock:
            self._drop(lambda key: key.until <= self._clock())
            found = self._open.get(session)
            return found.signer if found and found.account == account.name else None

    def close_session(self, session: str) -> None:
        """Close the key that was opened in a session, if there is one."""
        with self._lock:
            opened = self._open.pop(session, None)
            if opened is not None:
                opened.ring.close()

    def close(self) -> None:
        """Close all of them."""
        with self._lock:
            self._drop(lambda _: True)

    def _drop(self, which: Callable[[_OpenKey], bool]) -> None:
        for session in [s for s, key in self._open.items() if which(key)]:
            self._open.pop(session).ring.close()


def check_holder(account: Account | None, signer: Signer) -> None:
    """Make sure that a certificate names the person who holds an account.

    Raises:
        NotTheSignerError: It names somebody else, or nobody is known to hold the account.
    """
    from pipeline.seal.signing.keys import common_name

    if account is None or not account.holder:
        raise NotTheSignerError("no-key")
    named = common_name(signer.certificate)
    if comparison_key(named) != comparison_key(account.holder):
        raise NotTheSignerError()
