"""A real centre and a real station, as processes of their own, for measurements and tests."""

from __future__ import annotations

import multiprocessing
import os
import socket
import subprocess
import sys
import time
from multiprocessing.process import BaseProcess
from pathlib import Path

import httpx

from api.access.clients import Client, Scope, new_secret
from station.__main__ import main
from storage.database import Database
from storage.desk.work_queue import Desk
from storage.objects.local import LocalStore
from storage.objects.port import sha256_of

__all__ = ["CentreProcess", "StationProcess", "free_port"]

_START_SECONDS = 240
BRANCH, STATION = "H26.12", "Q01"

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["__main__", __name__])


def free_port() -> int:
    """Return a port of the loopback interface that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


class CentreProcess:
    """`python -m api` on an embedded store, with the account of one station."""

    def __init__(self, home: Path) -> None:
        """Prepare the installation; nothing runs yet.

        Args:
            home: Its folder.
        """
        self.home = home
        self.port = free_port()
        self.secret, digest = new_secret()
        self.client_id = "station-q01"
        client = Client(id=self.client_id, agency="H26", secret_sha256=digest)
        (home / "api").mkdir(parents=True, exist_ok=True)
        (home / "api" / "clients.toml").write_text(
            f'[[clients]]\nid = "{client.id}"\nagency = "H26"\nsecret_sha256 = "{digest}"\n'
            f'scopes = ["{Scope.INTAKE_WRITE}"]\nbranch = "{BRANCH}"\nstation = "{STATION}"\n'
            "requests_per_minute = 60000\n",
            "utf-8",
        )
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start and wait until it answers."""
        self.launch()
        self.wait()

    @property
    def running(self) -> bool:
        """Whether its process was started and not killed."""
        return self._process is not None

    def launch(self) -> None:
        """Start; it answers soon."""
        environment = {
            **os.environ,
            "MOTLAN_HOME": str(self.home),
            "MOTLAN_API_PORT": str(self.port),
        }
        with (self.home / "centre.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "api"], env=environment, stdout=log, stderr=log
            )

    def wait(self) -> None:
        """Wait until it answers."""
        assert self._process is not None
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                httpx.get(f"{self.url}/healthz", timeout=5).raise_for_status()
            except httpx.HTTPError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    log_text = (self.home / "centre.log").read_text("utf-8")
                    raise RuntimeError(log_text[-2000:]) from None
                time.sleep(0.1)
            else:
                return

    def kill(self) -> None:
        """End it as a power switch does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def on_desk(self) -> dict[str, int]:
        """Return every paper on the work queue with the number of times it was received."""
        desk = Desk(Database(self.home / "ledger.sqlite"))
        try:
            papers = desk.find(limit=1_000_000)
            return {
                p.paper_id: sum(e.kind == "received" for e in desk.events(p.paper_id))
                for p in papers
            }
        finally:
            desk.database.close()

    def in_store(self) -> set[str]:
        """Return the hash of every original that was kept, computed from its bytes."""
        store = LocalStore(self.home / "store")
        keys = [key for key in store.list("papers/") if key.endswith("/original")]
        return {sha256_of(store.get(key)) for key in keys}


class StationProcess:
    """`python -m station` on a folder of its own."""

    def __init__(self, folder: Path, centre: CentreProcess) -> None:
        """Write its configuration.

        Args:
            folder: Of spool and drop folder.
            centre: Where papers go.
        """
        self.folder = folder
        self.drop = folder / "drop"
        self.config = folder / "station.toml"
        self.drop.mkdir(parents=True)
        self.config.write_text(
            f'branch = "{BRANCH}"\nstation = "{STATION}"\nspool = "{folder}/spool"\n'
            "keep_free_mib = 0\npoll_seconds = 0.3\n"
            f'[centre]\nurl = "{centre.url}"\nclient_id = "{centre.client_id}"\n'
            f'secret_file = "{folder}/secret"\ntimeout = 30\n'
            f'[drop]\nfolder = "{self.drop}"\ncheck_seconds = 0.1\nchecks = 2\n'
            "settle_seconds = 0\nrescan_seconds = 2\n",
            "utf-8",
        )
        (folder / "secret").write_text(centre.secret, "utf-8")
        self._process: BaseProcess | None = None

    def start(self) -> None:
        """Start; it works soon.

        From a clean fork server, so that the kills hit its work, not its imports.
        """
        self._process = _processes.Process(target=_run_station, args=(str(self.config),))
        self._process.start()

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.is_alive()

    def kill(self) -> None:
        """End it as a power switch does."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None

    def stop(self) -> int:
        """Ask it to end; returns its exit status."""
        if self._process is None:
            return 0
        self._process.terminate()
        self._process.join(30)
        return self._process.exitcode or 0


def _run_station(config: str) -> None:
    raise SystemExit(main([config]))
