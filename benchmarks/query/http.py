"""The query service over HTTP: a real process over a real database, on loopback.

Every answer is an entry of the audit chain, durable before the response. CPU seconds are those of
the service and of PostgreSQL, not of the callers, which share the machine.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from api.access.clients import Scope
from api.process.serve import new_client
from app.installation import App
from app.settings import ApiSettings, Settings
from benchmarks.query.databases import Cpu, database, load
from benchmarks.query.people import PAPERS_PER_PERSON, entry, person
from storage.database import Database
from storage.papers.search.index import PaperIndex
from tests.servers import PostgresServer, free_ports

__all__ = ["measure"]

_ACCOUNT = "benchmark"
_ALL = 1_000_000_000
_SECONDS = 60
_WARM_UP = 50
_REASON = {
    "Motlan-Purpose": "benchmark",
    "Motlan-Procedure": "1.004884",
    "Motlan-Dossier": "H26-261122-0001",
    "Motlan-Officer": "canbo01",
    "Motlan-Legal-Basis": "benchmark",
}

Ask = Callable[[httpx.Client, random.Random], None]


@dataclass(frozen=True, slots=True)
class _Service:
    """A running service and the processes that work for it."""

    url: str
    secret: str
    pid: int
    server: PostgresServer | None


def measure(name: str, sizes: list[int], questions: int, callers: list[int]) -> None:
    """Print one table for a database.

    Args:
        name: `sqlite` or `postgresql`.
        sizes: Numbers of papers.
        questions: How often each question is asked; a minute at most.
        callers: How many ask at the same time.
    """
    print(f"\n## {name}, over HTTP\n")
    print("| papers | request | callers | p50 ms | p99 ms | requests /s | per CPU s |")
    print("|---|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory(prefix="motlan-query-http-") as made:
        folder = Path(made)
        with database(name, folder) as (url, server):
            loaded = 0
            for size in sorted(sizes):
                settings = _settings(folder, url if server else None)
                index = PaperIndex(Database(settings.index_url))
                load(index, loaded, size)
                index.database.close()
                loaded = size
                with _running(settings, server) as service:
                    _measure_size(service, size, questions, callers)


def _measure_size(service: _Service, size: int, questions: int, callers: list[int]) -> None:
    for request, ask in _requests(size).items():
        for number in callers:
            cpu, start = Cpu(service.server, service.pid), time.perf_counter()
            times = _ask_all(service, ask, questions, number)
            seconds, cpu_seconds = time.perf_counter() - start, cpu.used()
            hundredths = statistics.quantiles(times, n=100)
            asked = len(times) + _WARM_UP * number
            print(
                f"| {size:,} | {request} | {number} | {hundredths[49]:.1f} |"
                f" {hundredths[98]:.1f} | {asked / seconds:,.0f} | {asked / cpu_seconds:,.0f} |",
                flush=True,
            )


def _requests(size: int) -> dict[str, Ask]:
    people = size // PAPERS_PER_PERSON

    def reuse(http: httpx.Client, chance: random.Random) -> None:
        body = {"subject_id": person(chance.randrange(people)), "facts": {"by_proxy": False}}
        answer = http.post("/v1/reuse/checks", json=body).raise_for_status().json()
        assert any(c["availability"] == "on_file_valid" for c in answer["components"])

    def subject(http: httpx.Client, chance: random.Random) -> None:
        body = {"subject_id": person(chance.randrange(people))}
        answer = http.post("/v1/papers/search", json=body).raise_for_status().json()
        assert answer["papers"]

    def document(http: httpx.Client, chance: random.Random) -> None:
        chosen = entry(chance.randrange(people) * PAPERS_PER_PERSON)
        answer = http.get(f"/v1/papers/{chosen.paper_id}").raise_for_status().json()
        assert answer["paper_type"] == "birth_certificate"

    return {"reuse check": reuse, "papers of a person": subject, "document": document}


def _ask_all(service: _Service, ask: Ask, questions: int, callers: int) -> list[float]:
    """Return how long each answer took, milliseconds, without those of the warming up."""

    def ask_often(caller: int) -> list[float]:
        chance = random.Random(caller)  # noqa: S311 - reproducible, no secret
        times: list[float] = []
        with _caller(service) as http:
            for _ in range(_WARM_UP):
                ask(http, chance)
            until = time.perf_counter() + _SECONDS
            while len(times) < questions // callers and time.perf_counter() < until:
                start = time.perf_counter()
                ask(http, chance)
                times.append((time.perf_counter() - start) * 1000)
        return times

    with ThreadPoolExecutor(callers) as pool:
        return [t for times in pool.map(ask_often, range(callers)) for t in times]


@contextmanager
def _caller(service: _Service) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=service.url, headers=_REASON, timeout=60) as http:
        grant = {"grant_type": "client_credentials"}
        answer = http.post("/oauth/token", data=grant, auth=(_ACCOUNT, service.secret))
        token = answer.raise_for_status().json()["access_token"]
        http.headers["Authorization"] = f"Bearer {token}"
        yield http


def _settings(folder: Path, index: str | None) -> Settings:
    api = ApiSettings(port=free_ports(1)[0])
    return Settings(home=folder / "home", index=index, api=api)


@contextmanager
def _running(settings: Settings, server: PostgresServer | None) -> Iterator[_Service]:
    """Start the service as an installation does, and stop it by its number."""
    secret = _make_account(settings.api_folder)
    with App(settings) as app:
        app.case_dossiers.open(
            _REASON["Motlan-Dossier"], _REASON["Motlan-Procedure"], "H26.12", _ACCOUNT
        )
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("MOTLAN_")},
        "MOTLAN_HOME": str(settings.folder),
        "MOTLAN_API_PORT": str(settings.api.port),
        "MOTLAN_PERSONS_PER_DOSSIER": str(_ALL),
        "MOTLAN_PERSONS_PER_DAY": str(_ALL),
        **({"MOTLAN_INDEX": settings.index} if settings.index else {}),
    }
    process = subprocess.Popen([sys.executable, "-m", "api"], env=environment)
    try:
        url = f"http://127.0.0.1:{settings.api.port}"
        _wait(url, process)
        yield _Service(url, secret, process.pid, server)
    finally:
        process.terminate()
        process.wait(timeout=60)


def _make_account(folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    secret, lines = new_client(_ACCOUNT, "H26")
    granted = {
        "scopes": json.dumps([Scope.REUSE_CHECK, Scope.PAPERS_SEARCH, Scope.PAPERS_READ]),
        "procedures": '["*"]',
        "paper_types": '["*"]',
    }
    kept = [line for line in lines.splitlines() if line.split(" ")[0] not in granted]
    kept += [f"{name} = {value}" for name, value in granted.items()]
    kept.append("requests_per_minute = 10000000")
    (folder / "clients.toml").write_text("\n".join(kept), "utf-8")
    return secret


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120
    while True:
        try:
            httpx.get(f"{url}/healthz").raise_for_status()
            return
        except httpx.TransportError:
            if process.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.2)
