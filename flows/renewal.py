"""The renewal flow: fresh timestamps over signed files, by a schedule of the Prefect server."""

from __future__ import annotations

import datetime as dt

from prefect import flow, serve, task
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron

from app.acting import MACHINE, Caller
from app.installation import App
from app.papers.renew import DAYS_AHEAD, Renewal, State, renew_due, renew_paper
from flows.server import has_server

__all__ = ["renew_proofs", "renewal_deployment", "run_renewal", "serve_renewal"]


def run_renewal(
    app: App, by: Caller, days: int = DAYS_AHEAD, now: dt.datetime | None = None
) -> Renewal:
    """Renew what is due; on the Prefect server where one is configured.

    Args:
        app: The installation.
        by: Who lets it be done; on the server it is the machine that does.
        days: How long before its end a proof is renewed.
        now: The moment to count from; that of the installation where None.

    Raises:
        StorageError: The store does not answer.
        KeyStoreError: The trusted roots are not configured.
    """
    return renew_proofs(days, now) if has_server() else renew_due(app, by, days, now)


def renewal_deployment(cron: str, days: int = DAYS_AHEAD) -> RunnerDeployment:
    """Return the flow with its schedule, to be served alone or together with others.

    Args:
        cron: When, e.g. `0 2 * * *`, in Vietnamese time.
        days: How long before its end a proof is renewed.
    """
    schedule = Cron(cron, timezone="Asia/Ho_Chi_Minh")
    # `to_deployment` answers with a coroutine where an event loop runs; this never does.
    return RunnerDeployment.from_flow(
        renew_proofs, name="renew-proofs", schedule=schedule, parameters={"days": days}
    )


def serve_renewal(cron: str, days: int = DAYS_AHEAD) -> None:
    """Run the flow by its schedule on the configured Prefect server until the process ends."""
    serve(renewal_deployment(cron, days))


@flow(name="renew-proofs")
def renew_proofs(days: int = DAYS_AHEAD, now: dt.datetime | None = None) -> Renewal:
    """Renew the proofs of this machine's installation; one task is one paper."""
    by = Caller(MACHINE, purpose="gia hạn dấu thời gian theo lịch")
    with App.open() as app:

        @task(name="renew", persist_result=False)
        def renew(paper_id: str, horizon: dt.datetime) -> State:
            return renew_paper(app, by, paper_id, horizon)

        return renew_due(app, by, days, now, renew=renew)
