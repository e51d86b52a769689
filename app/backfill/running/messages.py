"""Messages between a runner and its reader processes."""

from __future__ import annotations

from dataclasses import dataclass

from app.acting import MACHINE, Caller
from schemas.record.intake import Intake
from storage.batches.batches import BatchKind, Result

__all__ = ["Ready", "Step", "Task", "TaskReport", "caller_of"]


def caller_of(intake: Intake) -> Caller:
    """Return the caller of a batch: the system, on behalf of the person who approved it."""
    return Caller(MACHINE, officer=intake.operator or "", purpose="số hóa hồ sơ lưu trữ")


@dataclass(frozen=True, slots=True)
class Task:
    """A paper to digitise or reprocess; its bytes are in the store."""

    paper_id: str
    intake: Intake
    kind: BatchKind = BatchKind.DIGITIZE


@dataclass(frozen=True, slots=True)
class Ready:
    """The reader has loaded everything; `cpu_seconds` is the CPU time this took."""

    cpu_seconds: float


@dataclass(frozen=True, slots=True)
class Step:
    """A heartbeat: the reader has reached a step of a paper."""

    paper_id: str
    name: str


@dataclass(frozen=True, slots=True)
class TaskReport:
    """Outcome of a paper.

    Attributes:
        paper_id: SHA-256 of the paper.
        status: `stored`, `already_on_file` or `failed`; if the paper is not at fault, `again`
            (retry) or `halt` (a person has to repair the installation).
        result: Figures for statistics, if there is a record.
        error_code: Code of the error that it failed with.
        reason: One sentence without personal data.
        remedy: What to do about it.
        cpu_seconds: CPU time including decoders.
    """

    paper_id: str
    status: str
    result: Result | None = None
    error_code: str | None = None
    reason: str | None = None
    cpu_seconds: float = 0.0
    remedy: str | None = None
