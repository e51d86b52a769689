from __future__ import annotations

from pathlib import Path

import pytest

from storage.database import Database
from storage.desk.receipts import Receipt, Receipts, normal_code


@pytest.fixture
def receipts(tmp_path: Path) -> Receipts:
    return Receipts(Database(tmp_path / "ledger.sqlite"))


def test_a_dossier_keeps_its_code(receipts: Receipts) -> None:
    code = receipts.code_of("H26.12-261122-0001")
    assert receipts.code_of("H26.12-261122-0001") == code
    assert receipts.of_code(code) == Receipt("H26.12-261122-0001")


def test_a_code_may_be_typed_as_people_type(receipts: Receipts) -> None:
    code = receipts.code_of("H26.12-261122-0001")
    assert receipts.of_code(f" {code.lower().replace('-', ' ')}") == Receipt("H26.12-261122-0001")


def test_neighbouring_dossiers_have_nothing_in_common(receipts: Receipts) -> None:
    codes = {receipts.code_of(f"H26.12-261122-{n:04}") for n in range(50)}
    assert len(codes) == 50
    assert len({code[:3] for code in codes}) > 40


@pytest.mark.parametrize("typed", ["", "H26.12-261122-0001", "O0I1-ABCDEF", "ABCDE-FGHJ"])
def test_what_is_no_code_opens_nothing(receipts: Receipts, typed: str) -> None:
    assert normal_code(typed) is None
    assert receipts.of_code(typed) is None


def test_a_hand_over_has_a_code_of_its_own(receipts: Receipts) -> None:
    dossier = "H26.12-261122-0001"
    codes = [receipts.code_of(dossier, name) for name in (None, "a" * 36, "b" * 36)]
    assert len(set(codes)) == 3
    assert receipts.code_of(dossier, "a" * 36) == codes[1]
    assert receipts.of_code(codes[1]) == Receipt(dossier, "a" * 36)
    assert receipts.of_code(codes[0]) == Receipt(dossier)
