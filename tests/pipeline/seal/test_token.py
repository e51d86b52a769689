from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pkcs11 import KeyType

from pipeline.seal.clock import utc_now
from pipeline.seal.errors import KeyStoreError, PinError
from pipeline.seal.paper import Signers, seal_paper
from pipeline.seal.signing.token import token_signer
from pipeline.seal.verification.trust import Trust
from pipeline.seal.verification.verify import verify_pdf
from tests.pipeline.seal import papers, readers, tokens


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trust]:
    """Roots of a token that holds an RSA and an elliptic key."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("softhsm")
        patch.setenv("SOFTHSM2_CONF", str(tokens.initialise(folder)))
        root = tokens.add_keys({"rsa": KeyType.RSA, "ec": KeyType.EC})
        yield Trust((x509.Certificate.load(root.public_bytes(Encoding.DER)),))


def test_a_batch_is_signed_in_one_session(trust: Trust, signers: Signers) -> None:
    with token_signer(tokens.LIBRARY, tokens.TOKEN, "rsa", tokens.PIN) as agency:
        for number in range(3):
            page = papers.page([(100, 100, f"Tờ {number}")])
            original = page.jpeg()
            sealed = seal_paper(
                original,
                "image/jpeg",
                [page.reading],
                papers.record(original),
                Signers(signers.operator, agency),
            )
            assert sealed.searchable is not None
            verdict = verify_pdf(sealed.searchable, trust)
            assert verdict.valid, verdict.to_json()
            assert verdict.signatures[0].signer == "Cơ quan rsa"
            assert "Signature is Valid" in readers.pdfsig(sealed.searchable)


def test_elliptic_keys_sign_too(trust: Trust, signers: Signers) -> None:
    page = papers.page()
    original = page.jpeg()
    with token_signer(tokens.LIBRARY, tokens.TOKEN, "ec", tokens.PIN) as agency:
        sealed = seal_paper(
            original,
            "image/jpeg",
            [page.reading],
            papers.record(original),
            Signers(signers.operator, agency),
            clock=utc_now,
        )

    assert sealed.searchable is not None
    assert verify_pdf(sealed.searchable, trust).valid


@pytest.mark.usefixtures("trust")
@pytest.mark.parametrize(
    ("library", "token", "key", "pin", "expected"),
    [
        (tokens.LIBRARY, tokens.TOKEN, "rsa", "sai-ma-pin-0000", PinError),
        (tokens.LIBRARY, "vắng mặt", "rsa", tokens.PIN, KeyStoreError),
        (tokens.LIBRARY, tokens.TOKEN, "không có", tokens.PIN, KeyStoreError),
        (Path("/nonexistent.so"), tokens.TOKEN, "rsa", tokens.PIN, KeyStoreError),
    ],
)
def test_what_is_wrong_with_a_token_is_told_without_the_pin(
    caplog: pytest.LogCaptureFixture,
    library: Path,
    token: str,
    key: str,
    pin: str,
    expected: type[KeyStoreError],
) -> None:
    caplog.set_level(logging.DEBUG)

    with pytest.raises(expected) as caught, token_signer(library, token, key, pin):
        pass

    assert type(caught.value) is expected
    assert pin not in "".join(traceback.format_exception(caught.value)) + caplog.text


@pytest.mark.usefixtures("trust")
def test_a_signer_does_not_keep_its_pin() -> None:
    with token_signer(tokens.LIBRARY, tokens.TOKEN, "rsa", tokens.PIN) as signer:
        assert tokens.PIN not in repr(vars(signer))
