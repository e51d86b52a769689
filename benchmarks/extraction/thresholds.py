"""Command: fit the thresholds of acceptance to what was measured.

    python -m benchmarks.extraction --json drawn.jsonl
    python -m benchmarks.extraction --real --json real.jsonl
    python -m benchmarks.extraction.thresholds drawn.jsonl real.jsonl --precision 0.999 [--write]

For every field of every type, the lowest confidence from which the accepted values are right with
the stated precision: not the share that was seen but the lower end of its one-sided bound (Clopper
and Pearson), so that few data never lower a threshold. 0.999 at 95 % needs some 3,000 values
without a mistake; fields with fewer take the threshold of their kind, then the general one.
`--write` puts the result into `extractors/thresholds.toml`.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import extractors.judge.thresholds
from extractors.judge.thresholds import ACCEPTANCE
from schemas.papers.registry import paper_type

__all__ = ["Seen", "fit", "lower_bound", "main"]

_TARGET = Path(extractors.judge.thresholds.__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True, order=True)
class Seen:
    """A value whose acceptance hung on its confidence alone, and whether it was right."""

    confidence: float
    exact: bool


def lower_bound(right: int, count: int, level: float) -> float:
    """Return the lower end of the one-sided bound of a share (Clopper and Pearson, 1934).

    Args:
        right: How many were right.
        count: Of how many.
        level: E.g. 0.95.
    """
    if right == 0:
        return 0.0
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if _at_least(right, count, middle) < 1 - level:
            low = middle
        else:
            high = middle
    return low


def fit(seen: Sequence[Seen], precision: float, level: float) -> float | None:
    """Return the lowest threshold that holds the precision; None where there are too few data."""
    ranked = sorted(seen, reverse=True)
    right, threshold = 0, None
    for count, each in enumerate(ranked, start=1):
        right += each.exact
        last_of_its_kind = count == len(ranked) or ranked[count].confidence < each.confidence
        if last_of_its_kind and lower_bound(right, count, level) >= precision:
            threshold = each.confidence
    return threshold


def main(arguments: list[str] | None = None) -> None:
    """Fit, print and perhaps write."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.extraction.thresholds",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("findings", type=Path, nargs="+", help="files of `--json`")
    parser.add_argument("--precision", type=float, default=0.999)
    parser.add_argument("--level", type=float, default=0.95)
    parser.add_argument("--write", action="store_true", help=f"into {_TARGET.name}")
    chosen = parser.parse_args(arguments)
    rows = [json.loads(row) for file in chosen.findings for row in _lines(file)]
    fields, kinds = _grouped(rows)
    print("type", "field", "values", "right", "bound", "threshold", sep="\t")
    fitted: dict[tuple[str, str], float] = {}
    for (owner, name), seen in sorted({**fields, **kinds}.items()):
        threshold = fit(seen, chosen.precision, chosen.level)
        right = sum(each.exact for each in seen)
        bound = lower_bound(right, len(seen), chosen.level)
        shown = f"general ({ACCEPTANCE})" if threshold is None else f"{threshold:.4f}"
        print(owner or "(kind)", name, len(seen), right, f"{bound:.4f}", shown, sep="\t")
        if threshold is not None:
            fitted[owner, name] = threshold
    if chosen.write:
        papers = len({row["paper"] for row in rows})
        _TARGET.write_text(_toml(fitted, chosen.precision, chosen.level, papers), "utf-8")


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


_Key = tuple[str, str]


def _grouped(
    rows: Iterable[dict[str, object]],
) -> tuple[dict[_Key, list[Seen]], dict[_Key, list[Seen]]]:
    """What was seen, by type and field, and by kind; what a rule stopped is no matter here."""
    fields: dict[_Key, list[Seen]] = defaultdict(list)
    kinds: dict[_Key, list[Seen]] = defaultdict(list)
    for row in rows:
        if not row["found"] or row["failed"]:
            continue
        owner, name = str(row["type"]), str(row["field"])
        seen = Seen(float(str(row["confidence"])), bool(row["exact"]))
        fields[owner, name].append(seen)
        model = paper_type(owner)
        if model is not None and name in model.specs():
            kinds["", model.specs()[name].kind.value].append(seen)
    return fields, kinds


def _at_least(right: int, count: int, share: float) -> float:
    """Chance that at least so many of `count` are right where each is with this chance."""
    if share <= 0.0:
        return 0.0
    if share >= 1.0:
        return 1.0
    return sum(
        math.exp(
            math.lgamma(count + 1)
            - math.lgamma(k + 1)
            - math.lgamma(count - k + 1)
            + k * math.log(share)
            + (count - k) * math.log1p(-share)
        )
        for k in range(right, count + 1)
    )


def _toml(fitted: dict[_Key, float], precision: float, level: float, papers: int) -> str:
    comment = _TARGET.read_text(encoding="utf-8").split("[measured]")[0]
    rows = [
        "[measured]",
        f"precision = {precision}  # least share of right values, at the lower end of its bound",
        f"level = {level}  # of that bound (Clopper and Pearson, one-sided)",
        f"papers = {papers}",
        "",
        "[kinds]",
        *(f"{name} = {value}" for (owner, name), value in sorted(fitted.items()) if not owner),
        "",
        "[fields]",
    ]
    for owner in sorted({owner for owner, _ in fitted if owner}):
        rows += ["", f"[fields.{owner}]"]
        rows += [f"{name} = {v}" for (each, name), v in sorted(fitted.items()) if each == owner]
    return comment + "\n".join(rows) + "\n"


if __name__ == "__main__":
    main()
