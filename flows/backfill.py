"""The backfill on a Prefect server: one flow run per shard, on any number of machines.

Each machine runs `prefect worker start --pool motlan-backfill --type process`; its environment says
which store, database and keys its flow runs use. Parameters contain only the name of a batch and
the number of a shard, artifacts only counts.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import UUID

import httpx
from prefect import flow
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import ObjectAlreadyExists, PrefectException
from prefect.states import Crashed

from app.backfill.running.readers import ReaderPool
from app.backfill.running.run import may_run, run_shard
from app.installation import App
from storage.batches.batches import Batches

__all__ = ["POOL", "deploy", "digitize_shard", "drive", "reconcile"]

POOL = "motlan-backfill"
_DEPLOYMENT = "motlan"
_SHOW_SECONDS = 20.0
_LAST_SHOW_SECONDS = 10.0
_LOOK_SECONDS = 10.0
_UNFINISHED = (StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING, StateType.CANCELLING)
_STARTING_SECONDS = 120.0
"""Time for a flow run to take its shard after a worker has begun to start it."""
_AT_ONCE = 200


@flow(name="backfill-shard", persist_result=False)
def digitize_shard(batch: str, shard: int) -> str:
    """Digitise one shard of an approved batch.

    Args:
        batch: Name of the batch.
        shard: Number of the shard.
    """
    with App.open() as app, _shown(app, batch, shard), ReaderPool(app.settings.backfill) as pool:
        return run_shard(app, batch, shard, pool)


def deploy(pool: str = POOL) -> UUID:
    """Create work pool and deployment on the server if they are missing; return the latter."""
    with get_client(sync_client=True) as client:
        with suppress(ObjectAlreadyExists):
            client.create_work_pool(WorkPoolCreate(name=pool, type="process"))
        flow_id = client.create_flow(digitize_shard)
        return client.create_deployment(
            flow_id,
            _DEPLOYMENT,
            work_pool_name=pool,
            entrypoint=f"{__name__}.{digitize_shard.fn.__name__}",
            parameter_openapi_schema={"type": "object", "properties": {}},
            enforce_parameter_schema=False,
        )


def reconcile(name: str, deployment: UUID, batches: Batches) -> int:
    """Submit every shard with work left that has no lease and no pending run.

    May be called at any time, from anywhere, as often as needed.

    Returns:
        How many were submitted.
    """
    submitted = 0
    with get_client(sync_client=True) as client:
        runs = _runs(client, name, deployment)
        for shard in batches.free_shards(name):
            run = runs.get(shard.number)
            if run is not None and not _lost(run):
                continue
            if run is not None:
                client.set_flow_run_state(run.id, Crashed(message="no sign of life"), force=True)
            _submit(client, deployment, name, shard.number, batches)
            submitted += 1
            if len(runs) + submitted >= _AT_ONCE:
                break
    return submitted


def drive(batches: Batches, name: str, watch: Callable[[str | None], None]) -> None:
    """Keep a batch going on the server until nothing is waiting or it is paused.

    The runs do not need this process: they continue when it ends, and when it is started again it
    continues from the state it finds. While the server does not answer it waits.

    Args:
        batches: The batches in the database.
        name: An approved batch.
        watch: Called every second; with what is wrong while the server does not answer.

    Raises:
        BatchStateError: The plan was not approved.
    """
    trouble: str | None = None
    deployment: UUID | None = None
    next_look = 0.0
    while not (batch := batches.get(name)).counts.finished and may_run(batch):
        if time.monotonic() >= next_look:
            next_look = time.monotonic() + _LOOK_SECONDS
            try:
                deployment = deployment or deploy()
                reconcile(name, deployment, batches)
                trouble = None
            except (httpx.HTTPError, PrefectException, RuntimeError) as error:
                trouble = type(error).__name__
        watch(trouble)
        time.sleep(1.0)
    watch(trouble)


def _submit(
    client: SyncPrefectClient, deployment: UUID, name: str, shard: int, batches: Batches
) -> None:
    count = batches.submitted(name, shard)
    client.create_flow_run_from_deployment(
        deployment,
        parameters={"batch": name, "shard": shard},
        name=f"{name}-{shard}-{count}",
        tags=[_tag(name)],
        idempotency_key=f"{name}/{shard}/{count}",
    )


def _runs(client: SyncPrefectClient, name: str, deployment: UUID) -> dict[int, FlowRun]:
    """Return the runs of a batch that have not ended according to Prefect, by shard."""
    unfinished = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(_UNFINISHED))),
        tags=FlowRunFilterTags(all_=[_tag(name)]),
    )
    runs = client.read_flow_runs(
        flow_run_filter=unfinished,
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment])),
        sort=FlowRunSort.EXPECTED_START_TIME_ASC,
        limit=_AT_ONCE,
    )
    return {int(run.parameters["shard"]): run for run in runs}


def _lost(run: FlowRun) -> bool:
    """Return whether a run without a shard has had enough time to take one."""
    if run.state is None or run.state.type is StateType.SCHEDULED:
        return False
    age = dt.datetime.now(dt.UTC) - run.state.timestamp
    return age.total_seconds() > _STARTING_SECONDS


def _tag(name: str) -> str:
    return f"batch:{name}"


@contextmanager
def _shown(app: App, batch: str, shard: int) -> Iterator[None]:
    """Show the progress of a shard in Prefect; a failure to do so is ignored."""
    stop = threading.Event()
    artifact = _quietly(
        create_progress_artifact, 0.0, key=f"backfill-{batch}-{shard}".lower(), description=batch
    )

    def show() -> None:
        ended = False
        while not ended:
            ended = stop.wait(_SHOW_SECONDS)
            counts = app.batches.shards(batch)[shard].counts
            _quietly(update_progress_artifact, artifact, 100 * counts.settled / counts.items)

    thread = threading.Thread(target=show, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_LAST_SHOW_SECONDS)


def _quietly(call: Any, *arguments: Any, **options: Any) -> Any:
    try:
        return call(*arguments, **options)
    except Exception:  # whatever is wrong with the server or the connection
        return None
