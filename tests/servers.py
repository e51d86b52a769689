"""Real servers for tests: on loopback, on free ports, in a private folder, stopped by pid."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import urllib3
from minio import Minio

from storage.objects.open import S3Account
from storage.objects.s3 import S3Store
from storage.objects.s3_wire import http_pool

__all__ = ["PostgresServer", "SeaweedServer", "free_ports", "postgres_server", "seaweed_server"]

ACCESS_KEY = "motlan-test"
SECRET_KEY = "motlan-test-secret"

_WEED_PORTS = (
    "master.port",
    "master.port.grpc",
    "volume.port",
    "volume.port.grpc",
    "filer.port",
    "filer.port.grpc",
    "s3.port",
    "s3.port.grpc",
    "admin.port",
    "admin.port.grpc",
)


def free_ports(count: int) -> list[int]:
    """Return ports of the loopback interface that nobody listens on, all different."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


class SeaweedServer:
    """A SeaweedFS server with its S3 gateway, started from the binary of its wheel."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ports = dict(zip(_WEED_PORTS, free_ports(len(_WEED_PORTS)), strict=True))
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint(self) -> str:
        return f"127.0.0.1:{self.ports['s3.port']}"

    def url(self, bucket: str) -> str:
        """Address for `storage.objects.open.open_store`; beside `account`."""
        return f"s3://{self.endpoint}/{bucket}?secure=0"

    @property
    def account(self) -> S3Account:
        """Who may do everything there."""
        return S3Account(ACCESS_KEY, SECRET_KEY)

    @property
    def environment(self) -> dict[str, str]:
        return {"MOTLAN_S3_ACCESS_KEY": ACCESS_KEY, "MOTLAN_S3_SECRET_KEY": SECRET_KEY}

    def store(self, bucket: str, *, object_lock: bool = False) -> S3Store:
        """Return a store in a bucket, made if missing."""
        client = Minio(self.endpoint, ACCESS_KEY, SECRET_KEY, secure=False, http_client=http_pool())
        store = S3Store(client, bucket)
        store.create_bucket(object_lock=object_lock)
        return store

    def start(self, timeout: float = 60.0) -> None:
        """Start and wait until a bucket can be made."""
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [
            str(Path(sys.executable).with_name("weed")),
            "mini",
            f"-dir={self.folder}",
            "-ip=127.0.0.1",
            "-ip.bind=127.0.0.1",
            "-master.telemetry=false",
            "-admin.ui=false",
            "-webdav=false",
            "-s3.port.iceberg=0",
            "-s3.port.lance=0",
            *(f"-{name}={port}" for name, port in self.ports.items()),
        ]
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        }
        with (self.folder / "weed.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, env=environment, cwd=self.folder, stdout=log, stderr=log
            )
        self._wait(timeout)

    def stop(self) -> None:
        """Ask the server to end, and wait for it."""
        self._end(kill=False)

    def kill(self) -> None:
        """End the server as a power switch does."""
        self._end(kill=True)

    def _end(self, *, kill: bool) -> None:
        if self._process is not None:
            (self._process.kill if kill else self._process.terminate)()
            self._process.wait(timeout=60)
            self._process = None

    def _wait(self, timeout: float) -> None:
        pool = urllib3.PoolManager(timeout=urllib3.Timeout(2), retries=False)
        client = Minio(self.endpoint, ACCESS_KEY, SECRET_KEY, secure=False, http_client=pool)
        deadline = time.monotonic() + timeout
        while True:
            assert self._process is not None
            assert self._process.poll() is None, (self.folder / "weed.log").read_text()[-3000:]
            try:
                probe = S3Store(client, "ready")
                probe.create_bucket()
                probe.put_new("probe", b"ready", "text/plain")
                probe.get("probe")
            except Exception:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            else:
                return


@contextmanager
def seaweed_server(folder: Path) -> Iterator[SeaweedServer]:
    """A running SeaweedFS server, killed at the end: its data is thrown away anyhow."""
    server = SeaweedServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()


class PostgresServer:
    """A PostgreSQL server of the distribution, run by the user `postgres` on a private cluster."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.port = free_ports(1)[0]
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "postgres") -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Make the cluster where it is missing, start the server, wait until it answers."""
        if not self.data.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            if os.geteuid() == 0:
                shutil.chown(self.folder, "postgres")
            self._run("initdb", "-D", self.data, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        options = ["-p", str(self.port), "-k", str(self.folder), "-h", "127.0.0.1"]
        with (self.folder / "postgres.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command("postgres", "-D", self.data, *options, "-c", "shared_buffers=64MB"),
                stdout=log,
                stderr=log,
            )
        self._run("pg_isready", "-h", "127.0.0.1", "-p", str(self.port), attempts=100)

    def create_database(self, name: str, *options: str) -> str:
        """Make an empty database and return its address."""
        reach = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres")
        self._run("createdb", *reach, *options, name)
        return self.url(name)

    def copy_database(self, source: str, name: str) -> str:
        """Copy a database that nobody is connected to; return the address of the copy."""
        return self.create_database(name, "-T", source)

    def stop(self) -> None:
        """End at once; what was committed is recovered at the next start."""
        if self._process is not None:
            self._run("pg_ctl", "stop", "-D", self.data, "-m", "immediate", "-w")
            self._process.wait(timeout=60)
            self._process = None

    def _command(self, program: str, *arguments: object) -> list[str]:
        folder = max(Path("/usr/lib/postgresql").iterdir(), key=lambda p: int(p.name)) / "bin"
        prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        return [*prefix, str(folder / program), *map(str, arguments)]

    def _run(self, program: str, *arguments: object, attempts: int = 1) -> None:
        for attempt in range(attempts):
            command = self._command(program, *arguments)
            done = subprocess.run(command, capture_output=True, cwd=self.folder, check=False)
            if done.returncode == 0:
                return
            if attempt + 1 < attempts:
                time.sleep(0.1)
        raise RuntimeError(f"{program}: {done.stderr.decode(errors='replace')[-2000:]}")


@contextmanager
def postgres_server(folder: Path) -> Iterator[PostgresServer]:
    """A running PostgreSQL server on an empty private cluster."""
    server = PostgresServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
