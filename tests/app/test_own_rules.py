"""Printed forms and procedures of an installation count from when it is opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.installation import App
from app.settings import Settings
from schemas.law.procedures import procedures, shipped_procedures
from schemas.papers.registry import paper_types

FORMS = """
[[forms]]
paper_type = "receipt"
template = "TT 1/2030/TT-VPCP"
effective_from = 2030-01-01
titles = ["GIẤY HẸN"]
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Settings]:
    (tmp_path / "forms.toml").write_text(FORMS, "utf-8")
    (tmp_path / "procedures/approved").mkdir(parents=True)
    yield Settings(home=tmp_path, forms=tmp_path / "forms.toml", procedures=tmp_path / "procedures")
    App.open(Settings(home=tmp_path))


def test_own_forms_count_until_another_installation_is_opened(
    house: Settings, tmp_path: Path
) -> None:
    App.open(house)
    assert "GIẤY HẸN" in paper_types()["receipt"].all_titles()
    App.open(Settings(home=tmp_path))
    assert "GIẤY HẸN" not in paper_types()["receipt"].all_titles()


def test_own_procedures_count_until_another_installation_is_opened(
    house: Settings, tmp_path: Path
) -> None:
    (tmp_path / "procedures/approved/broken.toml").write_text("", "utf-8")
    App.open(house)
    with pytest.raises(ValueError, match="Procedure"):
        procedures()
    App.open(Settings(home=tmp_path))
    assert procedures() == shipped_procedures()
