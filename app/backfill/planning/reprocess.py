"""Finds papers that a newer reader or newer rules may change, and plans to reprocess them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from app.acting import MACHINE, Caller
from app.backfill.planning.plan import SHARD_SIZE, check_name
from app.backfill.reporting.quality import wilson
from app.installation import App
from app.papers.digitizing.redo import is_current, reader_of, redo
from schemas.record.paper import PaperRecord
from storage.batches.batches import Batch, Batches, BatchKind, PlannedItem

__all__ = ["Estimate", "Search", "Trial", "candidates", "plan_again", "try_some"]

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Search:
    """Criteria for papers to reprocess.

    Attributes:
        kind: `REREAD` for papers read by an older reader, `REEXTRACT` for those of older rules.
        paper_types: Only these types; all if empty.
        below: Only papers of unknown type or with a field below this confidence; all if None.
    """

    kind: BatchKind
    paper_types: Collection[str] = ()
    below: float | None = None

    def wants(self, record: PaperRecord, reader: str) -> bool:
        """Return whether a paper meets the criteria."""
        if self.paper_types and record.classification.paper_type not in self.paper_types:
            return False
        if self.below is not None and not _is_doubtful(record, self.below):
            return False
        return not is_current(record, self.kind, reader)


@dataclass(frozen=True, slots=True)
class Trial:
    """Result of reprocessing one paper as a trial."""

    changed: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """Estimated cost of a batch, from a trial on a sample.

    Attributes:
        papers: Number of candidates.
        tried: Number of papers in the trial.
        changed: Share of these that would get a new version.
        low: Lower bound of the 95 % confidence interval (Wilson).
        high: Upper bound.
        seconds: Core seconds per paper.
        by_type: Number of candidates per paper type.
    """

    papers: int
    tried: int
    changed: float
    low: float
    high: float
    seconds: float
    by_type: dict[str, int] = field(default_factory=dict)

    @property
    def core_hours(self) -> float:
        """Core hours for all candidates."""
        return self.papers * self.seconds / 3600


def candidates(
    app: App, search: Search, progress: Progress = lambda seen, found: None
) -> Iterator[PaperRecord]:
    """Yield the newest records of all papers that reprocessing may change.

    Reads the store, not the index: one small object per paper on file.

    Args:
        app: The installation.
        search: The criteria.
        progress: Called with the numbers of papers seen and found so far.
    """
    reader, found = reader_of(search.kind, app), 0
    for seen, (paper_id, version) in enumerate(app.archive.papers(), start=1):
        record = app.archive.load(paper_id, version)
        if search.wants(record, reader):
            found += 1
            yield record
        progress(seen, found)


def try_some(app: App, kind: BatchKind, records: Collection[PaperRecord], count: int) -> Estimate:
    """Reprocess a sample without storing anything, and extrapolate to all candidates.

    Args:
        app: The installation.
        kind: The kind of reprocessing.
        records: All candidates.
        count: Sample size; the papers with the smallest hashes, which amounts to a random sample.
    """
    trials = [_try(app, kind, r) for r in sorted(records, key=lambda r: r.paper_id)[:count]]
    changed = sum(trial.changed for trial in trials)
    low, high = wilson(changed, len(trials))
    return Estimate(
        papers=len(records),
        tried=len(trials),
        changed=changed / len(trials) if trials else 0.0,
        low=low,
        high=high,
        seconds=sum(trial.seconds for trial in trials) / len(trials) if trials else 0.0,
        by_type=dict(Counter(r.classification.paper_type for r in records).most_common()),
    )


def plan_again(
    batches: Batches,
    name: str,
    reason: str,
    kind: BatchKind,
    records: Collection[PaperRecord],
    by: str,
    shard_size: int = SHARD_SIZE,
) -> Batch:
    """Store a plan to reprocess papers; a person approves it like any other plan."""
    planned = (
        PlannedItem(
            str(record.version),  # the version on file at planning time
            record.size,
            record.paper_id,
            record.dossier,
            record.classification.paper_type,
        )
        for record in sorted(records, key=lambda record: record.paper_id)
    )
    return batches.create(check_name(name), kind, reason, planned, by=by, shard_size=shard_size)


def _try(app: App, kind: BatchKind, record: PaperRecord) -> Trial:
    start = time.process_time()
    outcome = redo(app, Caller(MACHINE), record.paper_id, kind, store=False)
    changed = outcome.record is not None and outcome.record.version > record.version
    return Trial(changed, time.process_time() - start)


def _is_doubtful(record: PaperRecord, below: float) -> bool:
    sure = [field.confidence for field in record.fields.values() if field.value is not None]
    return not sure or min(sure) < below
