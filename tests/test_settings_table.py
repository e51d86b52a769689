"""Every setting is in the table of the manual, and the table names no other."""

from __future__ import annotations

import re
from pathlib import Path

from app.settings import Settings
from tests.packages import PACKAGES

ROOT = Path(__file__).parents[1]
READ = re.compile(r'(?:environ(?:\.get\(|\[)|envvar=|_VARIABLE = )"(MOTLAN_[A-Z0-9_]+)"')


def known() -> set[str]:
    names = set(Settings.names())
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            names |= set(READ.findall(path.read_text("utf-8")))
    return names


def test_the_table_of_settings_is_complete() -> None:
    lines = (ROOT / "docs" / "operation.md").read_text("utf-8").splitlines()
    cells = [line.split("|")[1] for line in lines if line.startswith("| `MOTLAN_")]
    assert set(re.findall(r"MOTLAN_[A-Z0-9_]+", " ".join(cells))) == known()
