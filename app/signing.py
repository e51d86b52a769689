"""Whose key signs: that of the account that clicks, and of nobody else (TT 01/2023 Art. 8).

A person opens their key with its PIN or passphrase; it stays open for a while, for that session of
the pages alone. The certificate must name the person who is known to hold the account. In a trial,
who has no key signs with that of the test authority.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.acting import Caller, audited, note, refusal_noted
from app.errors import NotTheSignerError, SigningLockedError
from app.installation import App
from schemas.text.spelling import comparison_key
from storage.audit.chain import Action
from storage.desk.accounts import Account, Role

if TYPE_CHECKING:
    from pipeline.seal.paper import Signers
    from pipeline.seal.signing.keyring import KeyRing
    from pipeline.seal.signing.keys import Signer

__all__ = ["OpenKeys", "open_key", "signers_of"]

_OPEN = dt.timedelta(minutes=15)
_CLERKS = (Role.OPERATOR, Role.SUPERVISOR)


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
                _check_holder(account, signer)
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

    def close(self) -> None:
        """Close all of them."""
        with self._lock:
            self._drop(lambda _: True)

    def _drop(self, which: Callable[[_OpenKey], bool]) -> None:
        for session in [s for s, key in self._open.items() if which(key)]:
            self._open.pop(session).ring.close()


@audited(Action.SIGN)
def open_key(app: App, by: Caller, secret: str) -> None:
    """Open the key of who acts, for their session.

    Args:
        app: The installation.
        by: Whose key.
        secret: Its PIN or passphrase; kept nowhere.

    Raises:
        NotTheSignerError: The account has no key, or the certificate names somebody else.
        PinError: The PIN or passphrase is wrong.
        KeyStoreError: There is no such key.
    """
    note(app, by, Action.SIGN, fields=("open_key",))
    with refusal_noted(app, by, Action.SIGN):
        account = app.accounts.get(by.actor)
        if account is None or not account.signing_key or not by.session:
            raise NotTheSignerError("no-key")
        app.open_keys.open(account, by.session, secret)


def signers_of(app: App, by: Caller) -> Signers:
    """Return with whose keys a paper is sealed that an account signs.

    Raises:
        NotTheSignerError: It is an agent's and agents do not sign here, it has no key, or the key
            is that of somebody else.
        SigningLockedError: The person has to open the key first.
        KeyStoreError: The keys of the agency cannot be opened.
    """
    from pipeline.seal.paper import Signers

    account = app.accounts.get(by.actor)
    if account and account.signing_key:
        opened = app.open_keys.of(account, by.session)
        if opened is None:
            raise SigningLockedError()
        found = Signers(operator=opened, agency=app.agency_signer)
    else:
        found = app.signers
    with refusal_noted(app, by, Action.SIGN):
        if account and _is_agent(account) and not app.settings.agents_sign:
            raise NotTheSignerError("agent")
        if not app.settings.trial or (account and account.signing_key):
            _check_holder(account, found.operator)
    return found


def _is_agent(account: Account) -> bool:
    return account.may(Role.AGENT) and not account.may(*_CLERKS)


def _check_holder(account: Account | None, signer: Signer) -> None:
    from pipeline.seal.signing.keys import common_name

    if account is None or not account.holder:
        raise NotTheSignerError("no-key")
    named = common_name(signer.certificate)
    if comparison_key(named) != comparison_key(account.holder):
        raise NotTheSignerError()
