"""The reader process.

It loads the networks once, then takes papers from its runner one after the other. A hostile or huge
file can harm only this process; the runner sees it end and continues with another reader.
"""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from app.backfill.running.messages import Ready, Step, Task, TaskReport, caller_of
from app.backfill.running.processes import cpu_seconds
from schemas.errors import MotlanError
from schemas.record.paper import PaperRecord
from storage.batches.batches import BatchKind, Result

if TYPE_CHECKING:
    from app.installation import App
    from app.papers.digitizing.outcome import Outcome

__all__ = ["main", "result_of"]

_LOOK_FOR_PARENT = 1.0


def main(descriptor: int) -> None:
    """Serve one runner until it closes the channel."""
    _end_with(os.getppid())
    channel: Connection[object, Task] = Connection(descriptor)
    app = _loaded()
    channel.send(Ready(cpu_seconds(os.getpid())))
    while True:
        try:
            task = channel.recv()
        except EOFError:
            return
        channel.send(_do(task, channel, app))


def result_of(record: PaperRecord, seconds: float) -> Result:
    """Return the figures of a record for the statistics."""
    sure = [field.confidence for field in record.fields.values() if field.value is not None]
    return Result(
        paper_type=record.classification.paper_type,
        needs_review=record.needs_review,
        confidence=sum(sure) / len(sure) if sure else None,
        pages=len(record.pages),
        cpu_seconds=seconds,
    )


def _loaded() -> App:
    """Load networks, keys and connections while pinned to one core: one reader, one core."""
    from app.installation import App

    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    app = App.open()
    with suppress(MotlanError):  # reported with the first paper, which waits for the repair
        _ = app.reader, app.signers, app.archive
    os.sched_setaffinity(0, cores)
    return app


def _do(task: Task, channel: Connection[object, Task], app: App) -> TaskReport:
    from app.progress import watching

    before = cpu_seconds(os.getpid())
    try:
        with watching(lambda paper_id, step: channel.send(Step(paper_id, step))):
            outcome = _digitize(task, app)
    except MotlanError as error:
        status = _status_of(error)
        return TaskReport(
            task.paper_id, status, None, error.code, error.text(), remedy=error.remedy()
        )
    except Exception as error:
        return TaskReport(task.paper_id, "fault", reason=_where(error))
    seconds = cpu_seconds(os.getpid()) - before
    result = result_of(outcome.record, seconds) if outcome.record else None
    if result and outcome.parts:
        records = [part.record for part in outcome.parts if part.record]
        review = any(record.needs_review for record in records)
        pages = sum(len(record.pages) for record in records)
        result = replace(result, needs_review=review, pages=pages)
    return TaskReport(task.paper_id, outcome.status, result, cpu_seconds=seconds)


def _status_of(error: MotlanError) -> str:
    if error.temporary:
        return "again"
    return "halt" if error.blames_installation else "failed"


def _digitize(task: Task, app: App) -> Outcome:
    """Digitise or reprocess one paper."""
    from app.papers.digitizing.digitize import digitize
    from app.papers.digitizing.redo import redo

    by = caller_of(task.intake)
    if task.kind is not BatchKind.DIGITIZE:
        return redo(app, by, task.paper_id, task.kind)
    return digitize(app, by, task.paper_id, task.intake)


def _where(error: Exception) -> str:
    """Return an error's type and location; its text may contain values of the paper."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} ({'/'.join(place.split('/')[-2:])})"


def _end_with(parent: int) -> None:
    """End this process soon after its parent ends."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_FOR_PARENT)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
