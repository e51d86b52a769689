"""The table of verdicts: every way in which a signed file may be wrong, and what is said of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pikepdf
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.validation.ades import simulate_future_ades_lta_validation

from pipeline.seal.clock import utc_now
from pipeline.seal.errors import (
    CertificateError,
    RevocationUnavailableError,
    TimestampUnavailableError,
)
from pipeline.seal.paper import SealedPaper, SealPolicy, Signers, seal_paper
from pipeline.seal.pdf.archive import save_archive
from pipeline.seal.pdf.assemble import assemble
from pipeline.seal.pdf.conformance import conformance_failures
from pipeline.seal.pdf.description import Attachment, DocumentInfo
from pipeline.seal.signing.adapter import PortSigner
from pipeline.seal.signing.authority import make_test_authority
from pipeline.seal.signing.keys import Pkcs12Signer
from pipeline.seal.signing.loop import run
from pipeline.seal.signing.profiles import signature_profile
from pipeline.seal.signing.proof import Proof, proof_expires, renew_proof
from pipeline.seal.signing.sign import SignatureRequest, sign_pdf
from pipeline.seal.signing.timestamp import HttpTimestampAuthority
from pipeline.seal.verification.specification import specification
from pipeline.seal.verification.trust import Trust
from pipeline.seal.verification.verdict import ProofLevel, SealProblem, SignatureKind, Validity
from pipeline.seal.verification.verify import verify_pdf
from tests.pipeline.seal import papers, readers, scans, tampering
from tests.pipeline.seal.pki import Pki, running_pki

LEVELS = tuple(ProofLevel)
NOBODY = HttpTimestampAuthority("http://127.0.0.1:9/", timeout_seconds=2)

VALID, INVALID, UNDECIDED = Validity.VALID, Validity.INVALID, Validity.INDETERMINATE


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pki]:
    with running_pki(tmp_path_factory.mktemp("pki") / "vn") as running:
        yield running


@pytest.fixture(scope="module")
def unsigned() -> bytes:
    page = papers.page()
    original = page.jpeg()
    assembled = assemble(original, "image/jpeg", [page.reading])
    record = papers.record(original).model_dump_json(indent=1).encode()
    with assembled.pdf:
        return save_archive(
            assembled.pdf,
            DocumentInfo("Giấy tờ số hóa", "x", utc_now()),
            Attachment("record.json", record, "application/json", "Dữ liệu"),
        )


def signed(
    data: bytes,
    pki: Pki,
    who: str = "agency",
    level: ProofLevel = ProofLevel.B,
    *,
    field: str = "CoQuan",
    moment: dt.datetime | None = None,
) -> bytes:
    proof = None
    if level is not ProofLevel.B:
        proof = Proof(level, pki.tsa(), pki.trust(), revocation_period=dt.timedelta(0))
    profile = signature_profile("none", utc_now().date())
    request = SignatureRequest(field, profile, moment or utc_now(), proof=proof)
    return sign_pdf(data, pki.signer(who), request)


@pytest.fixture(scope="module")
def made(unsigned: bytes, pki: Pki) -> dict[tuple[str, ProofLevel], bytes]:
    """Signed while all certificates were good; `short` and `late` do not stay so."""
    names = ("short", "brief", "late", "agency")
    return {(n, level): signed(unsigned, pki, n, level) for n, level in product(names, LEVELS)}


@pytest.mark.parametrize("level", LEVELS)
def test_every_level_is_valid_everywhere(
    made: dict[tuple[str, ProofLevel], bytes], pki: Pki, level: ProofLevel
) -> None:
    data = made["agency", level]
    verdict = verify_pdf(data, pki.trust())

    assert verdict.outcome is VALID, verdict.to_json()
    assert verdict.signatures[0].level is level
    assert verdict.signatures[0].time_proved is (level is not ProofLevel.B)
    assert verdict.archive_failures == ()
    assert "Signature is Valid" in readers.pdfsig(data)


@pytest.mark.parametrize(
    ("level", "outcome"),
    [
        (ProofLevel.B, UNDECIDED),
        (ProofLevel.T, UNDECIDED),
        (ProofLevel.LT, VALID),
        (ProofLevel.LTA, VALID),
    ],
)
def test_without_a_network_only_carried_revocation_data_decides(
    made: dict[tuple[str, ProofLevel], bytes], pki: Pki, level: ProofLevel, outcome: Validity
) -> None:
    verdict = verify_pdf(made["agency", level], pki.trust(online=False))

    assert verdict.outcome is outcome
    if outcome is UNDECIDED:
        assert verdict.all_problems == (SealProblem.REVOCATION_UNKNOWN,)


def test_the_known_false_alarm_is_dropped_only_with_proof(
    made: dict[tuple[str, ProofLevel], bytes],
) -> None:
    data = made["agency", ProofLevel.LTA]

    assert conformance_failures(data, signatures_cover=True) == ()
    assert conformance_failures(data) == ("PDFA3B-SIGNATURE-BYTERANGE-001",)


@pytest.mark.parametrize(
    ("name", "level", "expected"),
    [
        ("expired", ProofLevel.B, SealProblem.OUTSIDE_VALIDITY),
        ("expired", ProofLevel.T, SealProblem.OUTSIDE_VALIDITY),  # pyHanko itself says valid
        ("revoked", ProofLevel.B, SealProblem.CERTIFICATE_REVOKED),
        ("revoked", ProofLevel.T, SealProblem.CERTIFICATE_REVOKED),
        ("encrypts", ProofLevel.B, SealProblem.WRONG_CERTIFICATE_USE),
        ("encrypts", ProofLevel.T, SealProblem.WRONG_CERTIFICATE_USE),
    ],
)
def test_certificates_that_must_not_have_signed(
    unsigned: bytes,
    pki: Pki,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    level: ProofLevel,
    expected: SealProblem,
) -> None:
    monkeypatch.setattr("pipeline.seal.signing.sign.check_certificate", lambda *_: None)

    verdict = verify_pdf(signed(unsigned, pki, name, level), pki.trust())

    assert verdict.outcome is INVALID
    assert expected in verdict.all_problems


@pytest.mark.parametrize("name", ["expired", "encrypts"])
def test_we_refuse_to_sign_with_them(unsigned: bytes, pki: Pki, name: str) -> None:
    with pytest.raises(CertificateError):
        signed(unsigned, pki, name)


def test_archive_signatures_need_a_certificate_that_outlives_revocation_data(
    unsigned: bytes, pki: Pki
) -> None:
    proof = Proof(ProofLevel.LTA, pki.tsa(), pki.trust(), dt.timedelta(days=3650))
    profile = signature_profile("none", utc_now().date())

    with pytest.raises(CertificateError):
        sign_pdf(
            unsigned,
            pki.signer("agency"),
            SignatureRequest("CoQuan", profile, utc_now(), proof=proof),
        )


@pytest.mark.parametrize("level", LEVELS)
def test_a_stranger_is_not_trusted(
    made: dict[tuple[str, ProofLevel], bytes], tmp_path: Path, level: ProofLevel
) -> None:
    other = Trust.from_files([make_test_authority(tmp_path).root])

    verdict = verify_pdf(made["agency", level], other)

    assert verdict.outcome is UNDECIDED
    assert SealProblem.UNKNOWN_ISSUER in verdict.all_problems


Tamper = Callable[[bytes], bytes]
BROKEN: list[tuple[Tamper, SealProblem]] = [
    (tampering.one_bit_of_the_picture, SealProblem.CONTENT_CHANGED),
    (tampering.page_content_swapped, SealProblem.CHANGED_AFTER_SIGNING),
    (tampering.attachment_added, SealProblem.CHANGED_AFTER_SIGNING),
    (tampering.attached_record_replaced, SealProblem.CHANGED_AFTER_SIGNING),
    (tampering.title_changed, SealProblem.METADATA_CHANGED),
    (tampering.information_title_changed, SealProblem.METADATA_CHANGED),
    (tampering.junk_at_the_end, SealProblem.TRAILING_DATA),
    (tampering.junk_with_its_own_end, SealProblem.TRAILING_DATA),
    (tampering.saved_anew, SealProblem.CONTENT_CHANGED),
    (tampering.padding_of_the_container_used, SealProblem.BROKEN_CONTAINER),
    (tampering.hexadecimal_case_changed, SealProblem.BROKEN_CONTAINER),
    (tampering.cut_in_half, SealProblem.UNREADABLE),
]


@pytest.mark.parametrize("level", [ProofLevel.B, ProofLevel.LTA])
@pytest.mark.parametrize(("tamper", "expected"), BROKEN, ids=lambda v: getattr(v, "__name__", v))
def test_tampered_files_are_invalid(
    made: dict[tuple[str, ProofLevel], bytes],
    pki: Pki,
    tamper: Tamper,
    expected: SealProblem,
    level: ProofLevel,
) -> None:
    original = made["agency", level]
    changed = tamper(original)
    assert changed != original

    verdict = verify_pdf(changed, pki.trust(online=level is ProofLevel.B))

    assert verdict.outcome is INVALID
    assert expected in verdict.all_problems, verdict.summary
    assert verdict.summary.startswith("KHÔNG HỢP LỆ: ")


def test_two_signatures_are_both_judged(unsigned: bytes, pki: Pki) -> None:
    first = signed(unsigned, pki, "agency", ProofLevel.LT)
    both = signed(first, pki, "clerk", ProofLevel.LTA, field="NguoiKy")

    verdict = verify_pdf(both, pki.trust())

    assert verdict.valid, verdict.to_json()
    assert [s.kind for s in verdict.signatures] == [
        SignatureKind.SIGNATURE,
        SignatureKind.SIGNATURE,
        SignatureKind.TIMESTAMP,
    ]


@pytest.mark.parametrize("shape", [SigSeedSubFilter.ADOBE_PKCS7_DETACHED, SigSeedSubFilter.PADES])
@pytest.mark.parametrize("certify", [False, True])
def test_files_signed_by_other_programs(pki: Pki, shape: SigSeedSubFilter, certify: bool) -> None:
    """As Acrobat and VGCA's tools sign: linearised, not PDF/A, certified or not, root included."""
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(scans.scan_pdf(papers.page()))) as pdf:
        pdf.save(buffer, linearize=True)
    metadata = PdfSignatureMetadata(
        field_name="Signature1", md_algorithm="sha256", subfilter=shape, certify=certify
    )
    output = io.BytesIO()
    signer = PdfSigner(metadata, PortSigner(pki.signer("agency")))
    run(signer.async_sign_pdf(IncrementalPdfFileWriter(buffer), output=output))

    verdict = verify_pdf(output.getvalue(), pki.trust())

    assert verdict.valid, verdict.to_json()
    assert verdict.record is None
    assert verdict.signatures[0].signer == "Ủy ban nhân dân phường Ô Chợ Dừa"


def test_an_archive_signature_will_hold_in_years(
    made: dict[tuple[str, ProofLevel], bytes], pki: Pki
) -> None:
    """What remains when the signer's certificate has ended (2031), seen from 2033."""
    later = dt.datetime(2033, 1, 1, tzinfo=dt.UTC)
    held = {}
    for level in (ProofLevel.LT, ProofLevel.LTA):
        reader = PdfFileReader(io.BytesIO(made["agency", level]))
        signature = reader.embedded_regular_signatures[0]
        signature.compute_integrity_info()
        rules = specification(reader, pki.trust(online=False))
        result = run(simulate_future_ades_lta_validation(signature, rules.document, later))
        held[level] = result.ades_subindic
    assert held == {ProofLevel.LT: AdESPassed.OK, ProofLevel.LTA: AdESPassed.OK}


def test_an_unsigned_file_has_nothing_to_verify(unsigned: bytes, pki: Pki) -> None:
    assert verify_pdf(unsigned, pki.trust(online=False)).outcome is Validity.UNSIGNED


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7", b"\x00" * 5000, b"%PDF-1.7\nstartxref\n0\n%%EOF"]
)
def test_garbage_has_a_verdict(data: bytes, pki: Pki) -> None:
    verdict = verify_pdf(data, pki.trust(online=False), hashlib.sha256(data).hexdigest())

    assert verdict.problems == (SealProblem.UNREADABLE,)


@pytest.mark.parametrize("level", LEVELS)
def test_renewal_extends_every_level(
    made: dict[tuple[str, ProofLevel], bytes], pki: Pki, level: ProofLevel
) -> None:
    data = made["agency", level]

    renewed = renew_proof(data, pki.tsa("tsa-old"), pki.trust())

    assert renewed.startswith(data)
    verdict = verify_pdf(renewed, pki.trust())
    assert verdict.valid, verdict.to_json()
    assert verdict.signatures[0].time_proved
    assert verdict.archive_failures == ()
    assert proof_expires(renewed) == dt.datetime(2032, 1, 1, tzinfo=dt.UTC)


def test_a_file_without_timestamp_has_no_end_of_proof(
    made: dict[tuple[str, ProofLevel], bytes],
) -> None:
    assert proof_expires(made["agency", ProofLevel.B]) is None
    assert proof_expires(made["agency", ProofLevel.LTA]) == dt.datetime(2040, 1, 1, tzinfo=dt.UTC)


def test_an_outage_delays_the_seal_and_loses_nothing(pki: Pki) -> None:
    page = papers.page()
    original = page.jpeg()
    moment = utc_now()

    def seal(authority: HttpTimestampAuthority) -> SealedPaper:
        proof = Proof(ProofLevel.LTA, authority, pki.trust())
        people = Signers(pki.signer("clerk"), pki.signer("agency"))
        policy = SealPolicy(proof=proof)
        return seal_paper(
            original,
            "image/jpeg",
            [page.reading],
            papers.record(original),
            people,
            policy,
            clock=lambda: moment,
        )

    now = seal(NOBODY)
    assert now.delay
    assert [r.proof_due for r in now.renditions[1:]] == [moment] * 2
    for data in (now.signed_master, now.searchable):
        assert data is not None
        assert verify_pdf(data, pki.trust()).signatures[0].level is ProofLevel.B
        lifted = verify_pdf(renew_proof(data, pki.tsa(), pki.trust()), pki.trust())
        assert lifted.valid
        assert lifted.signatures[0].level is ProofLevel.LTA
    undisturbed = seal(pki.tsa())
    assert undisturbed.delay is None
    end = dt.datetime(2040, 1, 1, tzinfo=dt.UTC)
    assert [r.proof_due for r in undisturbed.renditions] == [None, end, end]


def test_silent_revocation_servers_delay_the_proof_too(
    unsigned: bytes, pki: Pki, tmp_path: Path
) -> None:
    with running_pki(tmp_path / "other") as other:
        signer, trust = other.signer("agency"), other.trust()
    proof = Proof(ProofLevel.LT, pki.tsa(), Trust((*trust.roots, *pki.trust().roots)))
    request = SignatureRequest(
        "CoQuan", signature_profile("none", utc_now().date()), utc_now(), proof=proof
    )

    with pytest.raises(RevocationUnavailableError):
        sign_pdf(unsigned, signer, request)


def test_a_silent_authority_is_left_alone_for_a_while(pki: Pki) -> None:
    authority = HttpTimestampAuthority(f"{pki.url}/nowhere", pause_seconds=60)

    with pytest.raises(TimestampUnavailableError, match="không trả lời"):
        authority.respond(b"")
    with pytest.raises(TimestampUnavailableError, match="vừa"):
        authority.respond(b"")


def test_other_answers_than_timestamps_are_an_outage(unsigned: bytes, pki: Pki) -> None:
    profile = signature_profile("none", utc_now().date())
    wrong = HttpTimestampAuthority(f"{pki.url}/_certomancer/any-cert/vn/root.crt")
    proof = Proof(ProofLevel.T, wrong, pki.trust())

    with pytest.raises(TimestampUnavailableError):
        sign_pdf(
            unsigned,
            pki.signer("agency"),
            SignatureRequest("CoQuan", profile, utc_now(), proof=proof),
        )


def test_stores_protected_by_a_passphrase(tmp_path: Path) -> None:
    authority = make_test_authority(tmp_path, passphrase="mật khẩu")

    assert Pkcs12Signer.from_file(authority.agency, "mật khẩu").chain


# Last, so that the certificates end while the other tests run.


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("short", SealProblem.EXPIRED_WITHOUT_PROOF),
        ("brief", SealProblem.EXPIRED_WITHOUT_PROOF),
        ("late", SealProblem.CERTIFICATE_REVOKED),
    ],
)
def test_what_holds_after_a_certificate_ends(
    made: dict[tuple[str, ProofLevel], bytes], pki: Pki, name: str, expected: SealProblem
) -> None:
    for level in LEVELS:  # all were good when they were made
        assert verify_pdf(made["agency", level], pki.trust()).valid
    while utc_now() <= pki.short_ends + dt.timedelta(seconds=1):
        time.sleep(0.2)

    bare = verify_pdf(made[name, ProofLevel.B], pki.trust())
    assert bare.all_problems == (expected,)
    for level in (ProofLevel.T, ProofLevel.LT):
        assert verify_pdf(made[name, level], pki.trust()).valid, level
    archived = verify_pdf(made[name, ProofLevel.LTA], pki.trust())
    if name != "short":
        assert archived.valid
        assert verify_pdf(made[name, ProofLevel.LTA], pki.trust(online=False)).valid
    else:  # revocation data that outlives the certificate: the reason for `revocation_period`
        assert archived.all_problems == (SealProblem.EXPIRED_WITHOUT_PROOF,)
