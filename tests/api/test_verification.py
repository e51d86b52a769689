"""Signed files over the wire: ours, changed ones, and those of papers one may not know of."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import x509

from pipeline.seal.errors import TimestampUnavailableError
from pipeline.seal.paper import SealedPaper, Signers, seal_paper
from pipeline.seal.signing.authority import make_test_authority
from pipeline.seal.signing.keys import Pkcs12Signer
from pipeline.seal.verification.trust import Trust, load_certificates
from pipeline.seal.verification.verify import verify_pdf
from schemas.record.paper import Classification, PaperRecord, RenditionKind
from schemas.record.reading import PageReading
from storage.audit.chain import Action
from storage.papers.archive import PaperFile
from tests.api.conftest import Service
from tests.pipeline.seal import papers

pytestmark = pytest.mark.slow


@pytest.fixture
def sealed(service: Service, tmp_path: Path) -> SealedPaper:
    """A sealed birth certificate on file; the service trusts who signed it."""
    authority = make_test_authority(tmp_path / "authority")
    roots: list[x509.Certificate] = load_certificates(authority.root)
    people = Signers(
        Pkcs12Signer.from_file(authority.operator), Pkcs12Signer.from_file(authority.agency)
    )

    def seal(record: PaperRecord, pages: Sequence[PageReading]) -> list[PaperFile]:
        again = seal_paper(original, "image/jpeg", pages, record, people)
        return [PaperFile(kind, file.read()) for kind, file in again.files.items()]

    service.rebuild(verifier=Trust(tuple(roots)), sealer=seal)
    page = papers.page()
    original = page.jpeg()
    birth = Classification(paper_type="birth_certificate", confidence=1, reason="GIẤY KHAI SINH")
    record: PaperRecord = papers.record(original).model_copy(update={"classification": birth})
    made = seal_paper(original, "image/jpeg", [page.reading], record, people)
    files = [PaperFile(kind, file.read()) for kind, file in made.files.items()]
    service.services.app.archive.save(record, original, files, [page.reading])
    return made


def send(service: Service, data: bytes, client: str = "full") -> Any:
    headers = {**service.headers(client), "Content-Type": "application/octet-stream"}
    return service.http.post("/v1/verifications", content=data, headers=headers)


def test_a_file_of_the_store_is_valid_and_known(service: Service, sealed: SealedPaper) -> None:
    for data in (sealed.signed_master, sealed.searchable):
        assert data is not None
        answer = send(service, data).json()
        assert answer["outcome"] == "valid"
        assert answer["summary"].startswith("HỢP LỆ")
        assert answer["store"] == "current"
        assert answer["paper_id"] == sealed.record.paper_id
        assert service.last_outcome() == (Action.VERIFY, "valid")
    assert answer["record_attached"]
    assert answer["signatures"][0]["level"] == "B-B"


def test_a_changed_file_is_told(service: Service, sealed: SealedPaper) -> None:
    data = bytearray(sealed.searchable or b"")
    data[data.index(b"\xff\xda") + 4000] ^= 1

    answer = send(service, bytes(data)).json()

    assert answer["outcome"] == "invalid"
    assert answer["store"] == "differs"
    assert {"hash_mismatch", "content_changed"} <= set(answer["problems"])
    assert "KHÔNG HỢP LỆ" in answer["summary"]


def test_the_store_is_not_talked_about_to_those_who_may_not_know(
    service: Service, sealed: SealedPaper
) -> None:
    answer = send(service, sealed.searchable or b"", "other-types").json()

    assert answer["outcome"] == "valid"
    assert (answer["store"], answer["paper_id"]) == ("not_on_file", None)


def test_a_named_file_is_verified_in_the_store(service: Service, sealed: SealedPaper) -> None:
    path = f"/v1/papers/{sealed.record.paper_id}/verdicts/{RenditionKind.SEARCHABLE}"

    answer = service.http.get(path, headers=service.headers()).json()

    assert (answer["outcome"], answer["store"]) == ("valid", "current")


def test_a_corrected_paper_is_valid_and_says_what_was_corrected(
    service: Service, sealed: SealedPaper
) -> None:
    paper = f"/v1/papers/{sealed.record.paper_id}"
    body = {"fields": {"full_name": "Trần Thị Đào"}, "version": 1}
    answer = service.http.post(f"{paper}/corrections", json=body, headers=service.headers())
    assert (answer.status_code, answer.json()["version"]) == (200, 2)

    loaded = service.http.get(f"{paper}/files/searchable_pdf", headers=service.headers()).content
    verdict = verify_pdf(loaded, service.services.app.verifier)

    assert verdict.record is not None
    assert verdict.record.value("full_name") == "Trần Thị Đào"
    assert (send(service, loaded).json()["outcome"], send(service, loaded).json()["store"]) == (
        "valid",
        "current",
    )
    assert send(service, sealed.searchable or b"").json()["store"] == "superseded"


def test_a_correction_that_cannot_be_signed_changes_nothing(
    service: Service, sealed: SealedPaper
) -> None:
    def silent(*_: object) -> list[PaperFile]:
        raise TimestampUnavailableError()

    service.rebuild(sealer=silent)
    path = f"/v1/papers/{sealed.record.paper_id}/corrections"
    body = {"fields": {"full_name": "Trần Thị Đào"}, "version": 1}
    answer = service.http.post(path, json=body, headers=service.headers())
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert service.services.app.archive.load(sealed.record.paper_id).version == 1


def test_garbage_has_a_verdict_and_nothing_is_refused(service: Service) -> None:
    answer = send(service, b"%PDF-1.7 x")

    assert answer.status_code == 200
    assert answer.json()["outcome"] == "invalid"
    assert send(service, b"").status_code == 422
