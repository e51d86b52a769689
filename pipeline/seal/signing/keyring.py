"""The keys of an installation by address: PKCS#12 files and keys on tokens.

| address | key |
|---|---|
| `/etc/motlan/agency.p12` | PKCS#12 file, the PIN is its passphrase |
| `pkcs11:token=…;object=…?module-path=…` | token (RFC 7512); all its keys share one session |
"""

from __future__ import annotations

from pathlib import Path

from pipeline.seal.errors import PinError
from pipeline.seal.signing.keys import Pkcs12Signer, Signer
from pipeline.seal.signing.token import TokenKey, TokenSession

__all__ = ["KeyRing"]


class KeyRing:
    """Opens keys on demand, and each token only once."""

    def __init__(self) -> None:
        """Initialise without opening anything."""
        self._sessions: dict[tuple[Path, str | None, int | None], TokenSession] = {}

    def signer(self, address: str, pin: str | None) -> Signer:
        """Return the signer behind an address.

        Args:
            address: Path or PKCS#11 URI.
            pin: Passphrase or PIN; the PIN of a token is used once, for its session.

        Raises:
            PinError: The PIN is wrong or missing.
            KeyStoreError: There is no such key.
        """
        if not TokenKey.is_uri(address):
            return Pkcs12Signer.from_file(Path(address).expanduser(), pin)
        place = TokenKey.from_uri(address)
        token = (place.library, place.token, place.slot)
        if token not in self._sessions:
            if not pin:
                raise PinError("unset")
            self._sessions[token] = TokenSession(place, pin)
        return self._sessions[token].signer(place.key)

    def close(self) -> None:
        """Close the sessions of the tokens."""
        while self._sessions:
            self._sessions.popitem()[1].close()
