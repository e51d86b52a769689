from __future__ import annotations

import hashlib
from pathlib import Path

import openpyxl
import pytest

from app.backfill.errors import ManifestError, SourceError
from app.backfill.planning.manifest import read_manifest
from app.backfill.planning.plan import PlanOptions, make_plan
from app.backfill.planning.sources import open_source
from storage.batches.batches import Batches, ItemState

ROWS: list[list[object]] = [
    ["Tệp", "Mã hồ sơ", "Loại giấy tờ", "Hộp", "Giá", "Ghi chú"],
    ["h1\\1.jpg", "H26.1", "birth_certificate", 7, "A1", "x"],
    ["h1/2.jpg", "", "Giấy khai sinh", 7.0, "A1", ""],
    ["h1/absent.jpg", "H26.2", "", 8, "A1", ""],
]


def write_csv(
    path: Path, rows: list[list[object]], delimiter: str = ",", encoding: str = "utf-8"
) -> Path:
    text = "\n".join(delimiter.join(map(str, row)) for row in rows)
    path.write_bytes(text.encode(encoding))
    return path


def write_xlsx(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for number, row in enumerate(ROWS, start=1):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = value  # type: ignore[assignment]
    book.save(path)
    return path


@pytest.mark.parametrize("form", ["comma", "semicolon, utf-16", "xlsx"])
def test_a_manifest_in_any_form(tmp_path: Path, form: str) -> None:
    if form == "xlsx":
        path = write_xlsx(tmp_path / "list.xlsx")
    elif form == "comma":
        path = write_csv(tmp_path / "list.csv", ROWS, encoding="utf-8-sig")
    else:
        path = write_csv(tmp_path / "list.csv", ROWS, ";", "utf-16")
    rows = read_manifest(path)
    assert list(rows) == ["h1/1.jpg", "h1/2.jpg", "h1/absent.jpg"]
    first = rows["h1/1.jpg"]
    assert (first.dossier, first.paper_type, first.box, first.shelf) == (
        "H26.1",
        "birth_certificate",
        "7",
        "A1",
    )
    assert rows["h1/2.jpg"].paper_type == "birth_certificate"
    assert rows["h1/2.jpg"].dossier is None


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], "trống"),
        ([["box"], ["7"]], "cột"),
        ([["file", "box"], ["1.jpg", "1"], ["./1.jpg", "2"]], "dòng 3"),
        ([["file", "type"], ["1.jpg", "giấy lạ"]], "dòng 2"),
        ([["file", "box"], ["", "7"]], "dòng 2"),
        ([["file", "box"], ["1.jpg", "x" * 300]], "dòng 2"),
    ],
)
def test_a_manifest_that_is_wrong_is_refused_with_its_row(
    tmp_path: Path, rows: list[list[object]], told: str
) -> None:
    with pytest.raises(ManifestError) as caught:
        read_manifest(write_csv(tmp_path / "list.csv", rows))
    assert told in str(caught.value)


def test_no_spreadsheet_at_all(tmp_path: Path) -> None:
    (tmp_path / "list.xlsx").write_bytes(b"no zip")
    (tmp_path / "list.csv").write_bytes(b"file\n\xff\xfe\xfa")
    for name in ("list.xlsx", "list.csv", "absent.csv"):
        with pytest.raises(ManifestError):
            read_manifest(tmp_path / name)


def scans(folder: Path) -> str:
    (folder / "h1").mkdir(parents=True)
    for name in ("1", "2", "3"):
        (folder / "h1" / f"{name}.jpg").write_bytes(b"same" if name != "3" else b"other")
    (folder / "empty.jpg").write_bytes(b"")
    return str(folder)


def test_a_plan_joins_source_and_manifest(tmp_path: Path, batches: Batches) -> None:
    address = scans(tmp_path / "scans")
    manifest = read_manifest(write_csv(tmp_path / "list.csv", ROWS))
    batch = make_plan(
        batches,
        "b",
        address,
        open_source(address),
        "thu",
        manifest=manifest,
        options=PlanOptions(shard_size=2, hashed=True),
    )
    assert batch.left_out == {"empty": 1, "not_in_manifest (taken)": 1}
    assert (batch.counts.waiting, batch.counts.missing, batch.counts.size) == (3, 1, 13)
    (first,), (_, third) = batches.waiting("b", 0), batches.waiting("b", 1)
    assert (first.reference, first.dossier) == ("h1/1.jpg", "H26.1")
    assert first.paper_id == hashlib.sha256(b"same").hexdigest()
    assert third.dossier is None
    empty, missing = batches.failures("b")
    assert (empty.reference, empty.state, empty.reason) == (
        "empty.jpg",
        ItemState.PARKED,
        "tệp rỗng",
    )
    assert (missing.reference, missing.box, missing.state) == (
        "h1/absent.jpg",
        "8",
        ItemState.MISSING,
    )
    copies = batches.copies("b")
    assert (copies.hashed, copies.different, copies.on_file) == (3, 2, 0)


def test_without_hashing_no_file_is_read(tmp_path: Path, batches: Batches) -> None:
    address = scans(tmp_path / "scans")
    make_plan(batches, "b", address, open_source(address), "thu")
    assert {item.paper_id for item in batches.waiting("b", 0)} == {None}


@pytest.mark.parametrize("name", ["Nguyễn Văn A", "", "a/b", "-a", "a" * 49])
def test_names_that_could_tell_something_are_refused(
    tmp_path: Path, batches: Batches, name: str
) -> None:
    address = scans(tmp_path / "scans")
    with pytest.raises(SourceError):
        make_plan(batches, name, address, open_source(address), "thu")
    assert batches.all() == []
