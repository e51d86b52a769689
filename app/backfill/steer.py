"""The verbs of a batch: plan, approve, run, pause, resume, retry; each is logged by account."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from app.acting import Caller, audited, note, refusal_noted
from app.backfill.planning.manifest import Manifest
from app.backfill.planning.plan import PlanOptions, make_plan
from app.backfill.planning.reprocess import Estimate, plan_again, try_some
from app.backfill.planning.sources import Source
from app.backfill.reporting.quality import sample_rows, write_sheet
from app.installation import App
from schemas.record.paper import PaperRecord
from storage.audit.chain import Action
from storage.batches.batches import Batch, BatchKind

__all__ = [
    "approve",
    "begin",
    "draw_sample",
    "estimate",
    "pause",
    "plan",
    "replan",
    "resume",
    "retry",
]


@audited(Action.BATCH)
def plan(
    app: App,
    by: Caller,
    name: str,
    address: str,
    source: Source,
    *,
    manifest: Manifest | None = None,
    options: PlanOptions | None = None,
) -> Batch:
    """Store the plan of a batch; nothing runs before a person approves it.

    Args:
        app: The installation.
        by: The person who plans.
        name: Name of the batch; it must not name a person.
        address: Address of the source.
        source: The open source.
        manifest: What is known about the files.
        options: Options of the plan.

    Raises:
        SourceError: The source cannot be read or has no file that could be a paper.
        BatchExistsError: The name is taken.
    """
    _note(app, by, "plan", name)
    account = _account(by)
    return make_plan(
        app.batches, name, address, source, account, manifest=manifest, options=options
    )


@audited(Action.BATCH)
def replan(
    app: App,
    by: Caller,
    name: str,
    reason: str,
    kind: BatchKind,
    records: Collection[PaperRecord],
) -> Batch:
    """Store a plan to reprocess papers on file; see `plan`."""
    _note(app, by, "plan", name)
    return plan_again(app.batches, name, reason, kind, records, _account(by))


@audited(Action.BATCH)
def estimate(
    app: App, by: Caller, kind: BatchKind, records: Collection[PaperRecord], tries: int
) -> Estimate:
    """Reprocess a sample as a trial and extrapolate to all candidates; nothing is stored.

    Args:
        app: The installation.
        by: Who asks.
        kind: The kind of reprocessing.
        records: All candidates.
        tries: Sample size.
    """
    _note(app, by, "estimate", kind)
    return try_some(app, kind, records, tries)


@audited(Action.APPROVE)
def approve(app: App, by: Caller, name: str) -> Batch:
    """Approve a plan, so that it may run.

    Raises:
        BatchStateError: It is already approved.
    """
    note(app, by, Action.APPROVE, fields=("batch", name))
    with refusal_noted(app, by, Action.APPROVE):
        return app.batches.approve(name, _account(by))


@audited(Action.BATCH)
def begin(app: App, by: Caller, name: str, run: Callable[[], None]) -> Batch:
    """Run an approved batch and return its state when the run has ended.

    Args:
        app: The installation.
        by: The caller.
        name: Name of the batch.
        run: Function that runs it, here or on other machines.

    Raises:
        BatchStateError: The plan was not approved.
    """
    _note(app, by, "run", name)
    with refusal_noted(app, by, Action.BATCH):
        run()
    return app.batches.get(name)


@audited(Action.BATCH)
def pause(app: App, by: Caller, name: str) -> Batch:
    """Pause a batch: runners finish their current papers and start no others.

    Raises:
        BatchStateError: It is not approved.
    """
    _note(app, by, "pause", name)
    with refusal_noted(app, by, Action.BATCH):
        return app.batches.pause(name)


@audited(Action.BATCH)
def resume(app: App, by: Caller, name: str) -> Batch:
    """Resume a paused batch.

    Raises:
        BatchStateError: It was never approved.
    """
    _note(app, by, "resume", name)
    with refusal_noted(app, by, Action.BATCH):
        return app.batches.resume(name)


@audited(Action.BATCH)
def retry(app: App, by: Caller, name: str, codes: Iterable[str] = ()) -> int:
    """Requeue parked files; return how many.

    Args:
        app: The installation.
        by: The caller.
        name: Name of the batch.
        codes: Only files parked for these reasons; all if empty.
    """
    chosen = tuple(codes)
    _note(app, by, "retry", name, *chosen)
    return app.batches.retry(name, chosen)


@audited(Action.READ)
def draw_sample(app: App, by: Caller, name: str, path: Path, size: int) -> int:
    """Write values of a sample of papers to a sheet for a person to check; return how many.

    Args:
        app: The installation.
        by: The person who checks.
        name: Name of the batch.
        path: Path of the sheet.
        size: Number of papers to draw.
    """
    note(app, by, Action.READ, fields=("sample", name))
    return write_sheet(path, sample_rows(app.batch_figures, app.archive, name, size))


def _account(by: Caller) -> str:
    return by.officer or by.actor


def _note(app: App, by: Caller, *fields: str) -> None:
    note(app, by, Action.BATCH, fields=fields)
