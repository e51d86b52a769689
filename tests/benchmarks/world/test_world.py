"""A smoke share of the comparison: scoring, tables, measuring and the committed report."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.world.__main__ import write
from benchmarks.world.material import Sheet
from benchmarks.world.measured import measured
from benchmarks.world.peers import PeerMissingError, program
from benchmarks.world.reading import ReadLine, ReadWord, Result, lines_of_table, lines_of_told
from benchmarks.world.run import judged
from benchmarks.world.score import score
from schemas.record.reading import Box

DOCS = Path(__file__).parents[3] / "docs"

TABLE = (
    "level\tpage_num\tpar_num\tblock_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
    "1\t1\t0\t0\t0\t0\t0\t0\t600\t800\t-1\t###PAGE###\n"
    "5\t1\t0\t0\t0\t0\t10\t10\t30\t12\t96\tQuyết\n"
    "5\t1\t0\t0\t0\t1\t45\t9\t30\t14\t91\tđịnh\n"
    "5\t2\t0\t0\t0\t0\t10\t10\t30\t12\t99\tSố\n"
)


def sheet(*truth: str, by_line: bool = True, picture: Path = Path()) -> Sheet:
    return Sheet("one", "some", picture, 200.0, truth, by_line)


def line(top: int, *words: tuple[str, float | None], left: int = 0) -> ReadLine:
    return ReadLine(tuple(ReadWord(*word) for word in words), Box(left, top, left + 90, top + 10))


def test_errors_count_with_and_without_diacritics() -> None:
    read = {"one": [line(0, ("QUYÉT", 0.99), ("ĐỊNH", 0.99))]}
    scored = score([sheet("QUYẾT ĐỊNH")], read)
    assert (scored.errors, scored.bare_errors) == (0.1, 0.0)


def test_a_misread_word_counts_if_the_program_was_sure_of_it() -> None:
    doubtful = {"one": [line(0, ("QUYÉT", 0.6), ("ĐỊNH", 0.99))]}
    certain = {"one": [line(0, ("QUYÉT", 0.95), ("ĐỊNH", 0.99))]}
    one = score([sheet("QUYẾT ĐỊNH")], doubtful)
    assert (one.sure, one.sure_wrong) == (0.5, 0.0)
    one = score([sheet("QUYẾT ĐỊNH")], certain)
    assert (one.sure, one.sure_wrong) == (1.0, 500.0)


def test_a_line_that_was_missed_is_not_misread_from_another() -> None:
    scored = score([sheet("Họ và tên", "12345")], {"one": [line(0, ("Hanoi", 0.99))]})
    assert scored.sure is None


def test_pieces_of_one_row_are_put_together() -> None:
    read = {"one": [line(0, ("Điều", None), left=0), line(0, ("1.", None), left=100)]}
    scored = score([sheet("Điều 1.")], read)
    assert (scored.errors, scored.sure) == (0.0, None)


def test_a_page_that_was_not_read_is_all_wrong() -> None:
    assert score([sheet("Điều 1.", by_line=False)], {}).errors == 1.0


def test_tables_of_words_become_lines_page_by_page() -> None:
    pages = lines_of_table(TABLE, sure=True)
    (first,) = pages[1]
    assert first.words == (ReadWord("Quyết", 0.96), ReadWord("định", 0.91))
    assert first.box == Box(10, 9, 75, 23)
    assert lines_of_table(TABLE, sure=False)[2][0].words == (ReadWord("Số"),)


def test_told_lines_keep_their_confidences() -> None:
    (told,) = lines_of_told([{"box": [0, 0, 9, 9], "words": [["Số", 0.5]]}])
    assert told == ReadLine((ReadWord("Số", 0.5),), Box(0, 0, 9, 9))


def test_a_program_that_is_not_there_is_told_with_its_package() -> None:
    with pytest.raises(PeerMissingError, match=r"no-such-reader is not installed .*some-package"):
        program("no-such-reader", "some-package")


class Parrot:
    """Reads every page as it is and writes a file that is no PDF/A."""

    name, version = "Parrot", "1"

    def start(self, folder: Path) -> None:
        assert folder.is_dir()

    def read(self, sheets: Sequence[Sheet], folder: Path) -> Result:
        target = folder / "out.pdf"
        target.write_bytes(b"%PDF-1.7\n")
        lines: dict[str, tuple[ReadLine, ...]] = {}
        lines |= {s.name: (line(0, *((word, 1.0) for word in s.truth[0].split())),) for s in sheets}
        return Result(lines, [target])


def test_one_program_the_whole_way_to_the_report(tmp_path: Path) -> None:
    picture = tmp_path / "page.jpg"
    picture.write_bytes(b"123")
    row = judged(Parrot(), [sheet("Điều 1.", picture=picture)], tmp_path / "parrot")
    assert (row["files"], row["pdfa"], row["signed"]) == (1, 0, 0)
    assert (row["bytes_in"], row["bytes_out"]) == (3, 9)
    run = {
        "commit": "c",
        "machine": "m",
        "pages": {"some": 1},
        "left_out": ["x"],
        "products": [row],
    }
    write(run, tmp_path)
    told = (tmp_path / "benchmarks.md").read_text("utf-8")
    assert (
        "| Parrot 1 | 0.00 | 0.0 | 0 | 3.00 | no (0 of 1 files) | no (0 of 1 files) | 0 |" in told
    )
    assert "| some | 0.00 / 0.00 |" in told
    assert "| some | 0.0 (100%) |" in told
    for chart in (tmp_path / "images").iterdir():
        assert ET.parse(chart).getroot().tag.endswith("svg")  # noqa: S314


def test_the_cost_of_a_process_is_that_of_its_tree() -> None:
    busy = "import time\nwhile time.process_time() < 0.15: pass"
    nested = f"import subprocess, sys; subprocess.run([sys.executable, '-S', '-c', {busy!r}])"
    command = [sys.executable, "-S", "-c", nested]
    done, cost = measured(lambda: subprocess.run(command, check=True))
    assert done.returncode == 0
    assert cost.cpu >= 0.15
    assert cost.wall > 0


def test_the_report_is_that_of_the_figures_beside_it(tmp_path: Path) -> None:
    run = json.loads((DOCS / "benchmarks.json").read_text("utf-8"))
    write(run, tmp_path)
    for name in ("benchmarks.md", "images/benchmarks-cost.svg", "images/benchmarks-errors.svg"):
        assert (tmp_path / name).read_text("utf-8") == (DOCS / name).read_text("utf-8"), name
