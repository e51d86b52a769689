"""Nothing of a messy archive vanishes: each file is taken, or named with box, reason and remedy."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from app.backfill.errors import ManifestError, SourceError
from app.backfill.planning import archives
from app.backfill.planning.manifest import Manifest, read_manifest
from app.backfill.planning.plan import make_plan
from app.backfill.planning.references import legacy_spellings, named, parts_of, written
from app.backfill.planning.sources import Source, open_source
from pipeline.intake.limits import Limits
from storage.batches.batches import Batch, Batches, Failure, ItemState

LEGACY = "Gi\udcb8y \udcd5.jpg"
"""A name in TCVN3, as Python gives it."""
CASES = Path(__file__).parents[4] / "shared" / "cases" / "batch"


def keep(folder: Path, *names: str) -> str:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode("utf-8", "surrogateescape"))
    return str(folder)


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def listed(path: Path, *sheets: tuple[str, Sequence[Sequence[object]]], merge: str = "") -> Path:
    book = openpyxl.Workbook()
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        if merge:
            sheet.merge_cells(merge)
    del book[book.sheetnames[0]]
    book.save(path)
    return path


def plan(batches: Batches, address: str, manifest: Manifest | None = None) -> Batch:
    return make_plan(batches, "b", address, open_source(address), "thu", manifest=manifest)


def waiting(batches: Batches) -> dict[str, str | None]:
    return {item.reference: item.dossier for item in batches.waiting("b", 0)}


def failures(batches: Batches) -> dict[str, Failure]:
    return {failure.reference: failure for failure in batches.failures("b")}


def taken(source: Source) -> list[str]:
    return [f.reference for f in source.files() if not f.left_out]


def left_out(source: Source) -> dict[str, str]:
    return {f.reference: f.left_out for f in source.files() if f.left_out}


@pytest.mark.parametrize(
    "name",
    ["plain/Đỗ.pdf", LEGACY, "a!b/1.jpg", "x.zip!y/1.jpg", r"a\xB5.jpg", "a\\\udcb5!.jpg", "!"],
)
def test_every_name_has_a_reference_that_gives_it_back(name: str) -> None:
    reference = written(name)
    reference.encode("utf-8")
    assert parts_of(reference) == (reference,)
    assert named(reference) == name


def test_different_names_have_different_references() -> None:
    names = ["\udcb5", r"\xB5", r"\x5CxB5", "\\", "a.zip!b", r"a.zip\x21b"]
    assert len({written(name) for name in names}) == len(names)


def test_names_in_legacy_bytes_and_with_marks_are_planned_and_read(
    tmp_path: Path, batches: Batches
) -> None:
    names = [LEGACY, "GẤP! xem lại/1.jpg", "cũ.zip!/2.jpg"]
    address = keep(tmp_path / "s", *names)
    assert plan(batches, address).counts.waiting == 3
    source = open_source(address)
    read = [source.read(reference) for reference in waiting(batches)]
    assert sorted(read) == sorted(n.encode("utf-8", "surrogateescape") for n in names)


def test_legacy_names_in_a_tar(tmp_path: Path) -> None:
    path = tmp_path / "x.tar"
    with tarfile.open(path, "w") as archive:
        info = tarfile.TarInfo(LEGACY)
        info.size = 3
        archive.addfile(info, io.BytesIO(b"one"))
    source = open_source(str(path))
    (reference,) = taken(source)
    reference.encode("utf-8")
    assert source.read(reference) == b"one"
    source.close()


def test_what_legacy_bytes_may_say_is_tried() -> None:
    tcvn3 = b"Nguy\xd4n \xa7\xf8c.pdf".decode("utf-8", "surrogateescape")
    assert "Nguyễn Đức.pdf" in set(legacy_spellings(written(tcvn3)))


def test_archives_in_archives_are_looked_into(tmp_path: Path) -> None:
    inner = zipped({"1.jpg": b"one", "2.jpg": b"two", "hỏng.zip": b"PK", "rỗng.zip": b""})
    (tmp_path / "Hộp 04.zip").write_bytes(zipped({"Hộp/con.zip": inner, "3.jpg": b"three"}))
    source = open_source(str(tmp_path))
    found = {reference: source.read(reference) for reference in taken(source)}
    inside = "Hộp 04.zip!Hộp/con.zip"
    assert found == {
        f"{inside}!1.jpg": b"one",
        f"{inside}!2.jpg": b"two",
        "Hộp 04.zip!3.jpg": b"three",
    }
    assert left_out(source) == {
        f"{inside}!hỏng.zip": "damaged_archive",
        f"{inside}!rỗng.zip": "empty",
    }
    with pytest.raises(SourceError):
        source.read(inside)  # never one paper
    source.close()
    alone = open_source(str(tmp_path / "Hộp 04.zip"))
    assert [alone.read(reference) for reference in taken(alone)] == [b"one", b"two", b"three"]
    alone.close()


def test_archives_too_deep_or_too_large_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = zipped({"1.jpg": b"one"})
    for depth in range(5):
        data = zipped({f"{depth}.zip": data})
    (tmp_path / "deep.zip").write_bytes(data)
    assert left_out(open_source(str(tmp_path))) == {
        "deep.zip!4.zip!3.zip!2.zip!1.zip": "nested_too_deep"
    }
    monkeypatch.setattr(archives, "DEFAULT_LIMITS", Limits(file_bytes=100))
    assert left_out(open_source(str(tmp_path))) == {"deep.zip!4.zip": "nested_too_large"}


def test_of_two_members_of_one_name_the_hidden_one_is_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("1.jpg", b"one")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("1.jpg", b"two")
    assert [f.left_out for f in open_source(str(tmp_path)).files()] == ["same_name", None]


def test_left_out_files_keep_box_shelf_reason_and_remedy(tmp_path: Path, batches: Batches) -> None:
    folder = tmp_path / "s"
    address = keep(folder, "1.jpg", "Thumbs.db", "desktop.ini")
    (folder / "rỗng.pdf").write_bytes(b"")
    (folder / "hỏng.zip").write_bytes(b"PK no zip")
    (folder / "lk.pdf").symlink_to("/etc/passwd")
    text = "file,dossier,box,shelf\n" + "".join(
        f"{name},H26.1,3,5\n"
        for name in ("1.jpg", "rỗng.pdf", "hỏng.zip", "lk.pdf", "Thumbs.db", "mất.pdf")
    )
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    batch = plan(batches, address, read_manifest(tmp_path / "list.csv"))
    assert (batch.counts.waiting, batch.counts.parked, batch.counts.missing) == (1, 4, 1)
    found = failures(batches)
    assert found.keys() == {"rỗng.pdf", "hỏng.zip", "lk.pdf", "Thumbs.db", "mất.pdf"}
    for failure in found.values():
        assert (failure.box, failure.shelf) == ("3", "5")
        assert failure.reason
        assert failure.remedy
    assert batch.left_out == {"empty": 1, "damaged_archive": 1, "not_a_file": 1, "litter": 2}


def test_what_may_not_be_read_is_named(
    tmp_path: Path, batches: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = keep(tmp_path / "s", "a/1.jpg", "kín/2.jpg", "b.jpg")
    scandir, stat = os.scandir, Path.stat

    def closed(path: str) -> object:
        if str(path).endswith("kín"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    def hidden(path: Path, **options: bool) -> os.stat_result:
        if path.name == "b.jpg":
            raise PermissionError(13, "Permission denied")
        return stat(path, **options)

    monkeypatch.setattr(os, "scandir", closed)
    monkeypatch.setattr(Path, "stat", hidden)
    plan(batches, address)
    assert waiting(batches).keys() == {"a/1.jpg"}
    told = {f.reference: f.reason for f in failures(batches).values()}
    assert told.keys() == {"kín/", "b.jpg"}
    assert "quyền" in (told["kín/"] or "")


@pytest.mark.parametrize(
    "name",
    ["HỘP 02/ket hon.JPG", "D:\\Scan\\Hộp 02\\ket hon.jpg", "ket hon.jpg", "Hộp 02/ket hon"],
)
def test_a_row_that_spells_a_name_differently_is_joined(
    tmp_path: Path, batches: Batches, name: str
) -> None:
    address = keep(tmp_path / "s", "Hộp 02/ket hon.jpg", "Hộp 02/khac.jpg")
    (tmp_path / "list.csv").write_text(f"file,dossier\n{name},H26.3\n", encoding="utf-8")
    batch = plan(batches, address, read_manifest(tmp_path / "list.csv"))
    assert waiting(batches)["Hộp 02/ket hon.jpg"] == "H26.3"
    assert batch.counts.missing == 0
    assert batch.left_out == {"near_match (taken)": 1, "not_in_manifest (taken)": 1}


def test_a_legacy_name_is_joined_with_the_name_that_was_meant(
    tmp_path: Path, batches: Batches
) -> None:
    tcvn3 = b"Nguy\xd4n \xa7\xf8c.pdf".decode("utf-8", "surrogateescape")
    address = keep(tmp_path / "s", f"h1/{tcvn3}")
    (tmp_path / "list.csv").write_text("file,dossier\nh1/Nguyễn Đức.pdf,H26.3\n", encoding="utf-8")
    plan(batches, address, read_manifest(tmp_path / "list.csv"))
    assert list(waiting(batches).values()) == ["H26.3"]


def test_where_several_files_fit_a_row_none_is_guessed(tmp_path: Path, batches: Batches) -> None:
    address = keep(tmp_path / "s", "h1/1.jpg", "h2/1.jpg")
    (tmp_path / "list.csv").write_text("file,dossier\n1.jpg,H26.3\n", encoding="utf-8")
    plan(batches, address, read_manifest(tmp_path / "list.csv"))
    assert set(waiting(batches).values()) == {None}
    (row,) = failures(batches).values()
    assert (row.state, row.reason) == (
        ItemState.MISSING,
        "nhiều tệp trong nguồn có thể là tệp này",
    )


def test_a_row_for_an_archive_counts_for_all_that_is_in_it(
    tmp_path: Path, batches: Batches
) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "h5.zip").write_bytes(zipped({"1.jpg": b"one", "2.jpg": b"two"}))
    text = "file,dossier\nh5.zip,H26.5\nh5.zip!2.jpg,H26.6\n"
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    batch = plan(batches, str(tmp_path / "s"), read_manifest(tmp_path / "list.csv"))
    assert waiting(batches) == {"h5.zip!1.jpg": "H26.5", "h5.zip!2.jpg": "H26.6"}
    assert batch.counts.missing == 0


HEAD = ("STT", "Tên tệp", "Mã hồ sơ", "Loại giấy tờ", "Hộp số", "Giá số")
ROWS: list[tuple[object, ...]] = [
    (1, "h1/1.jpg", "H26.1", "Giấy khai sinh", 0, 5),
    (2, "h1/2.jpg", "H26.2", None, None, None),
    (3, "h1/3.jpg", None, None, None, None),
]


def test_merged_cells_titles_and_a_box_of_number_nought(tmp_path: Path) -> None:
    titles = [("UBND PHƯỜNG CỬA NAM",), ("BẢNG KÊ",), ()]
    path = listed(tmp_path / "l.xlsx", ("Sheet", [*titles, HEAD, *ROWS]), merge="E5:E7")
    rows = read_manifest(path)
    assert [row.box for row in rows.values()] == ["0", "0", "0"]
    assert [row.shelf for row in rows.values()] == ["5", None, None]
    text = "UBND PHƯỜNG\n\ntep;hop\nh1/1.jpg;7\n"
    (tmp_path / "l.csv").write_text(text, encoding="utf-8")
    assert read_manifest(tmp_path / "l.csv")["h1/1.jpg"].box == "7"


def test_every_sheet_counts(tmp_path: Path) -> None:
    path = listed(
        tmp_path / "l.xlsx",
        ("Hộp 2", [("file", "shelf"), ("h2/1.jpg", 5)]),
        ("Hộp số 4", [("file", "shelf"), ("h4/1.jpg", 6)]),
        ("Ghi chú", [("người lập: An",)]),
        ("Trống", []),
    )
    rows = read_manifest(path)
    assert {key: (row.box, row.shelf) for key, row in rows.items()} == {
        "h2/1.jpg": ("2", "5"),
        "h4/1.jpg": ("4", "6"),
    }
    path = listed(tmp_path / "m.xlsx", ("A", [("file",), ("1.jpg",)]), ("B", [("2.jpg", "H26.1")]))
    with pytest.raises(ManifestError, match="trang B"):
        read_manifest(path)


def test_all_faults_of_a_list_are_told_at_once(tmp_path: Path) -> None:
    text = (
        "file,type,box\n1.jpg,Sổ đỏ,1\n2.jpg,,2\n2.jpg,,2\n2.jpg,,3\n,,4\n"
        f"3.jpg,,{'x' * 300}\n4.jpg,Giấy lạ,\n"
    )
    (tmp_path / "l.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ManifestError) as caught:
        read_manifest(tmp_path / "l.csv")
    told = str(caught.value)
    assert [f"dòng {n}" in told for n in range(2, 9)] == [
        True,
        False,
        False,
        True,
        True,
        True,
        True,
    ]
    assert "5 chỗ sai" in told
    assert "cần cột" not in told


@pytest.mark.skipif(not CASES.exists(), reason="the collected cases are not here")
def test_the_collected_lists_and_tree(batches: Batches) -> None:
    for name in ("ok", "titles", "dup"):
        rows = read_manifest(CASES / f"bangke_{name}.xlsx")
        boxes = [row.box for row in rows.values()]
        assert boxes == (["1", None, "2", None, None, "9"] if name == "dup" else [*"112229"])
    assert len(read_manifest(CASES / "bangke_2sheets.xlsx")) == 2
    rows = read_manifest(CASES / "bangke_ok.xlsx")
    batch = plan(batches, str(CASES / "legacy"), rows)
    assert batch.counts.missing == 1
    dossiers = waiting(batches)
    assert dossiers["Hộp 01/khai sinh 13-1999.JPG"] == "H26.12-150101-0002"
    assert dossiers["Hộp 02/GẤP! xem lại/xnhn 101.jpg"] == "H26.12-150101-0004"
    assert sum("hop con.zip!" in reference for reference in dossiers) == 2
    found = failures(batches)
    assert {"hong.zip", "Hộp 03/rong.pdf"} <= found.keys()


@pytest.mark.skipif(not CASES.exists(), reason="the collected cases are not here")
def test_the_collected_list_of_empty_and_damaged_files(batches: Batches) -> None:
    batch = plan(batches, str(CASES / "legacy"), read_manifest(CASES / "bangke_empty.csv"))
    found = failures(batches)
    assert (found["hong.zip"].box, found["Hộp 03/rong.pdf"].box) == ("3", "3")
    assert batch.counts.missing == 0  # the row of the whole archive counts for its members
