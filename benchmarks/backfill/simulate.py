"""Simulates a backfill, paper by paper, and compares the model of `sizing.py` with it.

The model divides work by cores. The simulation adds what it cannot know: readers of a run that wait
for the last paper of a shard, papers of very different length, time lost to kills, idle machines.
"""

from __future__ import annotations

import heapq
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.backfill.planning.sizing import Costs, Demand, size

__all__ = ["Played", "check", "play", "read_measured", "table"]

_DAY = 86_400.0
_SHARDS_PLAYED = 40
"""Different shards; a larger batch draws among them."""


@dataclass(frozen=True, slots=True)
class Played:
    """Result of a simulation.

    Attributes:
        seconds: From the first run to the last paper.
        core_seconds: Spent on papers, runs and loading.
        idle: Share of the cores' time in which they had nothing to do.
    """

    seconds: float
    core_seconds: float
    idle: float


def play(demand: Demand, costs: Costs, pages: Sequence[float], seed: int = 1) -> Played:
    """Simulate a backfill.

    Args:
        demand: What is to be done, and with what; `busy` is left to chance and not taken off.
        costs: Of a page, a paper, a run, a reader.
        pages: CPU seconds of papers that were measured; papers are drawn among them.
        seed: Of the draw.
    """
    choose = random.Random(seed)  # noqa: S311
    sizes = _shard_sizes(demand)
    kinds = [_shard(demand, costs, pages, sizes[0], choose) for _ in range(_SHARDS_PLAYED)]
    machines = [0.0] * demand.machines
    spent = 0.0
    for number in sizes:
        seconds, cpu = choose.choice(kinds)
        share = number / sizes[0]
        heapq.heapreplace(machines, machines[0] + share * seconds)
        spent += share * cpu
    end = max(machines)
    return Played(end, spent, 1 - spent / (end * demand.machines * demand.cores))


def check(measured: dict[str, Any]) -> Iterator[str]:
    """Compare with measured runs: lines of `reader count, CPU, wall`, measured and simulated.

    Args:
        measured: What `benchmarks.backfill cost --json` wrote.
    """
    costs, times = _costs(measured, run_cpu=0.0), _papers(measured)
    first = measured["runs"][0]
    slow = first["wall_seconds"] / (first["cpu_page"] * measured["pages"])
    yield f"  this machine gave one reader {1 / slow:.0%} of a core\n"
    for run in measured["runs"]:
        demand = Demand(
            papers=measured["pages"], shard=measured["pages"], machines=1, cores=run["readers"]
        )
        played = play(demand, costs, times)
        cpu = run["cpu_page"] * measured["pages"] + run["readers"] * run["loading"]
        wall = run["wall_seconds"] / slow + run["loading"]
        yield f"  {run['readers']} reader(s): CPU {cpu:7.1f} measured "
        yield f"{played.core_seconds:7.1f} played; wall, on free cores, {wall:7.1f} measured "
        yield f"{played.seconds:7.1f} played\n"


def table(measured: dict[str, Any], papers: int = 10_000_000) -> Iterator[str]:
    """Yield days and other needs, by number of machines, from the model and the simulation."""
    costs, times = _costs(measured, measured["flow_start"]), _papers(measured)
    yield "| machines x 16 cores | days (model) | days (simulation) | overhead | idle |\n"
    yield "|---|---|---|---|---|\n"
    for machines in (5, 10, 20, 40):
        demand = Demand(papers=papers, machines=machines, busy=1.0)
        model, played = size(demand, costs), play(demand, costs, times)
        yield (
            f"| {machines} | {model.days:.1f} | {played.seconds / _DAY:.1f} "
            f"| {model.orchestration:.1%} | {played.idle:.1%} |\n"
        )
    model = size(Demand(papers=papers), costs)
    yield f"\n20 machines, 85 % busy: {model.days:.1f} days, "
    yield f"{model.core_seconds / 3600:,.0f} core hours, "
    yield f"{model.memory_gib:.0f} GiB a machine, {model.storage_tib:.1f} TiB in three copies, "
    yield f"{model.database_gib:.0f} GiB databases, {model.network_mbit:.0f} Mbit/s, "
    yield f"{model.store_cores:.1f} cores of the store, {model.runs:,} runs\n"


def read_measured(path: Path) -> dict[str, Any]:
    """Read what `cost --json` wrote."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _shard(
    demand: Demand, costs: Costs, pages: Sequence[float], papers: int, choose: random.Random
) -> tuple[float, float]:
    """Return wall and CPU seconds of one run: readers take papers in order, the last one waits."""
    ready = costs.run_cpu + costs.loading_cpu
    readers = [ready] * demand.cores
    cpu = costs.run_cpu + costs.loading_cpu * demand.cores
    for _ in range(papers):
        spent = choose.choice(pages) * demand.pages + costs.paper_cpu
        heapq.heapreplace(readers, readers[0] + spent)
        cpu += spent
    return max(readers), cpu


def _shard_sizes(demand: Demand) -> list[int]:
    whole, rest = divmod(demand.papers, demand.shard)
    return [demand.shard] * whole + ([rest] if rest else [])


def _costs(measured: dict[str, Any], run_cpu: float) -> Costs:
    first = measured["runs"][0]
    pages = measured["pages"]
    return Costs(
        page_cpu=first["cpu_page"] - first["cpu_runner"],
        paper_cpu=first["cpu_runner"],
        store_cpu=0.02,
        loading_cpu=first["loading"],
        run_cpu=run_cpu,
        reader_mib=max(first["memory"]),
        page_in=measured["bytes_in"] / pages,
        page_stored=measured["bytes_stored"] / pages,
        paper_database=4e3,
        run_database=30e3,
    )


def _papers(measured: dict[str, Any]) -> list[float]:
    """Return CPU seconds of single papers, scaled to the mean that the kernel told."""
    found: list[float] = measured["papers_cpu"]
    first = measured["runs"][0]
    scale = (first["cpu_page"] - first["cpu_runner"]) / (sum(found) / len(found))
    return [scale * seconds for seconds in found]
