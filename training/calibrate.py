"""Calibration: `python -m training.calibrate --model models/vi_reader --data FOLDER`.

Fits, on the tuning halves of the test sets, how probable it is that a whole line is right, and
prints how well that holds on the report halves.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from training.evaluate import (
    SETS,
    LineReader,
    Read,
    data_folder,
    labelled_lines,
    read_set,
)
from training.folder import write_checksums

FEATURES: Final = ("mean_log_probability", "min_log_probability", "log_symbols")
_BINS: Final = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0)
_RIDGE: Final = 1e-2
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Calibration:
    """A logistic curve from the features of a reading to the chance that all of it is right."""

    coef: tuple[float, ...]
    intercept: float

    def confidence(self, reads: Sequence[Read]) -> Floats:
        """Returns the chance of each reading to be right."""
        rows = np.array([features(read) for read in reads])
        return _logistic(rows @ np.array(self.coef) + self.intercept)

    def save(self, path: Path, lines: int) -> None:
        """Writes the curve and what it means."""
        content = {
            "kind": "logistic",
            "meaning": "probability that every symbol of the line is right = "
            "1 / (1 + exp(-(intercept + sum(coef[i] * feature[i]))))",
            "features": list(FEATURES),
            "feature_notes": "natural logarithms; a symbol's probability is the largest of its "
            "run of columns on the best CTC path; spaces count as symbols",
            "coef": list(self.coef),
            "intercept": self.intercept,
            "fitted_on_lines": lines,
        }
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def features(read: Read) -> tuple[float, float, float]:
    """Returns what the curve goes by, in the order of FEATURES."""
    logs = [math.log(max(chance, 1e-9)) for chance in read.reading.probabilities] or [0.0]
    return sum(logs) / len(logs), min(logs), math.log(len(logs))


def fit(reads: Sequence[Read]) -> Calibration:
    """Fits the curve by Newton's method, with a little ridge."""
    rows = np.array([(*features(read), 1.0) for read in reads])
    right = np.array([read.right for read in reads], float)
    weights = np.zeros(rows.shape[1])
    ridge = np.diag([_RIDGE] * (rows.shape[1] - 1) + [0.0])
    for _ in range(50):
        chance = _logistic(rows @ weights)
        slope = rows.T @ (chance - right) + ridge @ weights
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + ridge
        weights -= np.linalg.solve(curve + 1e-9 * np.eye(len(weights)), slope)
    return Calibration(tuple(float(w) for w in weights[:-1]), float(weights[-1]))


def reliability(confidence: Floats, right: npt.NDArray[np.bool_]) -> list[str]:
    """Returns the rows of a table: what was promised, what was kept."""
    rows = ["| promised | lines | mean promised | right |", "|---|---|---|---|"]
    for low, high in itertools.pairwise(_BINS):
        inside = (confidence >= low) & ((confidence < high) | (high == 1.0))
        if inside.any():
            promised, kept = confidence[inside].mean(), right[inside].mean()
            rows.append(f"| {low:.2f}-{high:.2f} | {inside.sum()} | {promised:.3f} | {kept:.3f} |")
    return rows


def acceptable_share(confidence: Floats, right: npt.NDArray[np.bool_], target: float) -> float:
    """Returns the largest share of lines, surest first, of which `target` are right."""
    order = np.argsort(-confidence, kind="stable")
    kept = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(kept >= target)
    return float((enough[-1] + 1) / len(order)) if enough.size else 0.0


def _logistic(score: Floats) -> Floats:
    curve: Floats = 1 / (1 + np.exp(-np.clip(score, -40, 40)))
    return curve


def main() -> None:
    """Runs the command."""
    parser = argparse.ArgumentParser(description="Calibrates the line reader's confidence.")
    parser.add_argument("--model", type=Path, default=Path("models/vi_reader"))
    parser.add_argument("--data", type=Path, default=data_folder())
    parser.add_argument("--sets", nargs="+", default=SETS)
    parser.add_argument("--limit", type=int, help="lines of each half of a set at most")
    parser.add_argument("--stretch", type=float, default=1.0)
    chosen = parser.parse_args()
    reader = LineReader(chosen.model)
    halves: dict[str, list[Read]] = {"tuning": [], "report": []}
    for half, reads in halves.items():
        for name in chosen.sets:
            rows = labelled_lines(chosen.data / name, half, chosen.limit)
            reads.extend(read_set(reader, rows, chosen.stretch))
    calibration = fit(halves["tuning"])
    calibration.save(chosen.model / "calibration.json", len(halves["tuning"]))
    write_checksums(chosen.model.parent)
    confidence = calibration.confidence(halves["report"])
    right = np.array([read.right for read in halves["report"]])
    print(f"fitted on {len(halves['tuning'])} lines; on {len(right)} others:")
    print(*reliability(confidence, right), sep="\n")
    brier = float(np.mean((confidence - right) ** 2))
    gap = abs(float(confidence.mean() - right.mean()))
    print(f"Brier score {brier:.4f}, mean promised less mean right {gap:.4f}")
    for target in (0.99, 0.995, 0.999):
        share = acceptable_share(confidence, right, target)
        print(f"{100 * share:.1f} % of lines can be accepted unseen at {100 * target} % right")


if __name__ == "__main__":
    main()
