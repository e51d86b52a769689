"""What a runner and its reader processes say to one another."""

from __future__ import annotations

from dataclasses import dataclass

from app.acting import MACHINE, Caller
from schemas.record.intake import Intake
from storage.batches.batches import BatchKind, Result

__all__ = ["Ready", "Step", "Task", "TaskReport", "caller_of"]


def caller_of(intake: Intake) -> Caller:
    """Return who acts for a batch: the machine, for the person who approved it."""
    return Caller(MACHINE, officer=intake.operator or "", purpose="số hóa hồ sơ lưu trữ")


@dataclass(frozen=True, slots=True)
class Task:
    """A paper to bring the whole way, or to do again; its bytes lie in the store."""

    paper_id: str
    intake: Intake
    kind: BatchKind = BatchKind.DIGITIZE


@dataclass(frozen=True, slots=True)
class Ready:
    """The reader has loaded everything; `cpu_seconds` is what that took."""

    cpu_seconds: float


@dataclass(frozen=True, slots=True)
class Step:
    """A sign of life from within a paper."""

    paper_id: str
    name: str


@dataclass(frozen=True, slots=True)
class TaskReport:
    """What became of a paper.

    Attributes:
        paper_id: Which.
        status: `stored`, `already_on_file`, `failed`, or where the fault is not the paper's
            `again`, and `halt` where a person has to mend it.
        result: For statistics, where there is a record.
        error_code: Why it failed.
        reason: One sentence without personal data.
        remedy: What is to be done about it.
        cpu_seconds: Processor time, decoders included.
    """

    paper_id: str
    status: str
    result: Result | None = None
    error_code: str | None = None
    reason: str | None = None
    cpu_seconds: float = 0.0
    remedy: str | None = None
