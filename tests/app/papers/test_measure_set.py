"""What people settled becomes a set that the benchmark measures, and each paper in it is noted."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.acting import Caller
from app.installation import App
from app.papers.measure_set import MeasureSet, make_measure_set
from app.settings import Settings
from storage.audit.chain import Action
from storage.desk.corrections import Correction, keep_corrections
from tests.storage.records import NOW, original, paper_id, reading, record

BY = Caller("an", "an", agency="H26.12", purpose="đo máy đọc")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with App(Settings(home=tmp_path / "home")) as app:
        yield app


def _settled(number: int, field: str, proposed: str | None, confirmed: str | None) -> Correction:
    return Correction(
        paper_id=paper_id(number),
        paper_type="birth_certificate",
        field=field,
        page=1,
        polygon=None,
        reader="test",
        raw=proposed,
        proposed=proposed,
        confirmed=confirmed,
        operator="an",
        at=NOW,
    )


def test_settled_papers_become_a_set_and_are_noted(app: App, tmp_path: Path) -> None:
    for number in (1, 2):
        app.archive.save(
            record(number, "birth_certificate", fields={"number": "47/2015"}),
            original(number),
            (),
            [reading()],
        )
    keep_corrections(
        app.desk.database,
        [
            _settled(1, "number", "41/2015", "47/2015"),
            _settled(1, "full_name", "TRẦN THỊ ĐÀO", "TRẦN THỊ ĐÀO"),
            _settled(1, "full_name", "TRẦN THỊ ĐÀO", "TRẦN THỊ ĐÁO"),
            _settled(1, "ethnic_group", "Kinh", None),
            _settled(3, "number", "1", "2"),
        ],
    )
    folder = tmp_path / "set"
    made = make_measure_set(app, BY, folder)

    assert made == MeasureSet(papers=1, values=3, wrong=3, missing=1)
    (row,) = map(json.loads, (folder / "fields.jsonl").read_text("utf-8").splitlines())
    assert row["paper_type"] == "birth_certificate"
    assert row["fields"] == {
        "number": "47/2015",
        "full_name": "TRẦN THỊ ĐÁO",
        "ethnic_group": None,
    }
    assert (folder / row["file"]).read_bytes() == original(1)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / row["file"]).stat().st_mode) == 0o600
    noted = [entry.event for entry in app.audit.entries()]
    assert [(e.action, e.paper_id) for e in noted if e.action is Action.DOWNLOAD] == [
        (Action.DOWNLOAD, paper_id(1)),
        (Action.DOWNLOAD, paper_id(3)),
    ]


def test_nothing_is_written_over(app: App, tmp_path: Path) -> None:
    with pytest.raises(FileExistsError):
        make_measure_set(app, BY, tmp_path)
