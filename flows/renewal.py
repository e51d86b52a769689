"""The renewal flow: adds fresh timestamps to signed files, scheduled by the Prefect server."""

from __future__ import annotations

import datetime as dt

from prefect import flow, serve, task
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron

from app.acting import MACHINE, Caller
from app.installation import App
from app.papers.life.renew import DAYS_AHEAD, Renewal, State, renew_due, renew_paper
from flows.server import has_server

__all__ = ["renew_proofs", "renewal_deployment", "run_renewal", "serve_renewal"]


def run_renewal(
    app: App, by: Caller, days: int = DAYS_AHEAD, now: dt.datetime | None = None
) -> Renewal:
    """Renew the proofs that are due, on the Prefect server if one is configured.

    Args:
        app: The installation.
        by: Who requests it; on the server the machine does.
        days: How many days before its end a proof is renewed.
        now: The reference time; None for the clock of the installation.

    Raises:
        StorageError: The store does not answer.
        KeyStoreError: The trusted roots are not configured.
    """
    return renew_proofs(days, now) if has_server() else renew_due(app, by, days, now)


def renewal_deployment(cron: str, days: int = DAYS_AHEAD) -> RunnerDeployment:
    """Return the flow with its schedule, to be served alone or together with others.

    Args:
        cron: When, e.g. `0 2 * * *`, in Vietnamese time.
        days: How many days before its end a proof is renewed.
    """
    schedule = Cron(cron, timezone="Asia/Ho_Chi_Minh")
    # `to_deployment` returns a coroutine inside an event loop; this method never does.
    return RunnerDeployment.from_flow(
        renew_proofs, name="renew-proofs", schedule=schedule, parameters={"days": days}
    )


def serve_renewal(cron: str, days: int = DAYS_AHEAD) -> None:
    """Serve the flow on its schedule with the configured Prefect server until the process ends."""
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
