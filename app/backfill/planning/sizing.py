"""A model of the whole undertaking: machines, days, storage, network, from the cost of one page.

The figures that go in are to be measured (`python -m benchmarks.backfill cost`); the model only
multiplies, so that everybody can check it, and `benchmarks.backfill simulate` compares it with
runs.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DEFAULT_COSTS", "Costs", "Demand", "Sizing", "size"]

_DAY = 86_400.0
_GIB = float(1 << 30)


@dataclass(frozen=True, slots=True)
class Costs:
    """What was measured.

    Attributes:
        page_cpu: CPU seconds of a page, end to end.
        paper_cpu: CPU seconds of a paper beyond its pages: runner, leases, index.
        store_cpu: CPU seconds of the object store for a paper.
        loading_cpu: CPU seconds until a reader is ready.
        run_cpu: CPU seconds of starting one flow run.
        reader_mib: Memory of one reader.
        page_in: Bytes of a page as it comes in.
        page_stored: Bytes kept of a page: original, two signed files, lines.
        paper_database: Bytes of ledger, batch and index for a paper.
        run_database: Bytes that Prefect keeps of a flow run.
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
    """What is to be done, and with what.

    Attributes:
        papers: How many.
        pages: Pages of one paper, on average.
        shard: Papers of one shard; every reader of a run is loaded anew for it.
        recycle: Papers after which a reader is renewed.
        machines: How many.
        cores: Cores of one machine that read.
        busy: Share of the time in which they do: faults, maintenance, waiting for the store.
        copies: How often the store keeps everything (QCVN 12:2026/BCA: three).
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
    """What it takes.

    Attributes:
        core_seconds: Of all readers.
        orchestration: Share of it that is not reading: runs, loading, leases.
        days: With the machines given.
        memory_gib: Of one machine.
        storage_tib: With all copies.
        database_gib: Ledger, batches, index and Prefect.
        network_mbit: Of the store, in and out, on average while it runs.
        store_cores: Cores that the store needs.
        runs: Flow runs.
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
"""Rough: page and database from a run on a loaded two-core machine, the rest reckoned.

Measure the machines that will do the work (`python -m benchmarks.backfill cost --json`) before you
buy any.
"""


def size(demand: Demand, costs: Costs = DEFAULT_COSTS) -> Sizing:
    """Work out what a demand takes."""
    pages = demand.papers * demand.pages
    runs = -(-demand.papers // demand.shard)
    # A reader lives no longer than its run, nor than its share of papers.
    loads = max(runs * demand.cores, demand.papers / demand.recycle)
    reading = pages * costs.page_cpu
    around = demand.papers * costs.paper_cpu + runs * costs.run_cpu + loads * costs.loading_cpu
    whole = reading + around
    seconds = whole / (demand.machines * demand.cores * demand.busy)
    # The original goes in once and out once; what is made of it goes in.
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
