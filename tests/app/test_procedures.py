"""Imported procedures: they wait, they are approved, and only then they count."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.errors import CatalogueError
from app.portal import read_components
from app.procedures import Catalogue
from cli.main import app
from schemas.errors import MotlanError
from schemas.law.coverage import Service, covered, serves, unread_types
from schemas.law.procedures import (
    Component,
    procedure,
    procedures,
    shipped_procedures,
    use_procedures,
)
from schemas.record.paper import FormOfPaper
from storage.database import Database
from storage.errors import UnknownProcedureError
from storage.papers.reuse.answers import Availability
from storage.papers.reuse.check import check_reuse
from storage.papers.search.index import PaperIndex

DAY = dt.date(2026, 12, 1)
NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
HEAD = "ma_tthc,ten,linh_vuc,cap,so_qd,ma_ket_qua\n"
ROWS = (
    '1.000005,"Thủ tục thử ""một"", hai",Hải quan,Cấp xã,2628/QĐ-BTC,KQ.G12.000327\n'
    "9.000001,Sai mã,Hộ tịch,Cấp xã,1/QĐ,\n"
    "1.000006,,Hộ tịch,Cấp xã,1/QĐ,\n"
)
PORTAL = Path(os.environ.get("MOTLAN_EVAL_DATA", "../shared/data")) / (
    "law/tthc_catalogue_2026-07.csv"
)
COMPONENTS = PORTAL.with_name("tthc_components_selected.json")
PROPOSAL = {
    "1.000005": {
        "so_qd": "2628/QĐ-BTC",
        "ket_qua": "Tờ khai đã đóng dấuMã: KQ.G12.000327Thẻ căn cướcMã: KQ.G01.000023",
        "thanh_phan": [
            {"nhom": "* Giấy tờ phải nộp:", "ten": "- Tờ khai theo mẫu"},
            {"nhom": "* Giấy tờ phải nộp:", "ten": "- Bản sao Giấy phép nọ"},
            {"nhom": "* Giấy tờ phải nộp:", "ten": "- Bản gốc giấy khai sinh"},
            {"nhom": "* Giấy tờ phải nộp:", "ten": "hoặc"},
            {"nhom": "* Giấy tờ phải xuất trình:", "ten": "- Thẻ căn cước còn giá trị"},
            {"nhom": "a) Trường hợp đã kết hôn:", "ten": "+ Giấy chứng nhận kết hôn"},
            {"nhom": "b) Trường hợp ly hôn:", "ten": "Quyết định ly hôn"},
        ],
    }
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("MOTLAN_PROCEDURES", str(tmp_path / "procedures"))  # for the command line
    use_procedures(tmp_path / "procedures")
    yield tmp_path / "procedures"
    use_procedures(None)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "catalogue.csv"
    path.write_text(HEAD + ROWS, "utf-8")
    return path


def test_what_waits_is_used_by_nobody(folder: Path, table: Path, tmp_path: Path) -> None:
    catalogue = Catalogue(folder)
    done = catalogue.take_in(table)
    assert (done.new, done.unchanged, done.wrong) == (1, 0, ((3, "code"), (4, "name")))
    assert [p.name for p in catalogue.waiting()] == ['Thủ tục thử "một", hai']
    assert procedures() == shipped_procedures()
    index = PaperIndex(Database(tmp_path / "index.sqlite"))
    with pytest.raises(UnknownProcedureError):
        check_reuse(index, "1.000005", "001190012345", DAY)
    catalogue.approve("1.000005", DAY, "canbo01", NOW)
    assert catalogue.waiting() == ()
    with pytest.raises(UnknownProcedureError):
        check_reuse(index, "1.000005", "001190012345", DAY - dt.timedelta(days=1))
    (only,) = check_reuse(index, "1.000005", "001190012345", DAY).answer.components
    assert only.availability is Availability.NEEDS_OFFICER
    index.database.close()
    again = catalogue.take_in(table)
    assert (again.new, again.unchanged) == (0, 1)


def test_a_later_version_ends_the_one_before(folder: Path, table: Path) -> None:
    catalogue = Catalogue(folder)
    catalogue.take_in(table)
    catalogue.approve("1.000005", DAY, "canbo01", NOW)
    table.write_text((HEAD + ROWS).replace("2628/QĐ-BTC", "99/QĐ-BTC"), "utf-8")
    assert catalogue.take_in(table).new == 1
    catalogue.approve("1.000005", DAY + dt.timedelta(days=10), "canbo02", NOW)
    for days, decision in ((9, "2628/QĐ-BTC"), (10, "99/QĐ-BTC")):
        found = procedure("1.000005", DAY + dt.timedelta(days=days))
        assert found is not None
        assert found.decision == decision


def test_components_are_kept_and_not_lost(folder: Path, table: Path) -> None:
    shipped = procedure("1.004884", DAY)
    assert shipped is not None
    row = f"1.004884,Tên khác,{shipped.field},{shipped.level},{shipped.decision},\n"
    table.write_text(HEAD + row, "utf-8")
    catalogue = Catalogue(folder)
    assert catalogue.take_in(table).new == 1
    with pytest.raises(CatalogueError):
        catalogue.approve("1.004884", DAY, "canbo01", NOW)
    waiting = folder / "waiting" / "1.004884.toml"
    component = '[[components]]\nkey = "a"\nname = "A"\nlegal_basis = "B"\naccepts = ["zzz"]\n'
    waiting.write_text(waiting.read_text("utf-8") + component, "utf-8")
    approved = catalogue.approve("1.004884", DAY, "canbo01", NOW)
    assert unread_types(approved.components[0]) == ("zzz",)
    found = procedure("1.004884", DAY)
    assert found is not None
    assert found.components == (Component(key="a", name="A", legal_basis="B", accepts=("zzz",)),)
    assert FormOfPaper.ORIGINAL in found.components[0].forms


def test_only_approved_files_are_read(folder: Path, table: Path) -> None:
    Catalogue(folder).take_in(table)
    (folder / "approved").mkdir()
    (folder / "waiting" / "1.000005.toml").rename(folder / "approved" / "1.000005.toml")
    with pytest.raises(ValueError, match="not approved"):
        procedures()


def test_the_command(folder: Path, table: Path, tmp_path: Path) -> None:
    def motlan(*words: str) -> str:
        result = CliRunner().invoke(app, ["procedure", *words])
        if isinstance(result.exception, MotlanError):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.stdout

    assert "1 thủ tục chờ duyệt, 0 không đổi, 2 dòng sai" in motlan("import", str(table))
    assert "1.000005\tchờ duyệt\t0" in motlan("list", "--waiting")
    assert "CHỜ DUYỆT" in motlan("show", "1.000005")
    motlan("approve", "1.000005", "--officer", "canbo01", "--from", "2026-12-01")
    assert "đã duyệt, từ 01/12/2026" in motlan("list")
    assert "canbo01" in motlan("show", "1.000005")
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(CatalogueError):
        motlan("import", str(wrong))


@pytest.fixture
def proposal(tmp_path: Path) -> Path:
    path = tmp_path / "components.json"
    path.write_text(json.dumps(PROPOSAL, ensure_ascii=False), "utf-8")
    return path


def test_rows_of_the_portal_become_components(proposal: Path) -> None:
    (found,) = read_components(proposal).values()
    assert [(c.name, c.accepts) for c in found] == [
        ("Tờ khai theo mẫu", ()),
        ("Bản sao Giấy phép nọ", ()),
        ("Bản gốc giấy khai sinh", ("birth_certificate",)),
        ("Thẻ căn cước còn giá trị", ("id_card",)),
        ("Giấy chứng nhận kết hôn", ("marriage_certificate",)),
        ("Quyết định ly hôn", ()),
    ]
    assert [serves(c) for c in found] == [
        Service.MADE_ANEW,
        Service.OPEN,
        Service.ORIGINAL,
        Service.PRESENTED,
        Service.STORE,
        Service.OPEN,
    ]
    married, divorced = (c.condition for c in found[4:])
    assert married is not None
    assert divorced is not None
    assert married.key != divorced.key
    assert "đã kết hôn" in married.text
    assert all(c.condition is None for c in found[:4])
    assert all(c.fields == () for c in found)  # nobody reads by a proposal


def test_proposed_components_are_approved_by_another_person(
    folder: Path, table: Path, proposal: Path
) -> None:
    catalogue = Catalogue(folder)
    done = catalogue.take_in(table, read_components(proposal), "canbo01")
    assert (done.new, done.proposed, done.strangers) == (1, 1, ())
    assert procedure("1.000005", DAY) is None
    with pytest.raises(CatalogueError, match="chính cán bộ này"):
        catalogue.approve("1.000005", DAY, "canbo01", NOW)
    approved = catalogue.approve("1.000005", DAY, "canbo02", NOW)
    assert procedure("1.000005", DAY) == approved
    assert len(approved.components) == 6
    assert catalogue.take_in(table, read_components(proposal), "canbo01").unchanged == 1


def test_a_proposal_never_replaces_components_in_force(
    folder: Path, table: Path, proposal: Path
) -> None:
    shipped = procedure("1.004884", DAY)
    assert shipped is not None
    row = f"1.004884,Tên khác,{shipped.field},{shipped.level},{shipped.decision},\n"
    table.write_text(HEAD + row, "utf-8")
    said = json.loads(proposal.read_text("utf-8"))
    proposal.write_text(json.dumps({"1.004884": said["1.000005"], "1.000009": said["1.000005"]}))
    done = Catalogue(folder).take_in(table, read_components(proposal), "canbo01")
    assert done.strangers == ("1.000009",)
    (waiting,) = Catalogue(folder).waiting()
    assert waiting.components == shipped.components


def test_result_codes_are_told_apart(folder: Path, table: Path) -> None:
    table.write_text(HEAD + "1.000016,A,B,C,D,KQ.G12.001051|KQ.G12.001355; KQ1\n", "utf-8")
    Catalogue(folder).take_in(table)
    (waiting,) = Catalogue(folder).waiting()
    assert waiting.results == ("KQ.G12.001051", "KQ.G12.001355", "KQ1")


def test_what_is_no_file_of_components_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    for text in ("[]", "{", '{"1.000005": {"thanh_phan": 3}}'):
        path.write_text(text)
        with pytest.raises(CatalogueError, match=r"a\.json"):
            read_components(path)


@pytest.mark.skipif(not COMPONENTS.exists(), reason=f"no components at {COMPONENTS}")
def test_the_components_of_the_portal_name_papers_that_are_read() -> None:
    found = read_components(COMPONENTS)
    assert len(found) == 28
    rows = [c for components in found.values() for c in components]
    types = {t for c in rows for t in c.accepts}
    assert {"id_card", "passport", "birth_notice", "land_certificate", "building_permit"} <= types
    assert not any(c.accepts for c in rows if c.made_for_dossier)


@pytest.mark.skipif(not PORTAL.exists(), reason=f"the portal's catalogue is not at {PORTAL}")
def test_the_whole_catalogue_of_the_portal_comes_in(folder: Path) -> None:
    known = read_components(COMPONENTS) if COMPONENTS.exists() else {}
    done = Catalogue(folder).take_in(PORTAL, known, "canbo01")
    with PORTAL.open(encoding="utf-8") as file:
        lines = sum(1 for _ in file) - 1
    assert done.new + done.unchanged + len(done.wrong) <= lines
    assert done.unchanged >= 1
    assert done.new > 1000
    assert done.strangers == ()
    waiting = Catalogue(folder).waiting()
    assert sum(bool(p.components) for p in waiting) == done.proposed
    assert not any("|" in code for p in waiting for code in p.results)
    if known:
        assert covered(waiting)[Service.STORE] > 10
