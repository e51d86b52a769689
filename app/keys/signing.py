"""Whose key signs: that of the account that clicks, and of nobody else (TT 01/2023 Art. 8).

A person opens their key with its PIN or passphrase; it stays open for a while, for that session of
the pages alone. The certificate must name the person who is known to hold the account. In a trial,
who has no key signs with that of the test authority.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.acting import Caller, audited, note, refusal_noted
from app.errors import NotTheSignerError, SigningLockedError
from app.installation import App
from app.keys.opened import check_holder
from storage.audit.chain import Action
from storage.desk.accounts import Account, Role

if TYPE_CHECKING:
    from pipeline.seal.paper import Signers

__all__ = ["open_key", "signers_of"]

_CLERKS = (Role.OPERATOR, Role.SUPERVISOR)


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
            check_holder(account, found.operator)
    return found


def _is_agent(account: Account) -> bool:
    return account.may(Role.AGENT) and not account.may(*_CLERKS)
