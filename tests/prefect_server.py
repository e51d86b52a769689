"""A real Prefect server for tests: on loopback, on a free port, in a private folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.servers import free_ports

__all__ = ["PrefectServer", "prefect_server"]

_START_SECONDS = 240.0


class PrefectServer:
    """A server without telemetry, on SQLite unless a database is given."""

    def __init__(self, folder: Path, database: str | None = None) -> None:
        """Start nothing yet.

        Args:
            folder: For its settings and its log.
            database: Address of a PostgreSQL database, `postgresql+asyncpg://…`.
        """
        self._folder = folder
        self._database = database
        (self._port,) = free_ports(1)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self._port}/api"

    def start(self) -> None:
        environment = {
            **os.environ,
            "PREFECT_HOME": str(self._folder / "prefect"),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
        }
        environment.pop("PREFECT_API_URL", None)
        if self._database:
            environment["PREFECT_API_DATABASE_CONNECTION_URL"] = self._database
        command = [sys.executable, "-m", "prefect", "server", "start", "--analytics-off"]
        command += ["--host", "127.0.0.1", "--port", str(self._port)]
        with (self._folder / "prefect.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        self._wait(lambda: httpx.get(f"{self.api_url}/health").status_code == 200)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=60)
            self._process = None

    def kill(self) -> None:
        """End the server and all it started, as a power switch does."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=60)
            self._process = None

    def post(self, path: str, query: dict[str, Any]) -> list[dict[str, Any]]:
        """Ask the server's API."""
        rows: list[dict[str, Any]] = httpx.post(f"{self.api_url}{path}", json=query).json()
        return rows

    def wait_for(self, path: str, query: dict[str, Any], count: int) -> list[dict[str, Any]]:
        """Ask until there are so many rows, all in a final state: runs are recorded with delay."""
        final = {"COMPLETED", "FAILED", "CRASHED"}

        def settled() -> bool:
            rows = self.post(path, query)
            return len(rows) >= count and all(r["state"]["type"] in final for r in rows)

        self._wait(settled)
        return self.post(path, query)

    def _wait(self, ready: Any) -> None:
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end:
            try:
                if ready():
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.3)
        log = (self._folder / "prefect.log").read_text(errors="replace")
        raise RuntimeError(f"Prefect server: {log[-2000:]}")


@contextmanager
def prefect_server(folder: Path) -> Iterator[PrefectServer]:
    """A running Prefect server on an empty private database."""
    server = PrefectServer(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
