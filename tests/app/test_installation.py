"""Keys and proof as the settings name them: a real PKCS#11 token, a real authority's address."""

from __future__ import annotations

from pathlib import Path

import pytest
from pkcs11 import KeyType
from pydantic import SecretStr

from app.installation import App
from app.settings import Settings
from pipeline.seal.errors import KeyStoreError, PinError
from pipeline.seal.signing.keys import common_name
from pipeline.seal.signing.token import TokenKey
from tests.pipeline.seal import tokens

URI = f"pkcs11:token={tokens.TOKEN};object={{}}?module-path={tokens.LIBRARY}"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOFTHSM2_CONF", str(tokens.initialise(tmp_path / "softhsm")))
    tokens.add_keys({"canbo": KeyType.RSA, "coquan": KeyType.EC})
    return tmp_path / "home"


def test_two_keys_of_one_token_sign(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTLAN_OPERATOR_KEY", URI.format("canbo"))
    monkeypatch.setenv("MOTLAN_AGENCY_KEY", URI.format("coquan"))
    for name in ("OPERATOR", "AGENCY"):
        monkeypatch.setenv(f"MOTLAN_{name}_PIN", tokens.PIN)
    app = App(Settings(home=home))
    try:
        signers = app.signers
        assert common_name(signers.operator.certificate) == "Cơ quan canbo"
        assert common_name(signers.agency.certificate) == "Cơ quan coquan"
        for signer in (signers.operator, signers.agency):
            assert signer.sign(b"x", "sha256")
        assert tokens.PIN not in repr(app.settings)
    finally:
        app.keys.close()


def test_a_token_without_pin_is_not_opened(home: Path) -> None:
    app = App(Settings(home=home, operator_key=URI.format("canbo")))

    with pytest.raises(PinError):
        _ = app.signers


def test_a_wrong_pin_is_tried_once(home: Path) -> None:
    app = App(
        Settings(home=home, agency_key=URI.format("coquan"), agency_pin=SecretStr("sai-0000"))
    )

    with pytest.raises(PinError):
        _ = app.signers


@pytest.mark.parametrize(
    "uri",
    [
        "pkcs11:token=a?module-path=/x.so",
        "pkcs11:token=a;object=b",
        "pkcs11:object=b?module-path=/x.so",
        "pkcs11:slot-id=x;object=b?module-path=/x.so",
        "pkcs11:token=a;object=b?module-path=/x.so&pin-value=1234",
    ],
)
def test_addresses_that_are_incomplete_or_carry_a_pin_are_refused(uri: str) -> None:
    with pytest.raises(KeyStoreError) as caught:
        TokenKey.from_uri(uri)
    assert "1234" not in str(caught.value)


def test_an_address_is_read_with_its_escapes() -> None:
    place = TokenKey.from_uri(
        "pkcs11:token=S%E1%BB%9F%20N%E1%BB%99i;slot-id=7;object=k?module-path=/x.so"
    )

    assert place == TokenKey(Path("/x.so"), "Sở Nội", "k", 7)


def test_an_authority_needs_roots_to_trust(tmp_path: Path) -> None:
    app = App(Settings(home=tmp_path, tsa="http://127.0.0.1:9/"))

    with pytest.raises(KeyStoreError, match="MOTLAN_TRUST"):
        _ = app.proof
