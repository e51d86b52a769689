"""The verbs of a batch: plan, approve, run, pause, resume, retry; each is noted by account."""

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
    """Write down what a batch is to do; nothing runs before a person approves it.

    Args:
        app: The installation.
        by: Who plans.
        name: Of the batch; it must not name a person.
        address: Of the source.
        source: The same, opened.
        manifest: What is known of the files.
        options: How.

    Raises:
        SourceError: The source has no file that could be a paper, or cannot be read.
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
    """Write down that papers on file are to be done again; see `plan`."""
    _note(app, by, "plan", name)
    return plan_again(app.batches, name, reason, kind, records, _account(by))


@audited(Action.BATCH)
def estimate(
    app: App, by: Caller, kind: BatchKind, records: Collection[PaperRecord], tries: int
) -> Estimate:
    """Do a few papers again for trial, and reckon up for all; nothing is stored.

    Args:
        app: The installation.
        by: Who asks.
        kind: What would be done.
        records: All candidates.
        tries: How many are tried.
    """
    _note(app, by, "estimate", kind)
    return try_some(app, kind, records, tries)


@audited(Action.APPROVE)
def approve(app: App, by: Caller, name: str) -> Batch:
    """Note that a person has looked at a plan and lets it run.

    Raises:
        BatchStateError: It was approved before.
    """
    note(app, by, Action.APPROVE, fields=("batch", name))
    with refusal_noted(app, by, Action.APPROVE):
        return app.batches.approve(name, _account(by))


@audited(Action.BATCH)
def begin(app: App, by: Caller, name: str, run: Callable[[], None]) -> Batch:
    """Run an approved batch, and return how it stands when the run has ended.

    Args:
        app: The installation.
        by: Who lets it run.
        name: Of the batch.
        run: Does it, here or on other machines.

    Raises:
        BatchStateError: The plan was not approved.
    """
    _note(app, by, "run", name)
    with refusal_noted(app, by, Action.BATCH):
        run()
    return app.batches.get(name)


@audited(Action.BATCH)
def pause(app: App, by: Caller, name: str) -> Batch:
    """Let runners finish the papers they have in hand, and begin no other.

    Raises:
        BatchStateError: It is not approved.
    """
    _note(app, by, "pause", name)
    with refusal_noted(app, by, Action.BATCH):
        return app.batches.pause(name)


@audited(Action.BATCH)
def resume(app: App, by: Caller, name: str) -> Batch:
    """Let a paused batch run again.

    Raises:
        BatchStateError: It was never approved.
    """
    _note(app, by, "resume", name)
    with refusal_noted(app, by, Action.BATCH):
        return app.batches.resume(name)


@audited(Action.BATCH)
def retry(app: App, by: Caller, name: str, codes: Iterable[str] = ()) -> int:
    """Let parked files be tried again; returns how many.

    Args:
        app: The installation.
        by: Who lets them.
        name: Of the batch.
        codes: Only those parked for these reasons; all if none is given.
    """
    chosen = tuple(codes)
    _note(app, by, "retry", name, *chosen)
    return app.batches.retry(name, chosen)


@audited(Action.READ)
def draw_sample(app: App, by: Caller, name: str, path: Path, size: int) -> int:
    """Write values of some papers of a batch to a sheet that a person checks; returns how many.

    Args:
        app: The installation.
        by: Who checks.
        name: Of the batch.
        path: Of the sheet.
        size: How many papers are drawn.
    """
    note(app, by, Action.READ, fields=("sample", name))
    return write_sheet(path, sample_rows(app.batch_figures, app.archive, name, size))


def _account(by: Caller) -> str:
    return by.officer or by.actor


def _note(app: App, by: Caller, *fields: str) -> None:
    note(app, by, Action.BATCH, fields=fields)
