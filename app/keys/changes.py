"""Intentional changes of an installation's keys: a person accepts the new key."""

from __future__ import annotations

from app.acting import Caller, audited, note
from app.installation import App
from app.keys.own import KEY_FILES
from storage.audit.chain import Action
from storage.errors import KeyMissingError, KeyUnknownError
from storage.known_keys import KeyUse, fingerprint_of

__all__ = ["accept_key", "key_here"]


def key_here(app: App, use: KeyUse) -> str | None:
    """Return the fingerprint of this machine's key for a use; None if it has none.

    Raises:
        KeyStoreError: A signing key is not configured or cannot be opened.
    """
    if use in KEY_FILES:
        path = app.settings.api_folder / KEY_FILES[use]
        return fingerprint_of(path.read_bytes()) if path.exists() else None
    signers = app.opened_signers
    signer = signers.operator if use is KeyUse.OPERATOR else signers.agency
    return fingerprint_of(signer.certificate.dump())


@audited(Action.UPKEEP)
def accept_key(app: App, by: Caller, use: KeyUse, *, only: bool = False) -> str:
    """Accept the key of this machine as a key of the installation.

    Args:
        app: The installation, on a machine with the new key.
        by: The responsible person and the reason.
        use: Use of the key; not the audit chain, which no other key can continue.
        only: Whether it replaces the previous keys; tokens and links have one key at a time.

    Returns:
        Its fingerprint.

    Raises:
        KeyUnknownError: It is the key of the audit chain.
        KeyMissingError: This machine has no such key.
        KeyStoreError: A signing key cannot be opened.
    """
    fingerprint = key_here(app, use)
    if fingerprint is None:
        path = app.settings.api_folder / KEY_FILES[use]
        raise KeyMissingError("file", use=use.value, source=str(path))
    if use is KeyUse.AUDIT and fingerprint not in app.known_keys.expected(use):
        raise KeyUnknownError("chain")
    note(app, by, Action.UPKEEP, fields=("key", use, fingerprint[:16]))
    app.known_keys.accept(use, fingerprint, only=only or use in KEY_FILES)
    return fingerprint
