"""Remote signing: prepare here, sign with a signing service or on a phone, finish here.

Minutes may pass between the two steps; the state to keep is a plain value. Only a hash leaves the
installation. For long-term proof, upgrade the finished file with `proof.renew_proof`.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from asn1crypto import cms, x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.general import SigningError as PyHankoSigningError
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.timestamps import TimestampRequestError

from pipeline.seal.errors import SealInputError, SigningError, TimestampUnavailableError
from pipeline.seal.signing.adapter import PortSigner, PortTimeStamper
from pipeline.seal.signing.loop import run
from pipeline.seal.signing.sign import SignatureRequest, check_certificate, open_session
from pipeline.seal.signing.timestamp import TimestampAuthority

__all__ = ["PendingSignature", "finish_signature", "prepare_signature"]

_DIGEST = "sha256"
_ROOM_FOR_TIMESTAMP = 2 * 8192
"""Hexadecimal digits reserved for a timestamp with its certificates, if added on finishing."""


@dataclass(frozen=True, slots=True)
class PendingSignature:
    """A document that is waiting for its signature.

    Attributes:
        document: The whole file, with an empty signature container.
        document_digest: Hash of the file without the container.
        container: Start and end of the container in the file.
        certificate: DER certificate of the signer.
        chain: DER certificates of the issuing authorities.
        to_be_signed: What the signer signs: the DER signed attributes, which contain the hash.
    """

    document: bytes
    document_digest: bytes
    container: tuple[int, int]
    certificate: bytes
    chain: tuple[bytes, ...]
    to_be_signed: bytes

    @property
    def hash(self) -> bytes:
        """SHA-256 of the data to be signed, for services that sign hashes."""
        return hashlib.sha256(self.to_be_signed).digest()


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """A signer with a remote key: it has one signature or none yet."""

    certificate: Any
    chain: Sequence[Any]
    answer: bytes = b""

    def sign(self, data: bytes, digest: str) -> bytes:
        return self.answer


def prepare_signature(
    data: bytes, certificate: Any, chain: Sequence[Any], request: SignatureRequest
) -> PendingSignature:
    """Prepare a file for a remote signature.

    Args:
        data: The PDF.
        certificate: The signer's certificate, `asn1crypto.x509.Certificate`.
        chain: Certificates of the issuing authorities.
        request: The requested signature, without a proof.

    Raises:
        CertificateError: The certificate is not valid at the time of signing.
        SealInputError: The request asks for a proof of time.
        SigningError: The document cannot be signed.
    """
    if request.proof is not None:
        raise SealInputError("remote-proof")
    signer = _Elsewhere(certificate, tuple(chain))
    check_certificate(signer, request.moment)
    try:
        output = io.BytesIO()
        digest, attributes = run(_prepare(data, output, signer, request))
    except (PyHankoSigningError, PdfError) as error:
        raise SigningError("preparing", field=request.field, reason=str(error)) from error

    return PendingSignature(
        document=output.getvalue(),
        document_digest=digest.document_digest,
        container=(digest.reserved_region_start, digest.reserved_region_end),
        certificate=signer.certificate.dump(),
        chain=tuple(other.dump() for other in signer.chain),
        to_be_signed=attributes,
    )


async def _prepare(
    data: bytes, output: io.BytesIO, signer: _Elsewhere, request: SignatureRequest
) -> tuple[PreparedByteRangeDigest, bytes]:
    """Write the file with an empty container; return its hash and the signed attributes."""
    document = IncrementalPdfFileWriter(io.BytesIO(data), strict=True)
    session = open_session(document, signer, request, None)
    reserved = await session.estimate_signature_container_size(None)
    to_be_signed = session.prepare_tbs_document(None, reserved + _ROOM_FOR_TIMESTAMP)
    digest, _ = to_be_signed.digest_tbs_document(output=output)
    attributes = await PortSigner(signer).signed_attrs(
        digest.document_digest, _DIGEST, use_pades=True
    )
    return digest, attributes.dump()


def finish_signature(
    pending: PendingSignature, signature: bytes, authority: TimestampAuthority | None = None
) -> bytes:
    """Insert a remote signature into its file.

    Args:
        pending: The prepared document.
        signature: Raw signature of `pending.to_be_signed`: PKCS#1 v1.5 or DER ECDSA, SHA-256.
        authority: Authority for a timestamp on the signature (B-T); None for B-B.

    Raises:
        SigningError: The signature is not a signature of this document with this certificate.
        TimestampUnavailableError: No timestamp is available now; finishing may be retried later.
    """
    _check(pending, signature)
    signer = _Elsewhere(
        x509.Certificate.load(pending.certificate),
        tuple(x509.Certificate.load(other) for other in pending.chain),
        signature,
    )
    try:
        container = run(_package(pending, signer, authority))
    except TimestampRequestError as error:
        raise TimestampUnavailableError("refused") from error
    output = io.BytesIO(pending.document)
    prepared = PreparedByteRangeDigest(pending.document_digest, *pending.container)
    prepared.fill_with_cms(output, container)
    return output.getvalue()


async def _package(
    pending: PendingSignature, signer: _Elsewhere, authority: TimestampAuthority | None
) -> Any:
    return await PortSigner(signer).async_sign_prescribed_attributes(
        _DIGEST,
        cms.CMSAttributes.load(pending.to_be_signed),
        timestamper=PortTimeStamper(authority) if authority else None,
    )


def _check(pending: PendingSignature, signature: bytes) -> None:
    """Refuse a signature that does not match, before it damages a file."""
    public = x509.Certificate.load(pending.certificate).public_key.dump()
    key = load_der_public_key(public)
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, pending.to_be_signed, padding.PKCS1v15(), SHA256())
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, pending.to_be_signed, ec.ECDSA(SHA256()))
        else:
            raise SigningError("key-type")
    except InvalidSignature as error:
        raise SigningError("mismatch") from error
