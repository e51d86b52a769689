"""Finds the papers that a newer reader or newer rules would change, and plans to do them again."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from app.acting import MACHINE, Caller
from app.backfill.planning.plan import SHARD_SIZE, check_name
from app.backfill.reporting.quality import wilson
from app.installation import App
from app.papers.redo import is_current, reader_of, redo
from schemas.record.paper import PaperRecord
from storage.batches.batches import Batch, Batches, BatchKind, PlannedItem

__all__ = ["Estimate", "Search", "Trial", "candidates", "plan_again", "try_some"]

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Search:
    """Which papers are wanted.

    Attributes:
        kind: `REREAD` for those of an older reader, `REEXTRACT` for those of older rules.
        paper_types: Only these types; all if empty.
        below: Only papers with a field of less confidence, or of no known type; all if None.
    """

    kind: BatchKind
    paper_types: Collection[str] = ()
    below: float | None = None

    def wants(self, record: PaperRecord, reader: str) -> bool:
        """Tell whether a paper is one of them."""
        if self.paper_types and record.classification.paper_type not in self.paper_types:
            return False
        if self.below is not None and not _is_doubtful(record, self.below):
            return False
        return not is_current(record, self.kind, reader)


@dataclass(frozen=True, slots=True)
class Trial:
    """What doing one paper again, for trial, would have brought."""

    changed: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a batch would cost, from papers that were tried.

    Attributes:
        papers: Candidates.
        tried: How many were tried.
        changed: Share of them that would get a new version.
        low: Lower end of its 95 % interval (Wilson).
        high: Upper end.
        seconds: Seconds of one core for one paper.
        by_type: Candidates by type.
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
        """For all candidates."""
        return self.papers * self.seconds / 3600


def candidates(
    app: App, search: Search, progress: Progress = lambda seen, found: None
) -> Iterator[PaperRecord]:
    """Yield the newest records of all papers that doing again may change.

    The store is asked, not the index: one small object for every paper on file.

    Args:
        app: Where to look.
        search: What for.
        progress: Called with the papers seen and found so far.
    """
    reader, found = reader_of(search.kind, app), 0
    for seen, (paper_id, version) in enumerate(app.archive.papers(), start=1):
        record = app.archive.load(paper_id, version)
        if search.wants(record, reader):
            found += 1
            yield record
        progress(seen, found)


def try_some(app: App, kind: BatchKind, records: Collection[PaperRecord], count: int) -> Estimate:
    """Do a few papers again without storing anything, and reckon up for all.

    Args:
        app: The installation.
        kind: What is to be done.
        records: All candidates.
        count: How many are tried: those with the smallest hashes, which is as good as by lot.
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
    """Write down that papers are to be done again; a person approves it like any other plan."""
    planned = (
        PlannedItem(
            str(record.version),  # the version that is there before
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
