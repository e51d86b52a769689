"""Quality of a batch: drift between shards, samples to check, precision with its interval."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.backfill.errors import ManifestError
from schemas.record.paper import PaperRecord
from storage.batches.figures import BatchFigures, Stratum
from storage.papers.archive import PaperArchive

__all__ = [
    "COLUMNS",
    "DRIFTED",
    "Drift",
    "Precision",
    "allot",
    "clopper_pearson",
    "drifts",
    "population_stability",
    "precision",
    "read_sheet",
    "sample_rows",
    "wilson",
    "write_sheet",
]

DRIFTED = 0.25
"""Population stability index above which a shard counts as drifted; the usual limit in scoring."""
_Z95 = 1.959963984540054
_HALF = 0.5
"""Added to every bin, so that an empty bin does not make the index infinite."""

COLUMNS = ("paper_id", "stratum", "weight", "box", "shelf", "page", "field", "value", "right")
"""Columns of the sheet that a person fills in: `right` is 1 or 0."""


@dataclass(frozen=True, slots=True)
class Drift:
    """Difference between the confidences of a shard and those of the first shard."""

    shard: int
    papers: int
    index: float

    @property
    def drifted(self) -> bool:
        """Whether a person should look for a cause: another scanner, other papers, a new fault."""
        return self.index > DRIFTED


@dataclass(frozen=True, slots=True)
class Precision:
    """Share of correct values among those checked, with a 95 % confidence interval.

    Attributes:
        stratum: Paper type and field state; `all` for the whole batch.
        checked: Number of values that a person checked.
        right: Number of these that are correct.
        estimate: Share of correct values; for `all` weighted by the size of the strata.
        low: Lower bound of the interval.
        high: Upper bound.
        method: `Clopper-Pearson` for a stratum; `stratified Wilson` for the whole.
    """

    stratum: str
    checked: int
    right: int
    estimate: float
    low: float
    high: float
    method: str


def population_stability(expected: Sequence[int], found: Sequence[int]) -> float:
    """Return the population stability index of two histograms with the same bins.

    Sum of (f - e) ln(f / e) over the shares of the bins: 0 for equal histograms; below 0.1 counts
    as stable, above 0.25 as a shift (Siddiqi, Credit Risk Scorecards, 2006).
    """
    bins = [pair for pair in zip(expected, found, strict=True) if any(pair)]
    total_e = sum(e for e, _ in bins) + _HALF * len(bins)
    total_f = sum(f for _, f in bins) + _HALF * len(bins)
    index = 0.0
    for e, f in bins:
        share_e, share_f = (e + _HALF) / total_e, (f + _HALF) / total_f
        index += (share_f - share_e) * math.log(share_f / share_e)
    return index


def drifts(confidences: Mapping[int, Sequence[int]]) -> list[Drift]:
    """Compare every shard with the first one that has papers.

    Args:
        confidences: Histogram per shard, see `BatchFigures.confidences`.
    """
    shards = sorted(confidences)
    if not shards:
        return []
    first = confidences[shards[0]]
    return [
        Drift(shard, sum(confidences[shard]), population_stability(first, confidences[shard]))
        for shard in shards[1:]
    ]


def wilson(right: float, checked: float) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927); counts may be effective counts."""
    if checked <= 0:
        return 0.0, 1.0
    share, z2 = right / checked, _Z95**2
    middle = (share + z2 / (2 * checked)) / (1 + z2 / checked)
    spread = share * (1 - share) / checked + z2 / (4 * checked**2)
    half = _Z95 * math.sqrt(max(0.0, spread)) / (1 + z2 / checked)
    return max(0.0, middle - half), min(1.0, middle + half)


def clopper_pearson(right: int, checked: int) -> tuple[float, float]:
    """Return the exact 95 % interval of a share (Clopper and Pearson 1934), by bisection."""
    if checked == 0:
        return 0.0, 1.0
    tail = 0.025
    low = 0.0 if right == 0 else _solve(lambda p: 1 - _binomial(right - 1, checked, p) - tail)
    high = 1.0 if right == checked else _solve(lambda p: tail - _binomial(right, checked, p))
    return low, high


def allot(strata: Sequence[Stratum], size: int) -> dict[Stratum, int]:
    """Allocate a sample: proportional to size, at least a few per stratum, never more than it has.

    Otherwise rare types would never be checked; the weights in the sheet correct for this.
    """
    total = sum(stratum.papers for stratum in strata)
    if not total:
        return {}
    least = max(1, size // (4 * len(strata)))
    return {
        stratum: min(stratum.papers, max(least, round(size * stratum.papers / total)))
        for stratum in strata
    }


def sample_rows(
    figures: BatchFigures, archive: PaperArchive, batch: str, size: int
) -> Iterator[dict[str, str]]:
    """Draw papers and yield one row per value, for a person to mark as correct or not.

    Args:
        figures: Figures of the batches.
        archive: Where the records are stored.
        batch: Name of the batch.
        size: Number of papers to draw.
    """
    for stratum, count in allot(figures.strata(batch), size).items():
        for drawn in figures.draw(batch, stratum, count):
            record = archive.load(drawn.paper_id)
            common = {
                "paper_id": drawn.paper_id,
                "stratum": _name(stratum),
                "weight": f"{stratum.papers / count:.6f}",
                "box": drawn.box or "",
                "shelf": drawn.shelf or "",
                "right": "",
            }
            for values in _values(record):
                yield common | values


def precision(rows: Iterable[Mapping[str, str]]) -> list[Precision]:
    """Compute the share of correct values from a completed sheet.

    Raises:
        ManifestError: A row contains something other than 1, 0 or nothing.
    """
    checked: dict[str, list[int]] = defaultdict(list)
    weights: dict[str, float] = {}
    for number, row in enumerate(rows, start=2):
        answer = (row.get("right") or "").strip()
        if answer not in ("", "0", "1") or "stratum" not in row:
            raise ManifestError("right", source=f"dòng {number}")
        if answer:
            checked[row["stratum"]].append(int(answer))
            weights[row["stratum"]] = float(row["weight"])
    parts = []
    for stratum, answers in sorted(checked.items()):
        right, count = sum(answers), len(answers)
        parts.append(
            Precision(
                stratum,
                count,
                right,
                right / count,
                *clopper_pearson(right, count),
                "Clopper-Pearson",
            )
        )
    return [*parts, _together(parts, weights)] if parts else []


def write_sheet(path: Path, rows: Iterable[Mapping[str, str]]) -> int:
    """Write a sheet readable only by its owner, because it holds values; return the row count."""
    path.touch(mode=0o600)
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for row in rows:
            writer.writerow({name: _harmless(value) for name, value in row.items()})
            count += 1
    return count


def read_sheet(path: Path) -> list[dict[str, str]]:
    """Read a completed sheet."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _together(parts: Sequence[Precision], weights: Mapping[str, float]) -> Precision:
    """Combine the strata, weighted; a Wilson interval with the effective number of values."""
    sizes = {part.stratum: weights[part.stratum] * part.checked for part in parts}
    total = sum(sizes.values())
    share = sum(part.estimate * sizes[part.stratum] for part in parts) / total
    variance = sum((sizes[p.stratum] / total) ** 2 * _variance(p.right, p.checked) for p in parts)
    checked = sum(part.checked for part in parts)
    smooth = (share * checked + 1) / (checked + 2)
    effective = min(checked, smooth * (1 - smooth) / variance)
    low, high = wilson(share * effective, effective)
    right = sum(part.right for part in parts)
    return Precision("all", checked, right, share, low, high, "stratified Wilson")


def _variance(right: int, checked: int) -> float:
    """Return the variance of a share; never zero, even if all values are correct."""
    smooth = (right + 1) / (checked + 2)
    return smooth * (1 - smooth) / checked


def _values(record: PaperRecord) -> Iterator[dict[str, str]]:
    yield {"page": "", "field": "(type)", "value": record.classification.paper_type}
    for name, field in record.fields.items():
        if field.value is not None:
            yield {"page": str(field.page or ""), "field": name, "value": field.value}


def _name(stratum: Stratum) -> str:
    return f"{stratum.paper_type}/{'review' if stratum.needs_review else 'accepted'}"


def _harmless(value: str) -> str:
    """Prevent a spreadsheet from interpreting text of a paper as a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t") else value


def _binomial(most: int, trials: int, share: float) -> float:
    """Return the binomial probability of at most so many hits."""
    if share <= 0:
        return 1.0
    if share >= 1:
        return float(most >= trials)
    term = trials * math.log1p(-share)
    odds, total = math.log(share) - math.log1p(-share), 0.0
    for hits in range(most + 1):
        total += math.exp(term)
        term += math.log((trials - hits) / (hits + 1)) + odds if hits < trials else 0.0
    return min(1.0, total)


def _solve(rising: Callable[[float], float]) -> float:
    """Return the zero of an increasing function that changes sign."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if rising(middle) < 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2
