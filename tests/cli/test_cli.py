"""The command line on real papers: what people and scripts rely on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from app.installation import App
from app.settings import Settings
from cli.main import app as command_line
from schemas.errors import MotlanError
from storage.errors import StoreUnavailableError

PAPER = "cong-van.jpg"


Motlan = Callable[..., Result]


@pytest.fixture(scope="module")
def motlan(app: App) -> Motlan:
    """The command at work in the installation of all tests: its networks are loaded once."""

    return command_of(app)


def command_of(app: App) -> Motlan:
    def run(*arguments: object) -> Result:
        return CliRunner().invoke(command_line, [str(argument) for argument in arguments], obj=app)

    return run


def answer(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def digitized(motlan: Motlan, samples: Path) -> dict[str, Any]:
    (outcome,) = answer(motlan("digitize", samples / PAPER, "--form", "ban_chinh", "--json"))
    assert outcome["status"] in ("stored", "already_on_file")
    result: dict[str, Any] = outcome
    return result


@pytest.fixture
def searchable(motlan: Motlan, digitized: dict[str, Any], tmp_path: Path) -> Path:
    path = tmp_path / "paper.pdf"
    assert motlan("store", "get", digitized["paper_id"][:16], "-o", path).exit_code == 0
    return path


def test_help_teaches_every_command(motlan: Motlan) -> None:
    result = motlan("--help")
    assert result.exit_code == 0
    for command in ("digitize", "read", "extract", "query", "reuse", "verify", "reindex", "store"):
        assert command in result.output
        details = motlan(command, "--help")
        assert details.exit_code == 0
        assert len(details.output) > 300


def test_digitized_paper_is_found_and_listed(motlan: Motlan, digitized: dict[str, Any]) -> None:
    number = digitized["record"]["fields"]["number"]["value"]
    (found,) = answer(motlan("query", "--number", number, "--json"))
    assert found["paper_id"] == digitized["paper_id"]
    assert digitized["paper_id"] in motlan("store", "ls").stdout
    assert answer(motlan("query", "--number", "99999/XX-YY", "--json")) == []


def test_reindex_gives_the_same_answers(samples: Path, tmp_path: Path, readings: Path) -> None:
    """In a store of its own: others keep papers that a rebuilt index rightly refuses."""
    with App.open(Settings(home=tmp_path)) as app:
        motlan = command_of(app)
        (stored,) = answer(motlan("digitize", samples / PAPER, "--form", "ban_chinh", "--json"))
        before = motlan("query", "--type", "administrative_document", "--json").stdout
        assert stored["paper_id"] in before
        app.archive.index.rebuild([])
        unanswered = motlan("query", "--type", "administrative_document", "--json")
        assert isinstance(unanswered.exception, StoreUnavailableError)  # never "not on file"
        assert motlan("reindex").exit_code == 0
        assert motlan("query", "--type", "administrative_document", "--json").stdout == before


def test_signed_paper_verifies_until_a_byte_is_flipped(motlan: Motlan, searchable: Path) -> None:
    valid = motlan("verify", searchable)
    assert valid.exit_code == 0
    assert "HỢP LỆ" in valid.output

    data = bytearray(searchable.read_bytes())
    data[len(data) // 3] ^= 1
    searchable.write_bytes(data)
    invalid = motlan("verify", searchable, "--json")
    assert invalid.exit_code == 6
    assert json.loads(invalid.stdout)["outcome"] == "invalid"


def test_a_batch_with_bad_files_goes_on(
    motlan: Motlan, digitized: dict[str, Any], samples: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty.pdf").write_bytes(b"")
    (tmp_path / "text.pdf").write_text("Đây không phải PDF", encoding="utf-8")
    cut = tmp_path / "cut.jpg"
    cut.write_bytes((samples / "giay-khai-sinh-2.jpg").read_bytes()[:30_000])
    huge = tmp_path / "huge.png"
    Image.new("1", (20_000, 20_000)).save(huge)
    names = [tmp_path / "empty.pdf", tmp_path / "text.pdf", cut, huge, samples / PAPER]

    result = motlan("digitize", *names, "--json")

    assert result.exit_code == 3
    outcomes = json.loads(result.stdout)
    assert [o.get("error_code", o["status"]) for o in outcomes] == [
        "E-INPUT-EMPTY",
        "E-INPUT-TYPE",
        "E-INPUT-DAMAGED",
        "E-INPUT-TOO-LARGE",
        "already_on_file",
    ]
    assert all(o["remedy"] for o in outcomes[:4])


def test_extract_stores_nothing(motlan: Motlan, app: App, samples: Path) -> None:
    before = list(app.archive.store.list("papers/"))
    (result,) = answer(motlan("extract", samples / "giay-khai-sinh-1.jpg", "--json"))
    assert list(app.archive.store.list("papers/")) == before
    truth = json.loads((samples / "giay-khai-sinh-1.json").read_text(encoding="utf-8"))
    assert result["classification"]["paper_type"] == truth["paper_type"]
    accepted = {n: f["value"] for n, f in result["fields"].items() if f["state"] == "accepted"}
    assert len(accepted) > len(truth["fields"]) // 2
    assert accepted == {name: truth["fields"][name] for name in accepted}


def test_read_lines_of_a_folder(motlan: Motlan, app: App, samples: Path, tmp_path: Path) -> None:
    (page,) = answer(motlan("read", samples / PAPER, "--format", "json"))[0]["pages"]
    motto = next(line for line in page["lines"] if line["text"].startswith("CỘNG"))
    left, top, right, bottom = motto["box"]
    with Image.open(samples / PAPER) as scan:
        scan.crop((left - 8, top - 4, right + 8, bottom + 4)).save(tmp_path / "motto.png")

    row = motlan("read", "--lines", tmp_path, "--format", "tsv").stdout.rstrip("\n")

    name, text, confidence = row.split("\t")
    assert (name, text) == ("motto.png", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert 0.5 < float(confidence) <= 1


def test_a_stack_is_cut_at_its_separators_and_counted(
    motlan: Motlan, samples: Path, tmp_path: Path
) -> None:
    first, other, stack = (tmp_path / f"{name}.pdf" for name in ("first", "other", "stack"))
    assert motlan("separator", first, "--papers", "3").exit_code == 0
    assert motlan("separator", other).exit_code == 0
    with pikepdf.new() as pdf:
        for part in (first, samples / "quyet-dinh.pdf", other, samples / "the-can-cuoc.pdf"):
            with pikepdf.open(part) as source:
                pdf.pages.extend(source.pages)
        pdf.save(stack)

    result = motlan("split", stack, "-o", tmp_path / "papers", "--contact", tmp_path / "c.png")

    assert result.exit_code == 3  # one paper fewer than the first sheet says
    papers = sorted((tmp_path / "papers").iterdir())
    assert [len(pikepdf.open(paper).pages) for paper in papers] == [2, 2]
    with Image.open(tmp_path / "c.png") as contact:
        assert contact.width > 500


def test_an_error_is_one_line_with_code_and_remedy(motlan: Motlan, tmp_path: Path) -> None:
    result = motlan("read", "--lines", tmp_path)
    assert isinstance(result.exception, MotlanError)
    assert str(result.exception).count("\n") == 0
    assert "[E-LINES-EMPTY]" in str(result.exception)
    assert result.exception.exit_code == 2
