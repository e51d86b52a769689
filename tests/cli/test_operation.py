"""Commands for operation on a small store: standing of papers, audit, scrub, migration, shelves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from app.errors import FieldValueError
from app.installation import App
from cli.main import app as command_line
from pipeline.seal.errors import SealError
from schemas.errors import MotlanError
from schemas.record.paper import RenditionKind
from storage.audit.chain import Action
from storage.errors import PaperErasedError
from storage.objects.keys import original_key, tombstone_key
from storage.objects.local import LocalStore
from storage.objects.shelves import Shelves
from storage.papers.archive import PaperFile
from tests.storage.records import decision, original, paper_id, record, searchable

PERSON = "001190012345"
WHY = ("--reason", "12/QĐ-UBND", "--officer", "canbo01")


def motlan(*words: str) -> Result:
    result = CliRunner().invoke(command_line, list(words))
    if isinstance(result.exception, MotlanError):
        raise result.exception
    return result


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """An installation with papers of two levels on two shelves."""
    for name, place in (("HOME", "home"), ("STORE", "a"), ("STORE_RESTRICTED", "b")):
        monkeypatch.setenv(f"MOTLAN_{name}", str(tmp_path / place))
    made = App.open()
    birth = record(1, "birth_certificate", fields={"personal_id": PERSON})
    for number, paper in ((1, birth), (2, decision(2))):
        file = PaperFile(RenditionKind.SEARCHABLE, searchable(paper))
        made.archive.save(paper, original(number), [file])
    yield made
    made.close()


def actions(app: App) -> list[Action]:
    return [entry.event.action for entry in app.audit.entries()]


def test_restricted_papers_get_their_own_store(app: App, tmp_path: Path) -> None:
    assert isinstance(app.archive.store, Shelves)
    ordinary, restricted = LocalStore(tmp_path / "a"), LocalStore(tmp_path / "b")
    assert all(paper_id(2) in key for key in ordinary.list())
    assert original_key(paper_id(1)) in set(restricted.list())
    checked = motlan("store", "check").stdout
    assert "thường\twrite_once\tcó" in checked
    assert "hạn chế\twrite_once\tcó" in checked


def test_standing_of_a_paper(app: App) -> None:
    start = paper_id(1)[:12]
    for command, shown in (
        ("withdraw", "rút đồng ý"),
        ("restore", "đang được dùng lại"),
        ("revoke", "đã thu hồi"),
        ("restore", "đang được dùng lại"),
        ("replace", "đã được thay thế"),
    ):
        result = motlan("paper", command, start, *WHY)
        assert result.exit_code == 0, result.output
        assert shown in result.stdout
    assert actions(app) == [
        Action.WITHDRAW,
        Action.CONSENT,
        Action.REVOKE,
        Action.RESTORE,
        Action.REPLACE,
    ]
    change = app.archive.load(paper_id(1)).status_change
    assert change is not None
    assert change.officer == "canbo01"


def test_erasure_is_asked_for_and_leaves_a_trace(app: App, tmp_path: Path) -> None:
    words = ("paper", "erase", paper_id(1), "--ground", "order", *WHY)
    assert CliRunner().invoke(command_line, list(words), input="n\n").exit_code != 0
    assert app.archive.load(paper_id(1)).version == 1
    assert "đã xóa" in motlan(*words, "--yes").stdout
    with pytest.raises(PaperErasedError):
        app.archive.load(paper_id(1))
    left = [k for k in LocalStore(tmp_path / "b").list() if paper_id(1) in k]
    assert left == [tombstone_key(paper_id(1))]
    assert actions(app) == [Action.ERASE]
    assert motlan("store", "purge").stdout == ""
    assert "nguyên vẹn" in motlan("scrub").stdout


def test_who_looked_and_whether_the_chain_holds(app: App) -> None:
    motlan("paper", "withdraw", paper_id(1), *WHY)
    shown = motlan("audit", "report", PERSON, "--officer", "canbo01", "--json").stdout
    found: list[dict[str, Any]] = json.loads(shown)
    assert [entry["action"] for entry in found] == ["withdraw"]
    assert actions(app)[-1] is Action.REPORT
    assert "2 mục, 0 đã niêm phong trong kho: nguyên vẹn" in motlan("audit", "verify").stdout
    line = motlan("audit", "head").stdout.strip()
    assert motlan("audit", "verify", "--head", line).exit_code == 0
    with app.audit.database.write() as connection:
        connection.execute(sa.text("UPDATE audit SET entry = replace(entry, 'withdraw', 'read')"))
    broken = motlan("audit", "verify")
    assert broken.exit_code == 6
    assert "1\tbị sửa hoặc giả" in broken.stdout
    with app.audit.database.write() as connection:
        connection.execute(sa.text("DELETE FROM audit"))
    assert "kho có giấy tờ mà nhật ký không ghi" in motlan("audit", "verify").stdout
    assert "2\tthiếu" in motlan("audit", "verify", "--head", line).stdout


def test_scrub_tells_what_is_lost(app: App, tmp_path: Path) -> None:
    LocalStore(tmp_path / "b").delete(original_key(paper_id(1)))
    lacking = motlan("scrub")
    assert lacking.exit_code == 5
    assert f"{original_key(paper_id(1))}\tmất" in lacking.stdout


def test_tables_are_brought_up_to_date(app: App) -> None:
    first = motlan("store", "migrate")
    assert first.exit_code == 0, first.output
    assert "audit.sqlite\t0" in first.stdout
    assert motlan("store", "migrate").stdout == first.stdout


def test_values_are_corrected_by_a_new_version(app: App) -> None:
    with pytest.raises(FieldValueError):
        motlan("paper", "correct", paper_id(1), "--set", "birth_date=31/02/2015", *WHY)
    assert motlan("paper", "correct", paper_id(1), "--set", "number", *WHY).exit_code == 2
    assert actions(app) == [Action.REFUSE]
    with pytest.raises(SealError):  # these bytes are no picture that could be sealed anew
        motlan("paper", "correct", paper_id(1), "--set", "number=48/2015", *WHY)
    assert app.archive.load(paper_id(1)).version == 1
    assert actions(app) == [Action.REFUSE, Action.CORRECT]
