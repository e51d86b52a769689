"""The counter flow: digitises papers that were just handed in, one after the other.

One task is one whole paper, never a page: Prefect's overhead is larger than reading a line.
Parameters are only hashes and codes, because Prefect stores them; the bytes are in the store.

Without a Prefect server (`PREFECT_API_URL` unset) the same steps run as plain Python: an ephemeral
server would cost the clerk many seconds before the first page.
"""

from __future__ import annotations

from collections.abc import Sequence

from prefect import Flow, flow, task

from app.acting import Caller
from app.installation import App
from app.papers.digitizing.digitize import attempt
from app.papers.digitizing.outcome import Outcome
from flows.server import has_server
from schemas.record.intake import Intake

__all__ = ["counter_flow", "run_counter"]


def run_counter(app: App, by: Caller, papers: Sequence[str], intake: Intake) -> list[Outcome]:
    """Digitise papers that were handed in, on the Prefect server if one is configured.

    Args:
        app: The installation.
        by: Who lets it be done.
        papers: SHA-256 of each original, as `take_in` returned them.
        intake: How they were handed in.
    """
    if not has_server():
        return [attempt(app, by, paper_id, intake) for paper_id in papers]
    return counter_flow(app, by)(list(papers), intake)


def counter_flow(app: App, by: Caller) -> Flow[[list[str], Intake], list[Outcome]]:
    """Return the flow of an installation: papers one by one; a failure does not stop the rest."""

    @task(name="paper", retries=2, retry_delay_seconds=[1, 5], persist_result=False)
    def paper(paper_id: str, intake: Intake) -> Outcome:
        return attempt(app, by, paper_id, intake)

    @flow(name="counter")
    def counter(papers: list[str], intake: Intake) -> list[Outcome]:
        return [paper(paper_id, intake) for paper_id in papers]

    return counter
