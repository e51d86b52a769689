"""Value types of the backfill: batches, shards, items, and their results."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from schemas.record.paper import FormOfPaper

__all__ = [
    "Batch",
    "BatchKind",
    "BatchState",
    "Copies",
    "Counts",
    "Failure",
    "Item",
    "ItemState",
    "ParkReason",
    "PlannedItem",
    "Result",
    "Shard",
]


class BatchKind(StrEnum):
    """What a batch does."""

    DIGITIZE = "digitize"
    """Takes files in."""
    REREAD = "reread"
    """Reads papers on file again, with a newer reader."""
    REEXTRACT = "reextract"
    """Derives type and fields again from the lines on file, with newer rules."""


class BatchState(StrEnum):
    """The state of a batch, which decides what may be done with it."""

    DRAFT = "draft"
    """Being planned; stays so if the planner dies."""
    PLANNED = "planned"
    APPROVED = "approved"
    """Runs until every item is settled."""
    PAUSED = "paused"


class ItemState(StrEnum):
    """What has become of one file."""

    WAITING = "waiting"
    STORED = "stored"
    """This batch put the paper, or a new version of it, on file."""
    KNOWN = "known"
    """The paper was on file already, or reading it again brought nothing new."""
    PARKED = "parked"
    """Set aside with a reason; the rest continues."""
    MISSING = "missing"
    """The manifest names it and the source does not have it."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items are in which state, and what they cost.

    Attributes:
        items: All of them; the sum of the five states.
        size: Bytes of the files as planned.
        pages: Pages of what was stored.
        cpu_seconds: Processor time of what was settled.
    """

    items: int = 0
    waiting: int = 0
    stored: int = 0
    known: int = 0
    parked: int = 0
    missing: int = 0
    size: int = 0
    pages: int = 0
    cpu_seconds: float = 0.0

    @property
    def settled(self) -> int:
        """Items for which nothing remains to be done."""
        return self.items - self.waiting

    @property
    def finished(self) -> bool:
        """Whether nothing is waiting."""
        return self.waiting == 0


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch with its counts.

    Attributes:
        name: Without personal data; it stands in logs and in Prefect.
        kind: What it does.
        source: Folder, archive or `s3://` URL; for papers on file, why they are processed again.
        form_of_paper: What the files are copies of.
        state: What may be done with it.
        created_at: UTC.
        created_by: Account of the person who planned.
        approved_at: UTC, None before approval.
        approved_by: Account of the person who approved.
        left_out: Files that the plan leaves out, by reason.
        stopped_by: Code of the installation fault that made it pause by itself.
        counts: Its progress.
    """

    name: str
    kind: BatchKind
    source: str
    form_of_paper: FormOfPaper
    state: BatchState
    created_at: dt.datetime
    created_by: str
    approved_at: dt.datetime | None = None
    approved_by: str | None = None
    left_out: Mapping[str, int] = field(default_factory=dict)
    stopped_by: str | None = None
    counts: Counts = field(default_factory=Counts)


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """One file of the plan.

    Attributes:
        reference: Path of the file within the source; empty for papers on file.
        size: Bytes.
        paper_id: SHA-256 where it is known already.
        dossier: Mã hồ sơ, from the manifest.
        declared_type: Paper type, from the manifest.
        box: Hộp, from the manifest.
        shelf: Giá, from the manifest.
        state: `WAITING`; `MISSING` where the manifest names a file that is not there; `PARKED`
            where it cannot be taken.
        error_code: Why it is parked.
        reason: The same as a sentence.
        remedy: What is to be done about it.
    """

    reference: str
    size: int = 0
    paper_id: str | None = None
    dossier: str | None = None
    declared_type: str | None = None
    box: str | None = None
    shelf: str | None = None
    state: ItemState = ItemState.WAITING
    error_code: str | None = None
    reason: str | None = None
    remedy: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One waiting file of a batch; `attempts` counts how often a worker started on it."""

    batch: str
    number: int
    shard: int
    reference: str
    size: int
    paper_id: str | None
    dossier: str | None
    attempts: int


@dataclass(frozen=True, slots=True)
class Shard:
    """One shard with its counts and who holds it."""

    batch: str
    number: int
    counts: Counts
    submissions: int
    runner: str | None
    lease_until: dt.datetime | None
    started_at: dt.datetime | None
    finished_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Result:
    """Result of reading a paper, for statistics.

    Attributes:
        paper_type: Identifier or `unknown`.
        needs_review: Whether a person has yet to look.
        confidence: Mean confidence of the fields that have a value, 0 to 1; None without fields.
        pages: How many.
        cpu_seconds: Processor time.
    """

    paper_type: str
    needs_review: bool
    confidence: float | None
    pages: int
    cpu_seconds: float


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that was parked or is missing, why, and what is to be done."""

    number: int
    shard: int
    reference: str
    paper_id: str | None
    box: str | None
    shelf: str | None
    state: ItemState
    attempts: int
    error_code: str | None
    reason: str | None
    remedy: str | None = None


@dataclass(frozen=True, slots=True)
class ParkReason:
    """How many files were parked for one reason; `example` is the sentence of one of them."""

    error_code: str
    count: int
    example: str


@dataclass(frozen=True, slots=True)
class Copies:
    """Among files whose hash is known: how many there are, differ, and are on file already."""

    hashed: int
    different: int
    on_file: int
