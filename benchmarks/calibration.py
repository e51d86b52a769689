"""How honest the confidence of a line is: python -m benchmarks.calibration [--write].

Reads real lines with known text, fits the curve of `pipeline.recognize.Calibration` on one half
of them (by the hash of the file's name) and prints, for the other half, how often lines of each
confidence are right. With `--write` the curve goes into `models/`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.models import CALIBRATION, models_folder
from pipeline.recognize import Calibration, Recognition, VietnameseRecognizer, doubt
from schemas.text import nfc
from training.folder import write_checksums

_SETS = ("scan_nd96_2016", "scan_luat_cu_tru_2020", "born_digital")
_BINS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1.001)
Floats = NDArray[np.float64]


def main() -> None:
    """Fit, print the table of reliability, and write where asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=200, help="lines of each set")
    parser.add_argument("--write", action="store_true", help="write models/calibration.json")
    arguments = parser.parse_args()
    doubts, right, fitted_on = _measure(arguments.lines)
    curve = _fit(doubts[fitted_on], right[fitted_on])
    _print(curve, doubts[~fitted_on], right[~fitted_on])
    if arguments.write:
        _write(curve, int(fitted_on.sum()))


def _measure(count: int) -> tuple[Floats, NDArray[np.bool_], NDArray[np.bool_]]:
    """Return, for every line, its doubt, whether it was read right, and whether to fit on it."""
    recognizer = VietnameseRecognizer()
    rows = [
        (doubt(reading.symbols), reading.text == text, _even(name))
        for folder in _folders()
        for name, text, reading in _read(folder, count, recognizer)
        if reading.symbols
    ]
    doubts, right, even = zip(*rows, strict=True)
    return np.array(doubts), np.array(right), np.array(even)


def _folders() -> list[Path]:
    data = Path(os.environ.get("MOTLAN_EVAL_DATA", "../shared/data"))
    if not data.is_dir():
        raise SystemExit(f"no evaluation data at {data}: set MOTLAN_EVAL_DATA")
    return [data / name for name in _SETS]


def _read(
    folder: Path, count: int, recognizer: VietnameseRecognizer
) -> Iterator[tuple[str, str, Recognition]]:
    lines = (folder / "labels.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if "\t" in line]
    chosen = random.Random(1).sample(rows, min(count, len(rows)))  # noqa: S311
    for name, text in chosen:
        picture: Any = cv2.imread(str(folder / name))
        (reading,) = recognizer.read([picture])
        yield name, " ".join(nfc(text).split()), reading


def _even(name: str) -> bool:
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 0


def _fit(doubts: Floats, right: NDArray[np.bool_]) -> Calibration:
    """Fit slope and intercept by Newton's method."""
    rows = np.column_stack([doubts, np.ones_like(doubts)])
    weights = np.zeros(2)
    for _ in range(50):
        chance = 1 / (1 + np.exp(-rows @ weights))
        curvature = (rows * (chance * (1 - chance))[:, None]).T @ rows + 1e-6 * np.eye(2)
        weights -= np.linalg.solve(curvature, rows.T @ (chance - right))
    return Calibration(float(weights[0]), float(weights[1]))


def _print(curve: Calibration, doubts: Floats, right: NDArray[np.bool_]) -> None:
    confidence = 1 / (1 + np.exp(-(curve.intercept + curve.slope * doubts)))
    print(f"{len(right)} lines that the curve has not seen, {right.mean():.1%} of them right\n")
    print(f"{'confidence':>14s} {'lines':>6s} {'said':>7s} {'right':>7s}")
    for low, high in pairwise(_BINS):
        inside = (confidence >= low) & (confidence < high)
        if inside.any():
            said, true = confidence[inside].mean(), right[inside].mean()
            print(f"{low:6.3f} - {min(high, 1):.3f} {inside.sum():6d} {said:7.1%} {true:7.1%}")
    order = np.argsort(-confidence)
    precision = np.cumsum(right[order]) / np.arange(1, len(right) + 1)
    unseen = np.flatnonzero(precision >= 0.999)
    share = (unseen[-1] + 1) / len(right) if unseen.size else 0.0
    print(f"\nacceptable unseen at 99.9 % right: {share:.1%} of the lines")


def _write(curve: Calibration, lines: int) -> None:
    content = {
        "meaning": "P(all of a line is right) = 1 / (1 + exp(-(intercept + slope * doubt)))",
        "doubt": "natural logarithm of (sum of 1 - p over the line's symbols, + 0.001)",
        "slope": curve.slope,
        "intercept": curve.intercept,
        "fitted_on_lines": lines,
    }
    path = models_folder() / CALIBRATION
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    write_checksums(models_folder())
    print(f"wrote {path}")


if __name__ == "__main__":
    main()
