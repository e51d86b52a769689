"""A local signing authority for trials and tests. Its signatures have no legal force.

Every name in its certificates, and so on every stamp, contains "THỬ NGHIỆM".
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from pipeline.seal.clock import utc_now

__all__ = ["TestAuthority", "make_test_authority"]

_MARK = "THỬ NGHIỆM"
_ROOT_DAYS = 3650
_LEAF_DAYS = 1825
_KEY_BITS = 2048


@dataclass(frozen=True, slots=True)
class TestAuthority:
    """Paths of the files of a test authority.

    Attributes:
        root: Root certificate, PEM, for verifiers to trust.
        operator: PKCS#12 store of the person who scans.
        agency: PKCS#12 store of the agency that makes the copy.
    """

    __test__ = False  # not a test case, despite its name

    root: Path
    operator: Path
    agency: Path

    @classmethod
    def at(cls, folder: Path) -> TestAuthority:
        """Return the paths of the files in a folder."""
        return cls(folder / "root.pem", folder / "operator.p12", folder / "agency.p12")

    @property
    def complete(self) -> bool:
        """Whether all files exist."""
        return all(path.is_file() for path in (self.root, self.operator, self.agency))


def make_test_authority(
    folder: Path,
    *,
    operator: str = "Nguyễn Văn Mẫu",
    agency: str = "Trung tâm Phục vụ HCC TP Hà Nội",
    passphrase: str | None = None,
    now: dt.datetime | None = None,
) -> TestAuthority:
    """Create root, operator and agency certificates; the root key is discarded.

    Args:
        folder: Target folder; created if missing. Existing files are replaced.
        operator: Name of the person who scans.
        agency: Name of the agency.
        passphrase: Protects the PKCS#12 stores; None leaves them unprotected.
        now: Start of validity; the system time by default.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = TestAuthority.at(folder)
    start = (now or utc_now()) - dt.timedelta(minutes=5)
    key, root = _root(start)
    protection: KeySerializationEncryption = (
        BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    )
    for name, path in ((operator, files.operator), (agency, files.agency)):
        store = _leaf(f"{name} ({_MARK})", key, root, start, protection)
        path.touch(mode=0o600)
        path.write_bytes(store)
    files.root.write_bytes(root.public_bytes(Encoding.PEM))
    return files


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"motlan {_MARK}"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _usage(*, signs_documents: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs_documents,
        content_commitment=signs_documents,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signs_documents,
        crl_sign=not signs_documents,
        encipher_only=False,
        decipher_only=False,
    )


def _root(start: dt.datetime) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    key = rsa.generate_private_key(65537, _KEY_BITS)
    name = _name(f"Chứng thực gốc {_MARK}")
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=_ROOT_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_documents=False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return key, certificate


def _leaf(
    common_name: str,
    root_key: rsa.RSAPrivateKey,
    root: x509.Certificate,
    start: dt.datetime,
    protection: KeySerializationEncryption,
) -> bytes:
    """Return a PKCS#12 store with a new key, its certificate and the root."""
    key = rsa.generate_private_key(65537, _KEY_BITS)
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(_name(common_name))
        .issuer_name(root.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=_LEAF_DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_documents=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(above, critical=False)
        .sign(root_key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(
        common_name.encode(), key, certificate, [root], protection
    )
