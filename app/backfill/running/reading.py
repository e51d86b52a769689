"""The reader process.

It loads the networks once, then takes papers from its runner one after the other. Whatever a
hostile or huge file does, it does here; the runner sees it end and goes on with another reader.
"""

from __future__ import annotations

import os
import threading
import time
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from app.backfill.running.messages import Answer, Ready, Step, Task
from app.backfill.running.processes import cpu_seconds
from schemas.errors import MotlanError
from schemas.record.paper import PaperRecord
from storage.batches.batches import BatchKind, Result

if TYPE_CHECKING:
    from app.papers.outcome import Outcome
    from app.workshop import Workshop

__all__ = ["main", "result_of"]

_LOOK_FOR_PARENT = 1.0


def main(descriptor: int) -> None:
    """Serve one runner until it hangs up."""
    _end_with(os.getppid())
    channel: Connection[object, Task] = Connection(descriptor)
    _load()
    channel.send(Ready(cpu_seconds(os.getpid())))
    while True:
        try:
            task = channel.recv()
        except EOFError:
            return
        channel.send(_do(task, channel))


def result_of(record: PaperRecord, seconds: float) -> Result:
    """Return the figures of a record that statistics need."""
    sure = [field.confidence for field in record.fields.values() if field.value is not None]
    return Result(
        paper_type=record.classification.paper_type,
        needs_review=record.needs_review,
        confidence=sum(sure) / len(sure) if sure else None,
        pages=len(record.pages),
        cpu_seconds=seconds,
    )


def _load() -> None:
    """Load networks, keys and connections, with one core in sight: one reader, one core."""
    from app.workshop import workshop

    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    shop = workshop()
    _ = shop.reader, shop.signers, shop.archive
    os.sched_setaffinity(0, cores)


def _do(task: Task, channel: Connection[object, Task]) -> Answer:
    from app.progress import watching
    from app.workshop import workshop

    before = cpu_seconds(os.getpid())
    try:
        with watching(lambda paper_id, step: channel.send(Step(paper_id, step))):
            outcome = _digitize(task, workshop())
    except MotlanError as error:
        status = _status_of(error)
        return Answer(task.paper_id, status, None, error.code, error.what)
    except Exception as error:
        return Answer(task.paper_id, "fault", reason=_where(error))
    seconds = cpu_seconds(os.getpid()) - before
    result = result_of(outcome.record, seconds) if outcome.record else None
    return Answer(task.paper_id, outcome.status, result, cpu_seconds=seconds)


def _status_of(error: MotlanError) -> str:
    if error.temporary:
        return "again"
    return "halt" if error.blames_installation else "failed"


def _digitize(task: Task, shop: Workshop) -> Outcome:
    """Bring one paper the whole way, unless it has gone it before."""
    from app.papers.outcome import Outcome
    from app.papers.steps import read_paper, seal_record
    from pipeline.intake.receive import receive

    if task.kind is not BatchKind.DIGITIZE:
        from app.papers.redo import redo

        return redo(task.paper_id, task.kind, shop)
    if on_file := shop.archive.on_file(task.paper_id):
        return Outcome.of(on_file, created=False)
    file = receive(shop.archive.original(task.paper_id), task.paper_id[:12])
    return seal_record(file, read_paper(file, task.intake, shop), shop)


def _where(error: Exception) -> str:
    """Name an error and its place; its text may hold what stands on the paper."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} ({'/'.join(place.split('/')[-2:])})"


def _end_with(parent: int) -> None:
    """End this process soon after its parent."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_FOR_PARENT)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
