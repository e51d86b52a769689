"""Capacity model of a backfill: machines, days, storage and network from the cost of a page.

Its inputs must be measured (`python -m benchmarks.backfill cost`). The model only multiplies, so
that anybody can check it; `benchmarks.backfill simulate` compares it with runs.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DEFAULT_COSTS", "Costs", "Demand", "Sizing", "size"]

_DAY = 86_400.0
_GIB = float(1 << 30)


@dataclass(frozen=True, slots=True)
class Costs:
    """Measured costs.

    Attributes:
        page_cpu: CPU seconds per page, end to end.
        paper_cpu: CPU seconds per paper in addition to its pages: runner, leases, index.
        store_cpu: CPU seconds of the object store per paper.
        loading_cpu: CPU seconds until a reader is ready.
        run_cpu: CPU seconds to start one flow run.
        reader_mib: Memory of one reader.
        page_in: Bytes per page of the original.
        page_stored: Bytes stored per page: original, two signed files, lines.
        paper_database: Bytes in ledger, batch and index per paper.
        run_database: Bytes that Prefect stores per flow run.
    """

    page_cpu: float
    paper_cpu: float
    store_cpu: float
    loading_cpu: float
    run_cpu: float
    reader_mib: float
    page_in: float
    page_stored: float
    paper_database: float
    run_database: float


@dataclass(frozen=True, slots=True)
class Demand:
    """The workload and the machines available.

    Attributes:
        papers: Number of papers.
        pages: Average pages per paper.
        shard: Papers per shard; every run loads its readers again.
        recycle: Papers after which a reader process is replaced.
        machines: Number of machines.
        cores: Cores per machine that read.
        busy: Share of the time in which they read; the rest is faults, maintenance, waiting for the
            store.
        copies: Copies that the store keeps (QCVN 12:2026/BCA: three).
    """

    papers: int
    pages: float = 1.0
    shard: int = 5000
    recycle: int = 2000
    machines: int = 20
    cores: int = 16
    busy: float = 0.85
    copies: int = 3


@dataclass(frozen=True, slots=True)
class Sizing:
    """The resources required.

    Attributes:
        core_seconds: Core seconds of all readers.
        orchestration: Share of these that is not reading: runs, loading, leases.
        days: Duration with the given machines.
        memory_gib: Memory per machine.
        storage_tib: Storage including all copies.
        database_gib: Databases: ledger, batches, index and Prefect.
        network_mbit: Average traffic of the store, in and out, during the run.
        store_cores: Cores that the store needs.
        runs: Number of flow runs.
    """

    core_seconds: float
    orchestration: float
    days: float
    memory_gib: float
    storage_tib: float
    database_gib: float
    network_mbit: float
    store_cores: float
    runs: int


DEFAULT_COSTS = Costs(
    page_cpu=7.2,
    paper_cpu=0.05,
    store_cpu=0.02,
    loading_cpu=15.0,
    run_cpu=5.0,
    reader_mib=900.0,
    page_in=275e3,
    page_stored=900e3,
    paper_database=13e3,
    run_database=30e3,
)
"""Rough: page and database from a run on a loaded two-core machine, the rest estimated.

Before you buy machines, measure on the kind that will do the work (`python -m benchmarks.backfill
cost --json`).
"""


def size(demand: Demand, costs: Costs = DEFAULT_COSTS) -> Sizing:
    """Compute the resources that a workload requires."""
    pages = demand.papers * demand.pages
    runs = -(-demand.papers // demand.shard)
    # A reader is replaced at the end of its run and after its share of papers.
    loads = max(runs * demand.cores, demand.papers / demand.recycle)
    reading = pages * costs.page_cpu
    around = demand.papers * costs.paper_cpu + runs * costs.run_cpu + loads * costs.loading_cpu
    whole = reading + around
    seconds = whole / (demand.machines * demand.cores * demand.busy)
    # The original is written once and read once; everything derived from it is written.
    moved = pages * (costs.page_in + costs.page_stored)
    return Sizing(
        core_seconds=whole,
        orchestration=around / whole,
        days=seconds / _DAY,
        memory_gib=demand.cores * costs.reader_mib / 1024,
        storage_tib=pages * costs.page_stored * demand.copies / _GIB / 1024,
        database_gib=(demand.papers * costs.paper_database + runs * costs.run_database) / _GIB,
        network_mbit=8 * moved / seconds / 1e6,
        store_cores=demand.papers * costs.store_cpu / seconds,
        runs=runs,
    )
