from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict

import pytest

from pipeline.seal.clock import utc_now
from pipeline.seal.errors import CertificateError, SigningError
from pipeline.seal.paper import Signers
from pipeline.seal.pdf.archive import save_archive
from pipeline.seal.pdf.assemble import assemble
from pipeline.seal.pdf.conformance import conformance_failures
from pipeline.seal.pdf.description import DocumentInfo
from pipeline.seal.signing.profiles import AGENCY_PROFILE, signature_profile
from pipeline.seal.signing.remote import PendingSignature, finish_signature, prepare_signature
from pipeline.seal.signing.sign import SignatureRequest
from pipeline.seal.verification.trust import Trust
from pipeline.seal.verification.verify import verify_pdf
from tests.pipeline.seal import papers, readers


@pytest.fixture(scope="module")
def unsigned() -> bytes:
    page = papers.page()
    assembled = assemble(page.jpeg(), "image/jpeg", [page.reading])
    with assembled.pdf:
        return save_archive(assembled.pdf, DocumentInfo("Giấy tờ", "x", utc_now()))


def request(moment: dt.datetime) -> SignatureRequest:
    return SignatureRequest("CoQuan", signature_profile(AGENCY_PROFILE, moment.date()), moment)


def test_a_signature_made_elsewhere_is_valid(
    unsigned: bytes, signers: Signers, trust: Trust
) -> None:
    agency = signers.agency
    pending = prepare_signature(unsigned, agency.certificate, agency.chain, request(utc_now()))

    signature = agency.sign(pending.to_be_signed, "sha256")  # at a service far away
    data = finish_signature(pending, signature)

    verdict = verify_pdf(data, trust)
    assert verdict.valid, verdict.to_json()
    assert "Signature is Valid" in readers.pdfsig(data)
    assert conformance_failures(data) == ()
    assert "Sao y" in readers.pdftotext(data)


def test_what_waits_is_a_plain_value(unsigned: bytes, signers: Signers) -> None:
    agency = signers.agency
    pending = prepare_signature(unsigned, agency.certificate, agency.chain, request(utc_now()))

    text = json.dumps(asdict(pending), default=bytes.hex)
    kept = json.loads(text)
    again = PendingSignature(
        document=bytes.fromhex(kept["document"]),
        document_digest=bytes.fromhex(kept["document_digest"]),
        container=(kept["container"][0], kept["container"][1]),
        certificate=bytes.fromhex(kept["certificate"]),
        chain=tuple(map(bytes.fromhex, kept["chain"])),
        to_be_signed=bytes.fromhex(kept["to_be_signed"]),
    )

    assert again == pending
    assert len(again.hash) == 32


def test_an_answer_of_another_key_is_refused(unsigned: bytes, signers: Signers) -> None:
    agency = signers.agency
    pending = prepare_signature(unsigned, agency.certificate, agency.chain, request(utc_now()))

    with pytest.raises(SigningError):
        finish_signature(pending, signers.operator.sign(pending.to_be_signed, "sha256"))


def test_an_expired_certificate_is_refused_before_anything_leaves(
    unsigned: bytes, signers: Signers
) -> None:
    agency = signers.agency
    later = dt.datetime(2045, 1, 1, tzinfo=dt.UTC)

    with pytest.raises(CertificateError):
        prepare_signature(unsigned, agency.certificate, agency.chain, request(later))
