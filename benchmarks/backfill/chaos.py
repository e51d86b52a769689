"""Kills workers, the Prefect server and the store in the middle of a batch; then counts papers.

Every paper must be on file exactly once, with the bytes that were handed in, and running the same
plan again must do nothing.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.installation import App
from benchmarks.backfill.count import count_papers, versions_of
from benchmarks.backfill.material import make_papers
from benchmarks.backfill.site import Site, Worker, site
from storage.objects.port import sha256_of

if TYPE_CHECKING:
    from storage.batches.batches import Batches, Counts
    from storage.papers.archive import PaperArchive

__all__ = ["ChaosResult", "run_chaos"]

_NAME = "chaos"
_LOOK = 2.0
_RECONCILE = 6.0
_AFTER_A_KILL = 5.0
_DOWN_SECONDS = 8.0
_KINDS = ("reader", "reader", "reader", "flow run", "flow run", "worker")


@dataclass(slots=True)
class ChaosResult:
    """What was done and what was found."""

    papers: int
    kills: Counter[str] = field(default_factory=Counter)
    submissions: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    found: Counter[str] = field(default_factory=Counter)
    again: dict[str, Any] = field(default_factory=dict)

    @property
    def right(self) -> bool:
        """Whether every paper is on file exactly once and the second run did nothing."""
        once = ("stored items", "records", "one version", "originals right", "renditions right")
        told = ("ledger says indexed", "index knows", "changes told")
        nothing = self.again.get("known") == self.papers and self.again.get("new objects") == 0
        return nothing and all(self.found[name] == self.papers for name in (*once, *told))

    def as_json(self) -> str:
        """Everything, for machines."""
        # `asdict` cannot copy counters: it would count their items.
        everything = {item.name: getattr(self, item.name) for item in fields(self)}
        return json.dumps({**everything, "right": self.right}, indent=1)


def run_chaos(
    folder: Path, papers: int, kills: int, *, pages: int = 0, shard: int = 200, seed: int = 1
) -> ChaosResult:
    """Run a batch on two workers while they are killed.

    Args:
        folder: For everything that is made; must be empty.
        papers: How many.
        kills: SIGKILLs of workers; one of the server and one of the store come on top.
        pages: How many of the papers are full pages.
        shard: Papers of one shard.
        seed: Of the papers and of what is killed when.
    """
    make_papers(folder / "scans", papers, pages, seed)
    with site(folder / "site") as here:
        return _Run(here, folder, papers, kills, shard, seed).run()


class _Run:
    def __init__(
        self, here: Site, folder: Path, papers: int, kills: int, shard: int, seed: int
    ) -> None:
        # Prefect reads its settings when first used: only now are they right.
        from flows.backfill import POOL, deploy

        app = App.open()
        self.here, self.folder, self.shard = here, folder, shard
        self.result = ChaosResult(papers)
        self.choose = random.Random(seed)  # noqa: S311
        self.archive: PaperArchive = app.archive
        _ = app.signers  # the test authority is made once, not by two workers at a time
        self.batches: Batches = app.batches
        self.deployment = deploy()
        self.pool = POOL
        self.plan_of_kills = self._when(papers, kills)
        self.begun = time.monotonic()

    def run(self) -> ChaosResult:
        self._plan(_NAME)
        for _ in range(2):
            self.here.add_worker(self.pool)
        self._drive(_NAME, self._disturb)
        self.result.seconds = time.monotonic() - self.begun
        self.result.cpu_seconds = self.batches.get(_NAME).counts.cpu_seconds
        shards = self.batches.shards(_NAME)
        self.result.submissions = sum(shard.submissions for shard in shards)
        self._count()
        self._run_again()
        return self.result

    def _plan(self, name: str) -> None:
        from app.backfill.planning.plan import PlanOptions, make_plan
        from app.backfill.planning.sources import open_source

        address = str(self.folder / "scans")
        options = PlanOptions(shard_size=self.shard)
        make_plan(self.batches, name, address, open_source(address), "plan", options=options)
        self.batches.approve(name, "approval")

    def _drive(self, name: str, disturb: Callable[[Counts], None]) -> None:
        """Submit what nobody works on, until nothing waits."""
        from flows.backfill import reconcile

        next_look = 0.0
        while True:
            counts = self.batches.get(name).counts
            if counts.finished:
                return
            if time.monotonic() >= next_look:
                next_look = time.monotonic() + _RECONCILE
                self._say(counts)
                try:
                    reconcile(name, self.deployment, self.batches)
                except Exception as error:  # the server is down
                    self._log(f"reconcile: {type(error).__name__} {str(error)[:200]}")
            disturb(counts)
            time.sleep(_LOOK)

    # Disturbing

    def _when(self, papers: int, kills: int) -> list[tuple[int, str]]:
        """Return after how many papers what is killed."""
        kinds = [self.choose.choice(_KINDS) for _ in range(kills)]
        moments = [round(papers * (n + self.choose.random()) / (kills + 1)) for n in range(kills)]
        servers = [(round(papers * 0.35), "server"), (round(papers * 0.65), "store")]
        return sorted([*zip(moments, kinds, strict=True), *servers])

    def _disturb(self, counts: Counts) -> None:
        if self.plan_of_kills and counts.settled >= self.plan_of_kills[0][0]:
            _, kind = self.plan_of_kills[0]
            if self._kill(kind):
                self.plan_of_kills.pop(0)
                time.sleep(self.choose.random() * _AFTER_A_KILL)

    def _kill(self, kind: str) -> bool:
        """Kill one of a kind; return whether there was one."""
        if kind == "server":
            self.here.prefect.kill()
            time.sleep(_DOWN_SECONDS)
            self.here.prefect.start()
        elif kind == "store":
            self.here.store.kill()
            time.sleep(_DOWN_SECONDS)
            self.here.store.start()
        elif not self._kill_worker(kind):
            return False
        self.result.kills[kind] += 1
        self._log(f"killed: {kind}")
        return True

    def _kill_worker(self, kind: str) -> bool:
        worker: Worker = self.choose.choice(self.here.workers)
        if kind == "worker":
            worker.kill()
            worker.start()
            return True
        pids = worker.readers() if kind == "reader" else worker.flow_runs()
        if pids:
            os.kill(self.choose.choice(pids), 9)
        return bool(pids)

    # Counting

    def _count(self) -> None:
        """Look at every paper in store, ledger and index, from outside."""
        found, archive = self.result.found, self.archive
        found["stored items"] = self.batches.get(_NAME).counts.stored
        found["parked items"] = self.batches.get(_NAME).counts.parked
        hashes = {sha256_of(p.read_bytes()) for p in (self.folder / "scans").glob("*/*")}
        assert len(hashes) == self.result.papers, "papers with the same bytes"
        found.update(count_papers(archive, hashes))
        entries = [archive.ledger.entry(paper_id) for paper_id in hashes]
        found["ledger says indexed"] = sum(e is not None and e.state == "indexed" for e in entries)
        found["index knows"] = archive.index.count()
        found["changes told"] = len(archive.ledger.changes(limit=10 * self.result.papers))

    def _run_again(self) -> None:
        """Run the same plan again, then plan the same source again."""
        from flows.backfill import reconcile

        before = versions_of(self.archive)
        submitted = reconcile(_NAME, self.deployment, self.batches)
        start = time.monotonic()
        self._plan(f"{_NAME}-again")
        self._drive(f"{_NAME}-again", lambda _: None)
        counts = self.batches.get(f"{_NAME}-again").counts
        self.result.again = {
            "same plan: runs submitted": submitted,
            "known": counts.known,
            "stored": counts.stored,
            "new objects": sum((versions_of(self.archive) - before).values()),
            "seconds": round(time.monotonic() - start, 1),
            "cpu_seconds": counts.cpu_seconds,
        }

    # Telling

    def _say(self, counts: Counts) -> None:
        state = {"seconds": round(time.monotonic() - self.begun), **asdict(counts)}
        state["kills"] = dict(self.result.kills)
        (self.folder / "progress.json").write_text(json.dumps(state), encoding="utf-8")

    def _log(self, line: str) -> None:
        sys.stderr.write(f"{time.monotonic() - self.begun:7.0f} s  {line}\n")
        sys.stderr.flush()
