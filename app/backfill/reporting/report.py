"""The report of a batch: boxes, types, drift and reasons, for machines and for people."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from app.backfill.reporting.quality import Drift, drifts
from storage.batches.batches import Batch, Batches, ParkReason
from storage.batches.figures import BatchFigures, BoxFigures, TypeFigures

__all__ = ["BatchReport", "report"]


@dataclass(frozen=True, slots=True)
class BatchReport:
    """Everything that can be reported about a batch without naming a paper."""

    batch: Batch
    boxes: tuple[BoxFigures, ...]
    types: tuple[TypeFigures, ...]
    drifts: tuple[Drift, ...]
    reasons: tuple[ParkReason, ...]

    @property
    def incomplete_boxes(self) -> tuple[BoxFigures, ...]:
        """Boxes with files that are missing, parked or still waiting."""
        return tuple(b for b in self.boxes if b.missing or b.parked or b.waiting)

    def plain(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "batch": asdict(self.batch),
            "boxes": [asdict(box) for box in self.boxes],
            "types": [asdict(figures) for figures in self.types],
            "drifts": [{**asdict(d), "drifted": d.drifted} for d in self.drifts],
            "reasons": [asdict(reason) for reason in self.reasons],
        }


def report(name: str, batches: Batches, figures: BatchFigures) -> BatchReport:
    """Build the report of a batch.

    Args:
        name: Name of the batch.
        batches: The batches.
        figures: Figures from the same database.

    Raises:
        BatchMissingError: There is no such batch.
    """
    return BatchReport(
        batches.get(name),
        tuple(figures.boxes(name)),
        tuple(figures.types(name)),
        tuple(drifts(figures.confidences(name))),
        tuple(batches.reasons(name)),
    )
