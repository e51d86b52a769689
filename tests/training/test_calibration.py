"""Confidence and figures."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from training.calibrate import FEATURES, Calibration, acceptable_share, fit, reliability
from training.evaluate import Read, confusions, labelled_lines, score, surer
from training.reading import Reading


def _read(chance: float, *, right: bool) -> Read:
    return Read("a.png", "Hà" if right else "Hạ", Reading("Hà", (chance, 0.999)))


def test_promises_are_kept_on_lines_like_the_fitted_ones() -> None:
    rng = np.random.default_rng(5)
    chances = rng.uniform(0.3, 0.999, 4000)
    reads = [_read(chance, right=bool(rng.random() < chance)) for chance in chances]
    calibration = fit(reads[:2000])
    promised = calibration.confidence(reads[2000:])
    assert np.abs(promised - chances[2000:]).mean() < 0.06
    assert len(reliability(promised, np.array([read.right for read in reads[2000:]]))) > 3


def test_saved_curve_says_what_it_means(tmp_path: Path) -> None:
    calibration = Calibration((1.0, 2.0, -0.5), 3.0)
    calibration.save(tmp_path / "calibration.json", 10)
    saved = json.loads((tmp_path / "calibration.json").read_text(encoding="utf-8"))
    assert saved["kind"] == "logistic"
    assert saved["features"] == list(FEATURES)
    assert len(saved["coef"]) == len(FEATURES)


def test_share_that_can_be_accepted_unseen() -> None:
    confidence = np.array([0.99, 0.98, 0.9, 0.5])
    assert acceptable_share(confidence, np.array([True, True, False, True]), 0.99) == 0.5


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


def test_halves_share_no_line(tmp_path: Path) -> None:
    rows = "".join(f"{number}.png\tHà Nội\n" for number in range(50))
    (tmp_path / "labels.tsv").write_text(rows, encoding="utf-8")
    tuning = set(labelled_lines(tmp_path, "tuning", None))
    report = set(labelled_lines(tmp_path, "report", None))
    assert tuning and report
    assert not tuning & report
    assert len(tuning | report) == len(labelled_lines(tmp_path, "all", None)) == 50
