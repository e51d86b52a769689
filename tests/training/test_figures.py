"""Figures of an evaluation."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.evaluate import (
    Read,
    agreed,
    confusions,
    labelled_lines,
    roomier,
    score,
    surer,
)
from training.reading import Reading


def test_figures_of_a_set() -> None:
    figures = score([("Hạ Nội", "Hà Nội"), ("Huế", "Huế")])
    assert figures.errors == pytest.approx(100 / 9)
    assert figures.bare_errors == 0
    assert figures.exact == 50


def test_confusions_and_the_surer_reading() -> None:
    wrong = Read("a.png", "Hà", Reading("Hạ", (0.9, 0.5)))
    right = Read("a.png", "Hà", Reading("Hà", (0.9, 0.8)))
    assert confusions([wrong])[("à", "ạ")] == 1
    assert surer([[wrong], [right]]) == [right]
    assert agreed([[wrong], [right]]) == []
    assert agreed([[right], [right]]) == [right]


def test_second_reading_where_signs_have_little_room() -> None:
    dense = Read("a.png", "Hà", Reading("Hà", (0.9, 0.8), columns=3))
    wide = Read("a.png", "Hà", Reading("Hà", (0.9, 0.8), columns=4))
    assert roomier([[dense], [wide]], 1.75) == [wide] == roomier([[wide], [dense]], 1.75)


def test_halves_share_no_line(tmp_path: Path) -> None:
    rows = "".join(f"{number}.png\tHà Nội\n" for number in range(50))
    (tmp_path / "labels.tsv").write_text(rows, encoding="utf-8")
    tuning = set(labelled_lines(tmp_path, "tuning", None))
    report = set(labelled_lines(tmp_path, "report", None))
    assert tuning and report
    assert not tuning & report
    assert len(tuning | report) == len(labelled_lines(tmp_path, "all", None)) == 50
