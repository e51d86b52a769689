"""Every test that the table of threats and clauses names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "threats.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", TEXT)))


def test_the_table_names_tests() -> None:
    assert len(NAMED) > 25


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_a_test_that_is_named_exists(file: str, test: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    assert f"def {test}(" in text if test else "def test_" in text


def test_every_clause_is_shown_or_left_to_the_operator() -> None:
    rows = [line.split("|") for line in TEXT.splitlines() if re.match(r"\| \d", line)]
    assert len(rows) > 15
    for row in rows:
        shown, left = row[4].strip(), row[5].strip()
        assert (shown, left) != ("-", "-"), row[1]
