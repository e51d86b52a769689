"""Is the service alive, is it ready, how is it doing: for supervisors, balancers and Prometheus.

None of these answers names a paper or a person. `/metrics` tells counts of the whole installation:
the proxy in front need not pass it on.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from api.access.gate import services_of
from api.services import Services
from app.errors import HealthError
from app.installation import App
from app.operation.health import Checked, readiness_checks, run_checks
from schemas.errors import MotlanError
from storage.audit.chain import Action

__all__ = ["metrics_of", "readiness", "router"]

router = APIRouter(tags=["health"], include_in_schema=False)

_TEXT = "text/plain; version=0.0.4; charset=utf-8"
_FAILURES = 3
"""A chore that failed so often in a row needs a person."""


@router.get("/livez")
def live() -> dict[str, str]:
    """Tell that the process answers; nothing else is asked."""
    return {"status": "ok"}


@router.get("/readyz")
def ready(request: Request) -> Response:
    """Tell whether requests can be served, and which part is at fault; 503 if any is."""
    found = readiness(services_of(request))
    well = all(each.ok for each in found)
    checks = {each.name: "ok" if each.ok else each.code for each in found}
    body = {"status": "ready" if well else "not ready", "checks": checks}
    return JSONResponse(body, status_code=200 if well else 503)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Tell how the installation is doing, as Prometheus reads it."""
    return PlainTextResponse("".join(metrics_of(services_of(request))), media_type=_TEXT)


def readiness(services: Services) -> list[Checked]:
    """Check what the service needs to serve requests, its readers and its chores."""

    def readers(_: App) -> str:
        watched = services.readers
        if watched is not None and watched.alive < watched.count:
            raise HealthError("readers", alive=watched.alive, wanted=watched.count)
        return "ok"

    def chores(_: App) -> str:
        failing = [n for n, c in services.chores.all().items() if c.failures >= _FAILURES]
        if failing:
            raise HealthError("chores", names=", ".join(failing))
        return "ok"

    def clients(_: App) -> str:
        if services.clients.problem:
            raise HealthError("clients", problem=services.clients.problem)
        return "ok"

    own = {"readers": readers, "chores": chores, "clients": clients}
    checks = {**readiness_checks(), **own}
    return list(run_checks(services.app, checks))


def metrics_of(services: Services) -> Iterator[str]:
    """Yield the lines of the metrics; where the database is silent, what is known without it."""
    for each in readiness(services):
        yield _line("motlan_ready", int(each.ok), check=each.name)
    for name, chore in services.chores.all().items():
        yield _line("motlan_chore_failures", chore.failures, chore=name)
        yield _line("motlan_chore_last_success_seconds", chore.done_at, chore=name)
    if services.readers is not None:
        yield _line("motlan_readers_running", services.readers.alive)
        yield _line("motlan_readers_wanted", services.readers.count)
        yield _line("motlan_readers_restarts_total", services.readers.restarts)
    yield _line("motlan_time_seconds", time.time())
    try:
        yield from _counted(services)
    except MotlanError as error:
        yield _line("motlan_metrics_error", 1, code=error.code)


def _counted(services: Services) -> Iterator[str]:
    app = services.app
    for state, count in app.ledger.counts().items():
        yield _line("motlan_papers", count, state=state.value)
    for waiting, count, age in app.desk.queues():
        yield _line("motlan_desk_papers", count, state=waiting)
        yield _line("motlan_desk_oldest_seconds", age, state=waiting)
    newest = app.audit.newest(Action.RECORDS)
    anchored = int(newest.event.fields[1]) if newest else 0
    yield _line("motlan_records_not_anchored", app.ledger.last_change() - anchored)
    yield _line("motlan_persons_asked_most", app.asked_persons.most())
    for name, (lag, failures) in (services.webhooks.lags() if services.webhooks else {}).items():
        yield _line("motlan_webhook_lag", lag, webhook=name)
        yield _line("motlan_webhook_failures", failures, webhook=name)


def _line(name: str, value: float, **labels: str) -> str:
    """Return one sample; names of labels and their values are ours and need no escapes."""
    told = ",".join(f'{label}="{text}"' for label, text in labels.items())
    return f"{name}{{{told}}} {value}\n" if told else f"{name} {value}\n"
