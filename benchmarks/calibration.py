"""Calibration of line confidence: python -m benchmarks.calibration [--write] [--plot PNG].

Reads real lines with known text as the product does, fits the curve of
`pipeline.ocr.calibration` on one half of them (by the hash of the file's name) and prints, for the
other half, how often lines of each confidence are right. With `--write` the curve goes into
`models/`; with `--plot` the table is drawn by matplotlib, which the lock leaves out: paddlex
imports it wherever it is installed, and it takes seconds in every process that reads.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import random
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.labels import labelled_lines
from pipeline.ocr.calibration import LogisticCalibration, doubt
from pipeline.ocr.models import CALIBRATION, SHIPPED
from pipeline.ocr.ports import Recognizer
from pipeline.ocr.reader import default_recognizer
from pipeline.ocr.symbols import Recognition
from training.folder import write_checksums

_SETS = ("scan_nd96_2016", "scan_luat_cu_tru_2020", "born_digital")
_BINS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1.001)
Floats = NDArray[np.float64]


def main() -> None:
    """Fit, print the table of reliability, and write where asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=200, help="lines of each set")
    parser.add_argument("--write", action="store_true", help="write models/calibration.json")
    parser.add_argument("--plot", type=Path, help="picture to draw, e.g. calibration.png")
    arguments = parser.parse_args()
    if arguments.plot and not find_spec("matplotlib"):
        parser.error("--plot draws with matplotlib: .venv/bin/uv pip install matplotlib")
    doubts, right, fitted_on = _measure(arguments.lines)
    curve = _fit(doubts[fitted_on], right[fitted_on])
    table = _table(curve, doubts[~fitted_on], right[~fitted_on])
    _print(table, curve, doubts[~fitted_on], right[~fitted_on])
    if arguments.plot:
        _plot(table, arguments.plot)
    if arguments.write:
        _write(curve, int(fitted_on.sum()))


def _measure(count: int) -> tuple[Floats, NDArray[np.bool_], NDArray[np.bool_]]:
    """Return, for every line, its doubt, whether it was read right, and whether to fit on it."""
    recognizer = default_recognizer()
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
    folder: Path, count: int, recognizer: Recognizer
) -> Iterator[tuple[str, str, Recognition]]:
    lines = labelled_lines(folder)
    for path, text in random.Random(1).sample(lines, min(count, len(lines))):  # noqa: S311
        picture: Any = cv2.imread(str(path))
        (reading,) = recognizer.read([picture])
        yield path.relative_to(folder).as_posix(), text, reading


def _even(name: str) -> bool:
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 0


def _fit(doubts: Floats, right: NDArray[np.bool_]) -> LogisticCalibration:
    """Fit slope and intercept by Newton's method."""
    rows = np.column_stack([doubts, np.ones_like(doubts)])
    weights = np.zeros(2)
    for _ in range(50):
        chance = 1 / (1 + np.exp(-rows @ weights))
        curvature = (rows * (chance * (1 - chance))[:, None]).T @ rows + 1e-6 * np.eye(2)
        weights -= np.linalg.solve(curvature, rows.T @ (chance - right))
    return LogisticCalibration(float(weights[0]), float(weights[1]))


def _table(
    curve: LogisticCalibration, doubts: Floats, right: NDArray[np.bool_]
) -> list[tuple[float, float, int, float, float]]:
    """Return rows: from, to, number of lines, mean confidence, share that is right."""
    confidence = _chances(curve, doubts)
    rows = []
    for low, high in pairwise(_BINS):
        inside = (confidence >= low) & (confidence < high)
        if inside.any():
            said, true = float(confidence[inside].mean()), float(right[inside].mean())
            rows.append((low, min(high, 1.0), int(inside.sum()), said, true))
    return rows


def _chances(curve: LogisticCalibration, doubts: Floats) -> Floats:
    chances: Floats = 1 / (1 + np.exp(-(curve.intercept + curve.slope * doubts)))
    return chances


def _print(
    table: list[tuple[float, float, int, float, float]],
    curve: LogisticCalibration,
    doubts: Floats,
    right: NDArray[np.bool_],
) -> None:
    print(f"{len(right)} lines that the curve has not seen, {right.mean():.1%} of them right\n")
    print(f"{'confidence':>14s} {'lines':>6s} {'said':>7s} {'right':>7s}")
    for low, high, lines, said, true in table:
        print(f"{low:6.3f} - {high:.3f} {lines:6d} {said:7.1%} {true:7.1%}")
    order = np.argsort(-_chances(curve, doubts))
    precision = np.cumsum(right[order]) / np.arange(1, len(right) + 1)
    unseen = np.flatnonzero(precision >= 0.999)
    share = (unseen[-1] + 1) / len(right) if unseen.size else 0.0
    print(f"\nacceptable unseen at 99.9 % right: {share:.1%} of the lines")


def _plot(table: list[tuple[float, float, int, float, float]], path: Path) -> None:
    """Draw what was said against what was right, with Wilson intervals of 95 %."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(5, 5), dpi=120)
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    for _, _, lines, said, true in table:
        low, high = _wilson(true, lines)
        axes.plot([said, said], [low, high], color="#1f5fa8", linewidth=1.5)
        axes.scatter([said], [true], s=12 + 1.2 * lines, color="#1f5fa8", alpha=0.7)
    axes.set(xlabel="said: confidence", ylabel="seen: share of lines that are right")
    axes.set_title("Confidence of lines (area: number of lines)", fontsize=10)
    figure.tight_layout()
    figure.savefig(path)
    print(f"drew {path}")


def _wilson(share: float, count: int, z: float = 1.96) -> tuple[float, float]:
    middle = share + z * z / (2 * count)
    spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return (middle - spread) / (1 + z * z / count), (middle + spread) / (1 + z * z / count)


def _write(curve: LogisticCalibration, lines: int) -> None:
    content = {
        "meaning": "P(all of a line is right) = 1 / (1 + exp(-(intercept + slope * doubt)))",
        "doubt": "natural logarithm of (sum of 1 - p over the line's symbols, + 0.001)",
        "slope": curve.slope,
        "intercept": curve.intercept,
        "fitted_on_lines": lines,
    }
    path = SHIPPED.folder / CALIBRATION
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    write_checksums(SHIPPED.folder)
    print(f"wrote {path}")


if __name__ == "__main__":
    main()
