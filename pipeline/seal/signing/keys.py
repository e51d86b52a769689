"""The port for keys: a signer is a certificate together with something that signs bytes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from asn1crypto import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from pipeline.seal.errors import KeyStoreError, PinError

__all__ = ["SIGNING_USES", "Pkcs12Signer", "Signer", "common_name"]

SIGNING_USES = frozenset({"digital_signature", "non_repudiation"})
"""Key usages (RFC 5280, 4.2.1.3), either of which allows a certificate to sign documents."""


class Signer(Protocol):
    """The key of a person or an agency, wherever it is stored."""

    @property
    def certificate(self) -> Any:
        """The certificate, `asn1crypto.x509.Certificate`."""

    @property
    def chain(self) -> Sequence[Any]:
        """Certificates of the issuing authorities, in any order."""

    def sign(self, data: bytes, digest: str) -> bytes:
        """Return the raw signature of data: PKCS#1 v1.5 for RSA, DER for ECDSA.

        Args:
            data: The data to sign; it is hashed first.
            digest: Name of the hash, e.g. `sha256`.
        """


class Pkcs12Signer:
    """A key in a PKCS#12 file, loaded once."""

    def __init__(self, data: bytes, passphrase: str | None = None) -> None:
        """Open a key store.

        Raises:
            PinError: The passphrase is wrong.
            KeyStoreError: The bytes are not a PKCS#12 store with a key and its certificate.
        """
        secret = passphrase.encode() if passphrase is not None else None
        try:
            key, certificate, others = pkcs12.load_key_and_certificates(data, secret)
        except ValueError as error:
            if "password" in str(error).lower():
                raise PinError("pkcs12") from None
            raise KeyStoreError("pkcs12") from error
        if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            raise KeyStoreError("pkcs12-key")
        if certificate is None:
            raise KeyStoreError("pkcs12-certificate")
        self._key = key
        self._certificate = _parsed(certificate)
        self._chain = tuple(_parsed(other) for other in others)

    @classmethod
    def from_file(cls, path: Path, passphrase: str | None = None) -> Pkcs12Signer:
        """Open a key store in a file; raises the same errors as the constructor."""
        try:
            data = path.read_bytes()
        except OSError as error:
            raise KeyStoreError("unreadable", source=path.name) from error
        return cls(data, passphrase)

    @property
    def certificate(self) -> Any:
        """The certificate of the key."""
        return self._certificate

    @property
    def chain(self) -> Sequence[Any]:
        """The other certificates of the store."""
        return self._chain

    def sign(self, data: bytes, digest: str) -> bytes:
        """Return the raw signature of data."""
        algorithm = _HASHES[digest]
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), algorithm)
        return self._key.sign(data, ec.ECDSA(algorithm))


_HASHES = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}


def _parsed(certificate: Any) -> Any:
    plain = getattr(certificate, "certificate", certificate)  # PKCS12Certificate wraps it
    return x509.Certificate.load(plain.public_bytes(Encoding.DER))


def common_name(certificate: Any) -> str:
    """Return the common name in a certificate: of the person or the agency."""
    names = certificate.subject.native
    return str(names.get("common_name") or names.get("organization_name") or "")
