from __future__ import annotations

import datetime as dt
import hashlib
import io
import random

import pikepdf
import pytest

from pipeline.seal.errors import ArchiveError, CertificateError, SealInputError
from pipeline.seal.paper import SealedPaper, Signers, seal_paper
from pipeline.seal.pdf.conformance import conformance_failures
from pipeline.seal.signing.authority import TestAuthority
from pipeline.seal.verification.inside import verdict_on
from pipeline.seal.verification.trust import Trust
from pipeline.seal.verification.verdict import SealProblem, Validity
from pipeline.seal.verification.verify import verify_pdf
from schemas.record.paper import RenditionKind
from tests.pipeline.seal import papers, readers, scans


def files(sealed: SealedPaper) -> tuple[bytes, bytes]:
    assert sealed.signed_master is not None
    assert sealed.searchable is not None
    return sealed.signed_master, sealed.searchable


def test_both_files_are_valid_and_archivable(sealed: SealedPaper, trust: Trust) -> None:
    for data in files(sealed):
        verdict = verify_pdf(data, trust)
        assert verdict.outcome is Validity.VALID, verdict.to_json()
        assert verdict.summary.startswith("HỢP LỆ: ")
        assert "Signature is Valid" in readers.pdfsig(data)
        assert conformance_failures(data) == ()


def test_openssl_agrees(sealed: SealedPaper, authority: TestAuthority) -> None:
    for data in files(sealed):
        assert readers.openssl_verifies(data, authority.root)
        changed = data.replace(b"/Type /Page", b"/Type /Pagf", 1)
        assert changed != data
        assert not readers.openssl_verifies(changed, authority.root)


def test_renditions_are_linked_by_hash(sealed: SealedPaper, page: papers.Page) -> None:
    master, searchable = files(sealed)
    original = hashlib.sha256(page.jpeg()).hexdigest()

    assert {r.kind: r.sha256 for r in sealed.renditions} == {
        RenditionKind.ORIGINAL: original,
        RenditionKind.SIGNED_MASTER: hashlib.sha256(master).hexdigest(),
        RenditionKind.SEARCHABLE: hashlib.sha256(searchable).hexdigest(),
    }
    assert all(r.derived_from == original for r in sealed.renditions[1:])


def test_the_record_travels_inside_and_names_the_master(sealed: SealedPaper, trust: Trust) -> None:
    master, searchable = files(sealed)
    carried = verify_pdf(searchable, trust).record

    assert carried == sealed.record
    assert carried is not None
    named = carried.rendition(RenditionKind.SIGNED_MASTER)
    assert named is not None
    assert named.sha256 == hashlib.sha256(master).hexdigest()


def test_the_scanned_bytes_are_kept(sealed: SealedPaper, page: papers.Page) -> None:
    for data in files(sealed):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            (image,) = pdf.pages[0].get_images().values()
            assert image.read_raw_bytes() == page.jpeg()


def test_stamps_say_what_the_law_asks(sealed: SealedPaper) -> None:
    master, searchable = files(sealed)

    assert "Nguyễn Văn Mẫu (THỬ NGHIỆM)" in readers.pdftotext(master)
    stamp = readers.pdftotext(searchable)
    assert "Sao y" in stamp
    assert "Trung tâm Phục vụ HCC TP Hà Nội (THỬ NGHIỆM)" in stamp
    assert "+07:00" in stamp


def test_signed_and_born_digital_files_are_never_converted(
    sealed: SealedPaper, signers: Signers
) -> None:
    _, signed = files(sealed)
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        page.obj.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(
                F=pikepdf.Dictionary(
                    Type=pikepdf.Name.Font,
                    Subtype=pikepdf.Name.Type1,
                    BaseFont=pikepdf.Name.Helvetica,
                )
            )
        )
        page.obj.Contents = pdf.make_stream(b"BT /F 12 Tf 50 50 Td (So 1) Tj ET")
        buffer = io.BytesIO()
        pdf.save(buffer)
    for original, reason in ((signed, "đã ký số"), (buffer.getvalue(), "bản điện tử gốc")):
        kept = seal_paper(
            original, "application/pdf", [], papers.record(original, "application/pdf"), signers
        )
        assert (kept.signed_master, kept.searchable) == (None, None)
        assert kept.reason is not None
        assert kept.reason.startswith(reason)
        assert [r.kind for r in kept.renditions] == [RenditionKind.ORIGINAL]


def test_a_scan_with_a_font_that_is_not_embedded_is_sealed_as_it_is_drawn(
    signers: Signers,
) -> None:
    page = papers.page()
    original = scans.scan_pdf(page, visible_text="Scanned by X")

    made = seal_paper(
        original,
        "application/pdf",
        [page.reading],
        papers.record(original, "application/pdf"),
        signers,
    )

    assert made.reason is None
    assert made.searchable is not None
    assert conformance_failures(made.searchable, signatures_cover=True) == ()


def test_a_scan_that_cannot_be_archived_is_kept_with_the_reason(
    signers: Signers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ArchiveError()

    monkeypatch.setattr("pipeline.seal.paper.draft", fail)
    page = papers.page()
    original = scans.scan_pdf(page)

    kept = seal_paper(
        original,
        "application/pdf",
        [page.reading],
        papers.record(original, "application/pdf"),
        signers,
    )

    assert kept.searchable is None
    assert kept.reason is not None
    assert "không đạt PDF/A-2b" in kept.reason


def test_a_record_of_another_paper_is_refused(page: papers.Page, signers: Signers) -> None:
    with pytest.raises(SealInputError):
        seal_paper(page.jpeg(), "image/jpeg", [page.reading], papers.record(b"other"), signers)


def test_nobody_signs_outside_the_validity_of_a_certificate(
    page: papers.Page, signers: Signers
) -> None:
    original = page.jpeg()
    later = dt.datetime(2045, 1, 1, tzinfo=dt.UTC)

    with pytest.raises(CertificateError):
        seal_paper(
            original,
            "image/jpeg",
            [page.reading],
            papers.record(original),
            signers,
            clock=lambda: later,
        )


@pytest.mark.slow
def test_a_changed_byte_anywhere_is_noticed(sealed: SealedPaper, trust: Trust) -> None:
    _, data = files(sealed)
    places = random.Random(20261122)  # noqa: S311
    for _ in range(100):
        changed = bytearray(data)
        place = places.randrange(len(changed))
        changed[place] ^= 1 << places.randrange(8)
        assert verdict_on(bytes(changed), trust).outcome is Validity.INVALID, place


def test_the_hash_of_the_store_decides_first(sealed: SealedPaper, trust: Trust) -> None:
    _, data = files(sealed)

    assert verify_pdf(data, trust, hashlib.sha256(data).hexdigest()).valid
    assert verify_pdf(data, trust, "0" * 64).problems == (SealProblem.HASH_MISMATCH,)
