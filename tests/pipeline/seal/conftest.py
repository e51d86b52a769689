from __future__ import annotations

import pytest

from pipeline.seal.paper import SealedPaper, Signers, seal_paper
from pipeline.seal.signing.authority import TestAuthority, make_test_authority
from pipeline.seal.signing.keys import Pkcs12Signer
from pipeline.seal.verification.trust import Trust
from tests.pipeline.seal import papers


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TestAuthority:
    return make_test_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def signers(authority: TestAuthority) -> Signers:
    return Signers(
        Pkcs12Signer.from_file(authority.operator), Pkcs12Signer.from_file(authority.agency)
    )


@pytest.fixture(scope="session")
def trust(authority: TestAuthority) -> Trust:
    return Trust.from_files([authority.root])


@pytest.fixture(scope="session")
def page() -> papers.Page:
    return papers.page(papers.TWO_COLUMNS + papers.ALL_LETTERS)


@pytest.fixture(scope="session")
def sealed(page: papers.Page, signers: Signers) -> SealedPaper:
    original = page.jpeg()
    return seal_paper(original, "image/jpeg", [page.reading], papers.record(original), signers)
