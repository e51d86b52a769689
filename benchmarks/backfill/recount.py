"""Counts the papers of a kept folder again, with nothing but its store left.

Ledger, batches and index are discarded on purpose: they are rebuilt from the store, then the same
source is planned and run once more.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from pathlib import Path

from app.installation import App
from app.settings import BackfillSettings
from benchmarks.backfill.count import count_papers, versions_of
from storage.objects.port import sha256_of
from tests.servers import SeaweedServer

__all__ = ["recount"]

_NAME = "recount"


def recount(folder: Path, bucket: str = "papers") -> Counter[str]:
    """Count what a chaos run left in its store, and run its source again.

    Args:
        folder: Kept by `chaos --folder`.
        bucket: Of its store.
    """
    server = SeaweedServer(folder / "site" / "seaweed")
    server.start()
    try:
        with tempfile.TemporaryDirectory(prefix="motlan-recount-") as home:
            os.environ.update(server.environment, MOTLAN_HOME=home, MOTLAN_STORE=server.url(bucket))
            with App.open() as app:
                return _recount(app, folder / "scans")
    finally:
        server.stop()


def _recount(app: App, scans: Path) -> Counter[str]:
    archive = app.archive
    papers = {sha256_of(path.read_bytes()) for path in scans.glob("*/*")}
    found = Counter({"scans": len(papers), "index made anew": archive.reindex()})
    found.update(count_papers(archive, papers))
    before = versions_of(archive)
    found["known when run again"] = _run_again(app, scans)
    found["new objects"] = sum((versions_of(archive) - before).values())
    return found


def _run_again(app: App, scans: Path) -> int:
    from app.backfill.planning.plan import make_plan
    from app.backfill.planning.sources import open_source
    from app.backfill.running.readers import ReaderPool
    from app.backfill.running.run import run_shard

    batches = app.batches
    make_plan(batches, _NAME, str(scans), open_source(str(scans)), "plan")
    batches.approve(_NAME, "approval")
    with ReaderPool(BackfillSettings(processes=1, reserve_mib=0)) as pool:
        for shard in batches.shards(_NAME):
            run_shard(app, _NAME, shard.number, pool)
    return batches.get(_NAME).counts.known
