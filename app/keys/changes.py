"""Intentional changes of an installation's keys: a person accepts the new key."""

from __future__ import annotations

import secrets

from app.acting import Caller, audited, note
from app.installation import App
from app.keys.own import KEY_FILES, new_token_key, replace_private
from storage.audit.chain import Action
from storage.audit.keys import KEY_BYTES
from storage.errors import KeyMissingError, KeyUnknownError
from storage.known_keys import KeyUse, fingerprint_of

__all__ = ["accept_key", "accept_newer_chain", "key_here", "renew_key"]


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
        use: Use of the key; that of the audit chain must continue a known one (`renew_key`).
        only: Whether it replaces the previous keys; tokens and links have one key at a time.

    Returns:
        Its fingerprint.

    Raises:
        KeyUnknownError: It is a key of the audit chain that did not write it.
        KeyMissingError: This machine has no such key.
        KeyStoreError: A signing key cannot be opened.
    """
    fingerprint = key_here(app, use)
    if fingerprint is None:
        path = app.settings.api_folder / KEY_FILES[use]
        raise KeyMissingError("file", use=use.value, source=str(path))
    if use is KeyUse.AUDIT and not accept_newer_chain(app):
        raise KeyUnknownError("chain")
    note(app, by, Action.UPKEEP, fields=("key", use, fingerprint[:16]))
    app.known_keys.accept(use, fingerprint, only=only or use in KEY_FILES)
    return fingerprint


def accept_newer_chain(app: App) -> bool:
    """Accept the key file of the audit chain here if it continues the one that the database knows.

    A database that was copied before the key was renewed knows the file as it was then.

    Returns:
        Whether the file is now the one of the installation.
    """
    path = app.settings.api_folder / KEY_FILES[KeyUse.AUDIT]
    held = path.read_bytes() if path.exists() else b""
    known = app.known_keys.expected(KeyUse.AUDIT)
    if held and fingerprint_of(held) in known:
        return True
    ends = range(KEY_BYTES, len(held), KEY_BYTES)
    if len(held) % KEY_BYTES or not any(fingerprint_of(held[:end]) in known for end in ends):
        return False
    app.known_keys.accept(KeyUse.AUDIT, fingerprint_of(held), only=True)
    app.reopen_chain()
    return True


@audited(Action.UPKEEP)
def renew_key(app: App, by: Caller, use: KeyUse) -> str:
    """Replace a key that the installation made itself; every other machine then needs the new file.

    The key of the audit chain continues it: the file keeps the keys before it, so that old entries
    are still verified. Tokens and links of the key before are refused. Processes that still hold
    the key before can write no entry of the audit chain any more.

    Args:
        app: The installation.
        by: The responsible person and the reason.
        use: Use of the key: audit chain, tokens or links.

    Returns:
        Fingerprint of the new file.

    Raises:
        KeyMissingError: This machine has no such key.
        KeyUnknownError: This machine has another key than the installation.
    """
    path = app.settings.api_folder / KEY_FILES[use]
    if not path.exists():
        raise KeyMissingError("file", use=use.value, source=str(path))
    before = path.read_bytes()
    app.known_keys.check(use, fingerprint_of(before))
    new = new_token_key() if use is KeyUse.TOKENS else secrets.token_bytes(KEY_BYTES)
    if use is KeyUse.AUDIT:
        new = before + new
        app.audit.seal(app.store)  # what is sealed cannot be forged with a key that leaked
    fingerprint = fingerprint_of(new)
    note(app, by, Action.UPKEEP, fields=("key", use, fingerprint[:16]))
    app.known_keys.accept(use, fingerprint)  # both, should this process end here
    replace_private(path, new)
    app.known_keys.accept(use, fingerprint, only=True)
    if use is KeyUse.AUDIT:
        app.reopen_chain()
    return fingerprint
