"""PAdES signatures (ETSI EN 319 142-1) on finished PDF/A files, by incremental update.

The time is the same on the stamp, in the signature and in the field.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import IO, Any, Literal

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError as PyHankoSigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko_certvalidator import ValidationContext

from pipeline.seal.clock import shown_time
from pipeline.seal.errors import (
    CertificateError,
    RevocationUnavailableError,
    SigningError,
    TimestampUnavailableError,
)
from pipeline.seal.pdf.placement import PageArea
from pipeline.seal.signing.adapter import PortSigner, PortTimeStamper, stamp_style
from pipeline.seal.signing.keys import SIGNING_USES, Signer, common_name
from pipeline.seal.signing.loop import run
from pipeline.seal.signing.profiles import SignatureProfile
from pipeline.seal.signing.proof import Proof
from pipeline.seal.signing.stamp import Stamp, draw_stamp, place_stamp
from pipeline.seal.verification.trust import fetching, lacks_revocation_data
from pipeline.seal.verification.verdict import ProofLevel

__all__ = [
    "FormOfCopy",
    "SignatureRequest",
    "check_certificate",
    "open_session",
    "sign_file",
    "sign_pdf",
]

FormOfCopy = Literal["Sao y", "Sao lục", "Trích sao"]
"""Kind of copy that the agency makes (NĐ 30/2020/NĐ-CP, Điều 25)."""

_DIGEST = "sha256"


@dataclass(frozen=True, slots=True)
class SignatureRequest:
    """A request for one signature.

    Attributes:
        field: Name of the signature field; unique in the document.
        profile: Appearance of the signature.
        moment: Time of signing, with a time zone.
        form_of_copy: For profiles that show it.
        obstacles: Areas of the first page that the stamp must not cover, in points.
        proof: Proof of the time of signing; None for B-B.
    """

    field: str
    profile: SignatureProfile
    moment: dt.datetime
    form_of_copy: FormOfCopy = "Sao y"
    obstacles: tuple[PageArea, ...] = ()
    proof: Proof | None = None


def sign_pdf(data: bytes, signer: Signer, request: SignatureRequest) -> bytes:
    """Return a PDF with a signature appended; see `sign_file`."""
    with tempfile.TemporaryFile(prefix="motlan-") as file:
        file.write(data)
        sign_file(file, signer, request)
        file.seek(0)
        return file.read()


def sign_file(file: IO[bytes], signer: Signer, request: SignatureRequest) -> None:
    """Sign a PDF in its file; the existing bytes are kept unchanged before the signature.

    A large paper is not copied in memory. After an error the file is unusable.

    Args:
        file: Open for reading and writing.
        signer: The signer.
        request: The requested signature.

    Raises:
        CertificateError: The certificate is not valid at the time of signing, or not long enough
            for the proof.
        ProofUnavailableError: No timestamp or no revocation data is available now.
        SigningError: The document cannot be signed, or the key refuses.
    """
    check_certificate(signer, request.moment, request.proof)
    try:
        run(_sign(file, signer, request))
    except TimestampRequestError as error:
        raise TimestampUnavailableError("refused") from error
    except (PyHankoSigningError, PdfError) as error:
        if lacks_revocation_data(error):
            raise RevocationUnavailableError() from error
        raise SigningError("field", field=request.field, reason=str(error)) from error


def check_certificate(signer: Signer, moment: dt.datetime, proof: Proof | None = None) -> None:
    """Refuse a certificate that is not valid at a given time: a signature would be worthless.

    The signing library itself does not refuse expired certificates.

    Raises:
        CertificateError: It is not yet valid, expired, or not intended for signing.
    """
    certificate = signer.certificate
    if not certificate.not_valid_before <= moment <= certificate.not_valid_after:
        raise CertificateError("not-valid")
    if proof and proof.long_term and certificate.not_valid_after - moment < proof.revocation_period:
        raise CertificateError("expires-soon")
    usage = certificate.key_usage_value
    if usage is not None and not usage.native & SIGNING_USES:
        raise CertificateError("purpose")


async def _sign(file: IO[bytes], signer: Signer, request: SignatureRequest) -> None:
    """Append a signature to a file."""
    async with AsyncExitStack() as stack:
        context = None
        if request.proof and request.proof.long_term:
            context = await stack.enter_async_context(fetching(request.proof.trust))
        document = IncrementalPdfFileWriter(file, strict=True)
        session = open_session(document, signer, request, context)
        validation = await session.perform_presign_validation(document)
        reserved = await session.estimate_signature_container_size(validation)
        to_be_signed = session.prepare_tbs_document(validation, reserved)
        digest, written = to_be_signed.digest_tbs_document(in_place=True)
        signed = await to_be_signed.perform_signature(
            digest.document_digest, PdfCMSSignedAttributes(signing_time=request.moment)
        )
        await signed.post_signature_processing(written)


def open_session(
    document: IncrementalPdfFileWriter,
    signer: Signer,
    request: SignatureRequest,
    context: ValidationContext | None,
) -> signers.PdfSigningSession:
    """Open a pyHanko signing session with the stamp placed.

    Args:
        document: The document, opened for an incremental update.
        signer: The signer; its key is not used.
        request: The requested signature.
        context: Source of revocation data, for long-term proof.
    """
    stamp, box = _stamp(signer, request), None
    if stamp:
        page = _first_page(document)
        box = place_stamp(stamp, request.profile, page, request.obstacles)
    proof = request.proof
    pdf_signer = signers.PdfSigner(
        signers.PdfSignatureMetadata(
            field_name=request.field,
            md_algorithm=_DIGEST,
            subfilter=fields.SigSeedSubFilter.PADES,
            name=common_name(signer.certificate),
            embed_validation_info=context is not None,
            use_pades_lta=proof is not None and proof.level is ProofLevel.LTA,
            validation_context=context,
        ),
        signer=PortSigner(signer, embed_root=context is not None),
        timestamper=PortTimeStamper(proof.authority) if proof else None,
        stamp_style=stamp_style(stamp) if stamp else None,
        new_field_spec=fields.SigFieldSpec(request.field, on_page=0, box=box),
    )
    session = pdf_signer.init_signing_session(document)
    session.system_time = request.moment
    return session


def _stamp(signer: Signer, request: SignatureRequest) -> Stamp | None:
    if request.profile.corner == "none":
        return None
    texts = request.profile.text(
        signer=common_name(signer.certificate),
        time=shown_time(request.moment),
        form_of_copy=request.form_of_copy,
    )
    return draw_stamp(texts, request.profile.font_size)


def _first_page(document: IncrementalPdfFileWriter) -> PageArea:
    """Return the visible area of the first page."""
    page = document.find_page_for_modification(0)[0].get_object()
    box: Any = None
    while box is None:
        box = page.get("/CropBox") or page.get("/MediaBox")
        page = page.get("/Parent")
    left, bottom, right, top = (float(v) for v in box)
    return PageArea(min(left, right), min(bottom, top), max(left, right), max(bottom, top))
