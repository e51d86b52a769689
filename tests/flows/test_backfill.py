"""Shards of a batch as runs on a real Prefect server."""

from __future__ import annotations

from pathlib import Path

from prefect.settings import PREFECT_API_URL, temporary_settings

from app.backfill.planning.plan import PlanOptions, make_plan
from app.backfill.planning.sources import open_source
from benchmarks.backfill.material import make_papers
from flows.backfill import deploy, reconcile
from storage.batches.batches import Batches
from storage.database import Database
from tests.prefect_server import PrefectServer

RUNS = {"flows": {"name": {"any_": ["backfill-shard"]}}}


def test_prefect_is_given_each_free_shard_once(tmp_path: Path, prefect: PrefectServer) -> None:
    """No worker takes the runs, so that nothing is read here."""
    scans = tmp_path / "scans"
    make_papers(scans, 6)
    batches = Batches(Database(tmp_path / "ledger.sqlite"))
    options = PlanOptions(shard_size=2)
    make_plan(batches, "fleet", str(scans), open_source(str(scans)), "thu", options=options)
    batches.approve("fleet", "minh")
    with temporary_settings({PREFECT_API_URL: prefect.api_url}):
        deployment = deploy()
        assert deploy() == deployment
        assert batches.hold("fleet", 1, "somebody", 60)
        assert reconcile("fleet", deployment, batches) == 2
        assert reconcile("fleet", deployment, batches) == 0
        batches.let_go("fleet", 1, "somebody")
        assert reconcile("fleet", deployment, batches) == 1
        runs = prefect.post("/flow_runs/filter", RUNS)
        crashed = {"state": {"type": "CRASHED"}, "force": True}
        prefect.post(f"/flow_runs/{runs[0]['id']}/set_state", crashed)
        assert reconcile("fleet", deployment, batches) == 1
        runs = prefect.post("/flow_runs/filter", RUNS)
    batches.database.close()
    assert len(runs) == 4
    assert {run["parameters"]["shard"] for run in runs} == {0, 1, 2}
    assert all(set(run["parameters"]) == {"batch", "shard"} for run in runs)
    assert "scans" not in str([run["parameters"] for run in runs])
