"""Settings are read once, and a name or value that is wrong is told instead of passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import SettingsError
from app.settings import Settings


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MOTLAN_HOME", str(tmp_path))


def test_a_mistyped_name_is_refused_with_the_name_that_was_meant(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MOTLAN_AGENCY_KYE", "/etc/motlan/agency.p12")
    with pytest.raises(SettingsError) as caught:
        Settings.read()
    assert caught.value.source == "MOTLAN_AGENCY_KYE"
    assert "MOTLAN_AGENCY_KEY" in str(caught.value)
    assert "agency.p12" not in str(caught.value)


def test_a_name_like_no_other_is_refused_without_a_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTLAN_ZZZZZZ", "1")
    with pytest.raises(SettingsError) as caught:
        Settings.read()
    assert caught.value.source == "MOTLAN_ZZZZZZ"


@pytest.mark.parametrize(
    ("name", "value"),
    [("MOTLAN_PROOF", "B-X"), ("MOTLAN_API_PORT", "http"), ("MOTLAN_BACKFILL_ATTEMPTS", "0")],
)
def test_a_wrong_value_is_told_by_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        Settings.read()
    assert caught.value.source == name


def test_names_of_a_group_carry_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTLAN_API_CHORE_SECONDS", "7")
    monkeypatch.setenv("MOTLAN_BACKFILL_RECYCLE_MIB", "99")
    found = Settings.read()
    assert (found.api.chore_seconds, found.backfill.recycle_mib) == (7, 99)


def test_an_option_counts_instead_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTLAN_STORE", "/from/the/environment")
    assert Settings.read(store="/from/an/option").store_url == "/from/an/option"


def test_the_secret_of_an_s3_account_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTLAN_S3_SECRET_KEY", "rat-bi-mat")
    assert "rat-bi-mat" not in repr(Settings.read())
