"""What a page costs: end to end, step by step, with one and two readers, beside OCRmyPDF.

Processor seconds are those of the kernel for whole process trees; wall seconds depend on what else
the machine does.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import img2pdf
import sqlalchemy as sa

from app.backfill.planning.plan import SHARD_SIZE
from app.backfill.running.processes import cpu_seconds, resident_mib, tree_of
from app.installation import App
from app.settings import BackfillSettings
from benchmarks.backfill.material import full_pages
from storage.batches.tables import items

if TYPE_CHECKING:
    from app.installation import App
    from storage.papers.archive import PaperFile

__all__ = ["CostResult", "measure_cost"]

T = TypeVar("T")

_LOOK = 0.2


@dataclass(frozen=True, slots=True)
class Run:
    """One run over all pages with so many readers.

    Attributes:
        readers: How many.
        wall_seconds: From the first reader ready to the end.
        cpu_page: Processor seconds a page, everything but loading.
        cpu_runner: Of these, those of the runner: sources, leases, counts.
        loading: Processor seconds of loading one reader.
        memory: MiB of the first reader, looked at five times a second.
    """

    readers: int
    wall_seconds: float
    cpu_page: float
    cpu_runner: float
    loading: float
    memory: tuple[int, ...]


@dataclass(slots=True)
class CostResult:
    """All measurements."""

    pages: int
    bytes_in: int = 0
    bytes_stored: int = 0
    bytes_database: int = 0
    steps: dict[str, float] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)
    flow_start: float = 0.0
    papers_cpu: list[float] = field(default_factory=list)
    ocrmypdf: float | None = None
    ocrmypdf_wall: float | None = None

    def orchestration(self, shard: int) -> float:
        """Return the share of the runner and of the start of a flow run, for shards of one size."""
        run = self.runs[0]
        overhead = run.cpu_runner + self.flow_start / shard
        return overhead / (run.cpu_page + self.flow_start / shard)

    @property
    def distance(self) -> float | None:
        """CPU of a page over half of OCRmyPDF's: 1 is the goal, less is better."""
        return self.runs[0].cpu_page / (self.ocrmypdf / 2) if self.ocrmypdf else None

    def as_json(self) -> str:
        """Everything, for machines."""
        told = asdict(self) | {"orchestration": self.orchestration(SHARD_SIZE)}
        return json.dumps(told | {"distance": self.distance}, indent=1)


def measure_cost(folder: Path, pages: int, ocrmypdf: str | None) -> CostResult:
    """Measure on so many full pages, each a paper of its own.

    Args:
        folder: For everything that is made.
        pages: How many.
        ocrmypdf: The program to compare with; None leaves it out.
    """
    scans = folder / "scans"
    scans.mkdir(parents=True)
    data = list(full_pages(pages))
    for number, page in enumerate(data):
        (scans / f"{number:03d}.jpg").write_bytes(page)
    result = CostResult(pages, sum(map(len, data)))
    for readers in (1, 2):
        with _home(folder / f"home-{readers}"):
            result.runs.append(_run(scans, readers, pages))
            if readers == 1:
                result.bytes_stored = _size(folder / "home-1" / "store")
                result.bytes_database = _size(folder / "home-1", "*.sqlite*")
                result.papers_cpu = _papers_cpu()
                result.steps = _steps(data)
    result.flow_start = _children(
        [sys.executable, "-c", "import flows.backfill; import prefect.flow_engine"]
    )[0]
    if ocrmypdf:
        result.ocrmypdf, result.ocrmypdf_wall = _ocrmypdf(folder, ocrmypdf, data)
    return result


def _papers_cpu() -> list[float]:
    """Return what each paper of the batch cost by its own reader's account."""
    with App.open() as app, app.ledger.database.read() as connection:
        return list(connection.execute(sa.select(items.c.cpu_seconds)).scalars())


def _run(scans: Path, readers: int, pages: int) -> Run:
    """Run a batch here and watch the process tree."""
    from app.backfill.planning.plan import make_plan
    from app.backfill.planning.sources import open_source
    from app.backfill.running.readers import ReaderPool
    from app.backfill.running.run import run_shard

    app = App.open()
    batches = app.batches
    make_plan(batches, "cost", str(scans), open_source(str(scans)), "benchmark")
    batches.approve("cost", "benchmark")
    settings = BackfillSettings(processes=readers, reserve_mib=0)
    before = _own_seconds()
    with _Watch() as watch, ReaderPool(settings) as pool:
        run_shard(app, "cost", 0, pool)
        end = time.monotonic()
    counts = batches.get("cost").counts
    assert counts.stored == pages, counts
    runner = _own_seconds() - before
    app.close()
    loading = sum(cpu for _, cpu in pool.loaded)
    reading = sum(watch.readers.values()) - loading
    return Run(
        readers,
        end - min(moment for moment, _ in pool.loaded),
        (runner + reading) / pages,
        runner / pages,
        loading / len(pool.loaded),
        tuple(watch.memory),
    )


def _own_seconds() -> float:
    """Processor time of this process without its children; their decoders outlive the readers."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class _Watch:
    """Looks at the readers below this process: processor time and memory."""

    def __init__(self) -> None:
        self.readers: dict[int, float] = {}
        self.memory: list[int] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> _Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(_LOOK):
            below = [pid for pid in tree_of(os.getpid()) if _is_reader(pid)]
            for pid in below:
                self.readers[pid] = max(cpu_seconds(pid), self.readers.get(pid, 0.0))
            if below:
                self.memory.append(resident_mib(below[0]))


def _is_reader(pid: int) -> bool:
    try:
        return b"app.backfill.running.reading" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _steps(data: list[bytes]) -> dict[str, float]:
    """Return processor seconds a page of each step, in this process and its decoders."""
    app, meter = App.open(), _Meter()
    _ = app.reader, app.signers, app.archive
    for page in [data[0], *data]:  # the first time loads and compiles
        _one_page(page, app, meter)
    return {name: seconds / len(data) for name, seconds in meter.spent.items()}


def _one_page(page: bytes, app: App, meter: _Meter) -> None:
    from app.papers.digitizing.sealing import seal_policy, sealed_files
    from extractors.classify import classify
    from extractors.extract import extract
    from pipeline.intake.decode.bounded import bounded_page_images
    from pipeline.intake.quality import judge
    from pipeline.intake.receive import receive
    from pipeline.paper import Understood, make_record
    from pipeline.seal.paper import seal_paper
    from schemas.papers.registry import UNKNOWN
    from schemas.record.intake import Intake
    from schemas.record.paper import Channel

    now, step = dt.datetime.now(dt.UTC), meter.step
    file = step("receive", lambda: receive(page, "page"))
    images = step("decode", lambda: list(bounded_page_images(file)))
    step("judge quality", lambda: [judge(image) for image in images])
    read = step("read lines", lambda: tuple(map(app.reader.read, images)))
    kind = step("classify", lambda: classify(read))
    known = kind.paper_type != UNKNOWN
    fields = step("extract", lambda: extract(kind.paper_type, read) if known else {})
    understood = Understood(read, kind, fields, app.reader.name)
    record = make_record(file, understood, Intake(now, Channel.BACKFILL), now)
    policy = seal_policy(record, None)

    def sign() -> list[PaperFile]:
        sealed = seal_paper(file.data, file.media_type, read, record, app.signers, policy)
        return list(sealed_files(sealed))

    files = step("sign both files", sign)
    step("store and index", lambda: app.archive.save(record, file.data, files, read))


class _Meter:
    """Adds up processor time by step; the first call of each step is not counted."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    def step(self, name: str, call: Callable[[], T]) -> T:
        before = cpu_seconds(os.getpid())
        value = call()
        if name in self.spent:
            self.spent[name] += cpu_seconds(os.getpid()) - before
        else:
            self.spent[name] = 0.0
        return value


def _ocrmypdf(folder: Path, program: str, data: list[bytes]) -> tuple[float, float]:
    source, target = folder / "in.pdf", folder / "out.pdf"
    source.write_bytes(img2pdf.convert(data))
    command = [program, "-q", "-j", "1", "-l", "vie", "--deskew", "--output-type", "pdfa-2"]
    cpu, wall = _children([*command, str(source), str(target)])
    return cpu / len(data), wall / len(data)


def _children(command: list[str]) -> tuple[float, float]:
    """Return processor and wall seconds of a command and all its children."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(command, check=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.monotonic() - start


@contextmanager
def _home(folder: Path) -> Iterator[None]:
    before = dict(os.environ)
    os.environ["MOTLAN_HOME"] = str(folder)
    for name in ("PREFECT_API_URL", "MOTLAN_STORE", "MOTLAN_INDEX"):
        os.environ.pop(name, None)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _size(folder: Path, pattern: str = "**/*") -> int:
    return sum(path.stat().st_size for path in folder.glob(pattern) if path.is_file())
