"""A very small town of invented people: nothing on file is denied, nothing else is offered."""

from __future__ import annotations

from pathlib import Path

from benchmarks.once.measure import measure
from benchmarks.once.town import build
from storage.database import Database
from storage.papers.search.index import PaperIndex


def test_no_answer_about_a_small_town_is_wrong(tmp_path: Path) -> None:
    database = Database(tmp_path / "index.sqlite")
    found = measure(build(40, seed=3), PaperIndex(database), 60, seed=3)
    database.close()
    assert (found.wrong_on_file, found.wrong_not_on_file) == (0, 0), found.cases
    assert found.answers["on file: offered"]
    assert found.answers["not on file: denied"]
