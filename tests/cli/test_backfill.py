"""`motlan backfill` as a person and as a script see it; nothing is read here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from schemas.errors import MotlanError
from schemas.messages.exits import ExitCode


@pytest.fixture(autouse=True)
def home(tmp_path: Path) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTLAN_HOME", str(tmp_path / "home"))
        patch.delenv("PREFECT_API_URL", raising=False)
        yield tmp_path


@pytest.fixture
def scans(tmp_path: Path) -> str:
    folder = tmp_path / "scans"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.jpg").write_bytes(b"same" if number else b"first")
    (folder / "empty.jpg").write_bytes(b"")
    (tmp_path / "list.csv").write_text("file,box\n0.jpg,7\nlost.jpg,7\n", encoding="utf-8")
    return str(folder)


def motlan(*arguments: str, exit_code: int = ExitCode.DONE) -> str:
    result = CliRunner().invoke(app, ["backfill", *arguments])
    if isinstance(result.exception, MotlanError):
        raise result.exception
    assert result.exit_code == exit_code, result.output
    return result.stdout


def told(*arguments: str) -> Any:
    return json.loads(motlan(*arguments, "--json"))


def test_from_the_plan_to_the_report(scans: str, home: Path) -> None:
    manifest = str(home / "list.csv")
    planned = told("plan", scans, "--name", "b", "--manifest", manifest, "--hash", "--shard", "2")
    assert (planned["state"], planned["counts"]["waiting"]) == ("planned", 3)
    assert planned["copies"] == {"hashed": 3, "different": 2, "on_file": 0}
    assert planned["left_out"] == {"empty": 1, "not_in_manifest (taken)": 2}
    with pytest.raises(MotlanError) as caught:
        motlan("run", "b")
    assert caught.value.code == "E-BATCH-STATE"
    assert told("approve", "b", "--by", "minh")["approved_by"] == "minh"
    assert told("pause", "b")["state"] == "paused"
    motlan("run", "b", exit_code=ExitCode.INPUT)  # paused: ends at once; the empty file is parked
    assert told("resume", "b")["state"] == "approved"
    status = told("status", "b")
    assert [shard["counts"]["items"] for shard in status["shards"]] == [2, 2, 1]
    assert [batch["name"] for batch in told("status")] == ["b"]
    empty, lost = told("failures", "b")
    assert (empty["reference"], empty["state"], empty["reason"]) == (
        "empty.jpg",
        "parked",
        "tệp rỗng",
    )
    assert "Quét lại" in empty["remedy"]
    assert (lost["reference"], lost["state"], lost["box"]) == ("lost.jpg", "missing", "7")
    assert told("retry", "b", "--failed")["retried"] == 1
    boxes = {box["box"]: box for box in told("report", "b")["boxes"]}
    assert (boxes["7"]["items"], boxes["7"]["missing"]) == (2, 1)


def test_people_read_vietnamese(scans: str) -> None:
    shown = motlan("plan", scans, "--name", "b")
    assert "Kế hoạch đợt b" in shown
    assert "Bỏ qua: tệp rỗng" in shown
    assert "motlan backfill approve b" in shown
    assert "chờ duyệt" in motlan("status")
    shown = motlan("failures", "b")
    assert "lost" not in shown
    assert "tệp rỗng" in shown


def test_precision_of_a_sheet_that_was_filled_in(home: Path) -> None:
    sheet = home / "sheet.csv"
    rows = [f"p{n},id_card/accepted,10,1,1,1,name,x,{int(n != 3)}" for n in range(20)]
    head = "paper_id,stratum,weight,box,shelf,page,field,value,right"
    sheet.write_text("\n".join([head, *rows]), encoding="utf-8")
    stratum, whole = told("precision", str(sheet))
    assert (stratum["checked"], stratum["right"], stratum["method"]) == (20, 19, "Clopper-Pearson")
    assert whole["low"] < 0.95 < whole["high"]


def test_nothing_on_file_needs_doing_again(home: Path) -> None:
    estimate = told("reprocess", "--rules", "--dry-run")
    assert (estimate["papers"], estimate["planned"]) == (0, None)
