"""A whole installation on this machine: PostgreSQL, SeaweedFS, Prefect, process workers."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.backfill.running.processes import tree_of
from tests.prefect_server import PrefectServer
from tests.servers import PostgresServer, SeaweedServer

__all__ = ["Site", "Worker", "site"]

_READER = b"app.backfill.running.reading"
_FLOW_RUN = (b"prefect.flow_engine", b"prefect.engine", b"flow-run")


class Worker:
    """A Prefect process worker, with its flow runs and readers in a process group of its own."""

    def __init__(self, name: str, folder: Path, pool: str, environment: dict[str, str]) -> None:
        """Start nothing yet."""
        self.name = name
        self._log = folder / f"{name}.log"
        self._command = [sys.executable, "-m", "prefect", "worker", "start", "--pool", pool]
        self._command += ["--type", "process", "--limit", "1", "--name", name]
        self._environment = {**environment, "PREFECT_HOME": str(folder / name)}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, as a service manager would after every end."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Process of the worker."""
        assert self._process is not None
        return self._process.pid

    def readers(self) -> list[int]:
        """Return the reader processes below it."""
        return [pid for pid in tree_of(self.pid) if _READER in _command_of(pid)]

    def flow_runs(self) -> list[int]:
        """Return the flow runs below it."""
        below = tree_of(self.pid)[1:]
        return [pid for pid in below if any(mark in _command_of(pid) for mark in _FLOW_RUN)]

    def kill(self) -> None:
        """End the worker and everything below it at once, as a power cut does."""
        if self._process is not None:
            below = tree_of(self.pid)
            for pid in below:
                _kill(pid)
            self._process.wait(timeout=60)
            self._process = None


@dataclass(slots=True)
class Site:
    """Servers, workers, and the environment in which a client of theirs runs."""

    folder: Path
    postgres: PostgresServer
    store: SeaweedServer
    prefect: PrefectServer
    environment: dict[str, str]
    workers: list[Worker] = field(default_factory=list)

    def add_worker(self, pool: str) -> Worker:
        """Start one more worker."""
        worker = Worker(f"worker-{len(self.workers) + 1}", self.folder, pool, self.environment)
        worker.start()
        self.workers.append(worker)
        return worker


@contextmanager
def site(folder: Path, bucket: str = "papers", lease_seconds: float = 20.0) -> Iterator[Site]:
    """A running installation; what it needs stands in `os.environ` meanwhile."""
    folder.mkdir(parents=True, exist_ok=True)
    database = Path(tempfile.mkdtemp(prefix="motlan-postgres-"))
    postgres, store = PostgresServer(database), SeaweedServer(folder / "seaweed")
    prefect: PrefectServer | None = None
    made: Site | None = None
    before = dict(os.environ)
    try:
        postgres.start()
        of_prefect = postgres.create_database("prefect").replace("+psycopg", "+asyncpg")
        prefect = PrefectServer(folder, of_prefect)
        store.start()
        store.store(bucket, object_lock=True)
        prefect.start()
        os.environ.update(
            store.environment,
            # Flow runs start in folders of their own: they must find this code, no other.
            PYTHONPATH=str(Path(__file__).parents[2]),
            MOTLAN_HOME=str(folder / "home"),
            MOTLAN_STORE=store.url(bucket),
            MOTLAN_INDEX=postgres.create_database("motlan"),
            MOTLAN_BACKFILL_PROCESSES="1",
            MOTLAN_BACKFILL_LEASE_SECONDS=str(lease_seconds),
            PREFECT_API_URL=prefect.api_url,
            PREFECT_WORKER_QUERY_SECONDS="2",
            PREFECT_LOGGING_TO_API_ENABLED="false",
            PREFECT_SERVER_ANALYTICS_ENABLED="false",
            DO_NOT_TRACK="1",
        )
        made = Site(folder, postgres, store, prefect, dict(os.environ))
        yield made
    finally:
        for worker in made.workers if made else []:
            worker.kill()
        if prefect is not None:
            prefect.kill()
        store.kill()
        postgres.stop()
        shutil.rmtree(database, ignore_errors=True)
        os.environ.clear()
        os.environ.update(before)


def _command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
