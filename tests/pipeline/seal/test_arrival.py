from __future__ import annotations

from pathlib import Path

from pipeline.seal.paper import SealedPaper
from pipeline.seal.signing.authority import make_test_authority
from pipeline.seal.verification.arrival import signatures_on_arrival
from pipeline.seal.verification.trust import Trust
from tests.pipeline.seal import papers

PDF = "application/pdf"


def searchable(sealed: SealedPaper) -> bytes:
    assert sealed.searchable is not None
    return bytes(sealed.searchable)


def test_a_signed_file_says_who_signed_it(sealed: SealedPaper, trust: Trust) -> None:
    (signature,) = signatures_on_arrival(searchable(sealed), PDF, trust)
    assert signature.outcome == "valid"
    assert signature.signer
    assert signature.signed_at is not None
    assert signature.problems == ()


def test_a_changed_file_is_reported_as_invalid(sealed: SealedPaper, trust: Trust) -> None:
    data = bytearray(searchable(sealed))
    data[len(data) // 2] ^= 1
    outcomes = {s.outcome for s in signatures_on_arrival(bytes(data), PDF, trust)}
    assert outcomes == {"invalid"}


def test_an_unknown_issuer_leaves_the_question_open(sealed: SealedPaper, tmp_path: Path) -> None:
    strangers = Trust.from_files([make_test_authority(tmp_path).root])
    (signature,) = signatures_on_arrival(searchable(sealed), PDF, strangers)
    assert signature.outcome == "indeterminate"
    assert signature.problems


def test_unsigned_files_and_pictures_have_none(page: papers.Page, trust: Trust) -> None:
    assert signatures_on_arrival(page.jpeg(), "image/jpeg", trust) == ()
    assert signatures_on_arrival(b"%PDF-1.7\n%%EOF", PDF, trust) == ()
