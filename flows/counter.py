"""The counter flow: papers that were just handed in, one after the other.

One task is one whole paper, never a page: Prefect's bookkeeping costs more than reading a line.
Parameters are hashes and codes only, because Prefect stores them; the bytes wait in the store.

Without a Prefect server (`PREFECT_API_URL` unset) the same functions run as plain Python: an
ephemeral server would cost the clerk many seconds before the first page.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace

from prefect import flow, task

from app.desk.dossier import hold_against_dossier
from app.papers.outcome import Outcome
from app.papers.steps import hand_in, read_paper, seal_record
from app.workshop import workshop
from pipeline.intake.receive import receive
from schemas.errors import MotlanError
from schemas.record.intake import Intake

__all__ = ["digitize_counter", "digitize_paper", "hand_in", "run_counter"]


def run_counter(papers: Sequence[str], intake: Intake) -> list[Outcome]:
    """Digitise papers that were handed in; on the Prefect server where one is configured."""
    run: Callable[..., list[Outcome]] = digitize_counter if has_server() else digitize_counter.fn
    return run(list(papers), intake)


def has_server() -> bool:
    """Tell whether a Prefect server is configured."""
    return bool(os.environ.get("PREFECT_API_URL"))


@flow(name="counter")
def digitize_counter(papers: list[str], intake: Intake) -> list[Outcome]:
    """Digitise papers one after the other; a bad one leaves the rest unharmed.

    Args:
        papers: SHA-256 of each original, as `hand_in` returned them.
        intake: How they were handed in.
    """
    run: Callable[..., Outcome] = digitize_paper if has_server() else digitize_paper.fn
    return [run(paper, intake) for paper in papers]


@task(name="paper", retries=2, retry_delay_seconds=[1, 5], persist_result=False)
def digitize_paper(paper_id: str, intake: Intake) -> Outcome:
    """Bring one paper the whole way: read, classify, extract, compare, seal, store, index.

    Errors that concern the paper are an outcome; only a store that does not answer is raised, so
    that the task is tried again.
    """
    shop = workshop()
    try:
        if on_file := shop.archive.on_file(paper_id):
            return Outcome.of(on_file, created=False)
        file = receive(shop.archive.original(paper_id), paper_id[:12])
        read = read_paper(file, intake, shop)
        read = replace(read, record=hold_against_dossier(shop, read.record))
        return seal_record(file, read, shop)
    except MotlanError as error:
        if error.temporary:
            raise
        shop.archive.ledger.fail(paper_id, error.code)
        return Outcome.failed(paper_id, error)
