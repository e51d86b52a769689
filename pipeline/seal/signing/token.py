"""Keys that never leave a token: PKCS#11, one session for a whole batch.

A PKCS#11 URI (RFC 7512) identifies token and key:

    pkcs11:token=HPASC;object=agency?module-path=/usr/lib/…/pkcs11.so

A token locks after a few wrong PINs, so a PIN is tried once and never retried automatically. It is
passed to the token and then discarded: never stored, logged or included in an error.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pkcs11
from asn1crypto import x509
from pkcs11 import Attribute, Mechanism, ObjectClass
from pkcs11.util.ec import encode_ecdsa_signature

from pipeline.seal.errors import KeyStoreError, PinError, SigningError

__all__ = ["TokenKey", "TokenSession", "TokenSigner", "token_signer"]

_SCHEME = "pkcs11:"

_RSA = {
    "sha256": Mechanism.SHA256_RSA_PKCS,
    "sha384": Mechanism.SHA384_RSA_PKCS,
    "sha512": Mechanism.SHA512_RSA_PKCS,
}


class TokenSigner:
    """A key in an open session of a token. Created by `token_signer`."""

    def __init__(self, key: Any, certificate: Any, chain: Sequence[Any]) -> None:
        """Store the handles."""
        self._key = key
        self._certificate = certificate
        self._chain = tuple(chain)

    @property
    def certificate(self) -> Any:
        """The certificate of the key."""
        return self._certificate

    @property
    def chain(self) -> Sequence[Any]:
        """The other certificates on the token."""
        return self._chain

    def sign(self, data: bytes, digest: str) -> bytes:
        """Return the raw signature of data, made inside the token.

        Raises:
            SigningError: The token refuses or was removed.
        """
        try:
            if self._key.key_type is pkcs11.KeyType.RSA:
                return bytes(self._key.sign(data, mechanism=_RSA[digest]))
            hashed = hashlib.new(digest, data).digest()
            return bytes(encode_ecdsa_signature(self._key.sign(hashed, mechanism=Mechanism.ECDSA)))
        except pkcs11.PKCS11Error as error:
            raise SigningError("token", reason=type(error).__name__) from error


@dataclass(frozen=True, slots=True)
class TokenKey:
    """Location of a key: the attributes of a PKCS#11 URI that we use.

    Attributes:
        library: The manufacturer's PKCS#11 library (`module-path`).
        token: Label of the token (`token`), or None if the slot identifies it.
        key: Label of the key and its certificate (`object`).
        slot: Number of the slot (`slot-id`), or None if the label identifies it.
    """

    library: Path
    token: str | None
    key: str
    slot: int | None = None

    @classmethod
    def is_uri(cls, text: str) -> bool:
        """Return whether a text is intended as a PKCS#11 URI."""
        return text.startswith(_SCHEME)

    @classmethod
    def from_uri(cls, uri: str) -> TokenKey:
        """Read a PKCS#11 URI.

        A PIN in the URI is refused, because it would appear in process lists and logs.

        Raises:
            KeyStoreError: An attribute is missing, unknown or wrong.
        """
        path, _, query = uri.removeprefix(_SCHEME).partition("?")
        parts = [p.partition("=") for p in (*path.split(";"), *query.split("&")) if p]
        found = {name: unquote(value) for name, _, value in parts}
        if strange := sorted(found.keys() - {"token", "object", "slot-id", "module-path"}):
            raise KeyStoreError("uri-attribute", attribute=strange[0])
        slot = found.get("slot-id")
        if not found.get("object") or not found.get("module-path"):
            raise KeyStoreError("uri-object")
        if not found.get("token") and slot is None:
            raise KeyStoreError("uri-token")
        if slot is not None and not slot.isdecimal():
            raise KeyStoreError("uri-slot")
        return cls(
            Path(found["module-path"]),
            found.get("token"),
            found["object"],
            int(slot) if slot is not None else None,
        )


class TokenSession:
    """An open session of a token; a process must hold only one, however many keys it uses."""

    def __init__(self, place: TokenKey, pin: str) -> None:
        """Log in.

        Args:
            place: Any key of the token.
            pin: The user's PIN; never stored.

        Raises:
            PinError: The PIN is wrong or locked.
            KeyStoreError: The library or the token is missing.
        """
        self._session = _session(place, pin)

    def signer(self, key: str) -> TokenSigner:
        """Return the signer of a key by its label.

        Raises:
            KeyStoreError: There is not exactly one such key and certificate.
        """
        return _signer(self._session, key)

    def close(self) -> None:
        """Log out."""
        self._session.close()


@contextmanager
def token_signer(library: Path, token: str, key: str, pin: str) -> Iterator[TokenSigner]:
    """Open a session and yield its signer; many papers may be signed before it is closed.

    Args:
        library: The manufacturer's PKCS#11 library.
        token: Label of the token.
        key: Label of the key and its certificate.
        pin: The user's PIN; never stored.

    Raises:
        PinError, KeyStoreError: As `TokenSession`.
    """
    session = TokenSession(TokenKey(library, token, key), pin)
    try:
        yield session.signer(key)
    finally:
        session.close()


def _session(place: TokenKey, pin: str) -> Any:
    token = place.token or f"khe {place.slot}"
    try:
        return _token(place).open(user_pin=pin)
    except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange) as error:
        raise PinError("refused") from error
    except pkcs11.PinLocked as error:
        raise PinError("locked") from error
    except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
        raise KeyStoreError("token", token=token, reason=type(error).__name__) from error


def _token(place: TokenKey) -> Any:
    library = pkcs11.lib(str(place.library))
    if place.slot is None:
        return library.get_token(token_label=place.token)
    slots = [slot for slot in library.get_slots(token_present=True) if slot.slot_id == place.slot]
    token = slots[0].get_token() if slots else None
    if token is None or (place.token and token.label != place.token):
        raise KeyStoreError("slot-empty", slot=str(place.slot))
    return token


def _signer(session: Any, label: str) -> TokenSigner:
    try:
        key = session.get_key(ObjectClass.PRIVATE_KEY, label=label)
    except (pkcs11.NoSuchKey, pkcs11.MultipleObjectsReturned) as error:
        raise KeyStoreError("key-label", label=label) from error
    own: list[Any] = []
    others: list[Any] = []
    for stored in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
        certificate = x509.Certificate.load(stored[Attribute.VALUE])
        (own if stored[Attribute.LABEL] == label else others).append(certificate)
    if len(own) != 1:
        raise KeyStoreError("certificate-label", label=label)
    return TokenSigner(key, own[0], others)
