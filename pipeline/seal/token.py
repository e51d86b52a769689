"""Keys that never leave a token: PKCS#11, one session for a whole batch.

A token locks after a few wrong PINs, so a PIN is tried once and never again by itself. It is handed
to the token and forgotten: not kept, not logged, in no error.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pkcs11
from asn1crypto import x509
from pkcs11 import Attribute, Mechanism, ObjectClass
from pkcs11.util.ec import encode_ecdsa_signature

from pipeline.seal.errors import KeyStoreError, PinError, SigningError

__all__ = ["TokenSigner", "token_signer"]

_RSA = {
    "sha256": Mechanism.SHA256_RSA_PKCS,
    "sha384": Mechanism.SHA384_RSA_PKCS,
    "sha512": Mechanism.SHA512_RSA_PKCS,
}


class TokenSigner:
    """A key in an open session of a token. Made by `token_signer`."""

    def __init__(self, key: Any, certificate: Any, chain: Sequence[Any]) -> None:
        """Remember the handles."""
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
            SigningError: The token refuses or was pulled out.
        """
        try:
            if self._key.key_type is pkcs11.KeyType.RSA:
                return bytes(self._key.sign(data, mechanism=_RSA[digest]))
            hashed = hashlib.new(digest, data).digest()
            return bytes(encode_ecdsa_signature(self._key.sign(hashed, mechanism=Mechanism.ECDSA)))
        except pkcs11.PKCS11Error as error:
            raise SigningError(f"thiết bị ký số từ chối ({type(error).__name__})") from error


@contextmanager
def token_signer(library: Path, token: str, key: str, pin: str) -> Iterator[TokenSigner]:
    """Open a session and yield its signer; many papers may be signed before it is closed.

    One process must hold one session only.

    Args:
        library: The manufacturer's PKCS#11 library.
        token: Label of the token.
        key: Label of the key and its certificate.
        pin: The user's PIN; never kept.

    Raises:
        PinError: The PIN is wrong or locked.
        KeyStoreError: Library, token, key or certificate is missing.
    """
    session = _session(library, token, pin)
    try:
        yield _signer(session, key)
    finally:
        session.close()


def _session(library: Path, token: str, pin: str) -> Any:
    try:
        return pkcs11.lib(str(library)).get_token(token_label=token).open(user_pin=pin)
    except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange) as error:
        raise PinError("thiết bị ký số không nhận mã PIN này") from error
    except pkcs11.PinLocked as error:
        raise PinError("thiết bị ký số đã khóa mã PIN") from error
    except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
        what = type(error).__name__
        raise KeyStoreError(f"không mở được thiết bị ký số '{token}' ({what})") from error


def _signer(session: Any, label: str) -> TokenSigner:
    try:
        key = session.get_key(ObjectClass.PRIVATE_KEY, label=label)
    except (pkcs11.NoSuchKey, pkcs11.MultipleObjectsReturned) as error:
        raise KeyStoreError(f"thiết bị ký số không có đúng một khóa nhãn '{label}'") from error
    own: list[Any] = []
    others: list[Any] = []
    for stored in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
        certificate = x509.Certificate.load(stored[Attribute.VALUE])
        (own if stored[Attribute.LABEL] == label else others).append(certificate)
    if len(own) != 1:
        raise KeyStoreError(f"thiết bị ký số không có đúng một chứng thư nhãn '{label}'")
    return TokenSigner(key, own[0], others)
