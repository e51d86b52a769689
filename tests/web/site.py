"""The pages as people meet them: a real server in a process of its own, a real browser."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from app.installation import App
from app.settings import Settings
from storage.database import Database
from storage.desk.accounts import Accounts, Role
from storage.desk.work_queue import Desk
from storage.papers.archive import PaperArchive

__all__ = ["PASSWORD", "PATIENCE", "Site", "accessible", "browser", "free_port"]

PASSWORD = "một mật khẩu để thử"
_CHROMIUM = "/usr/bin/chromium"
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 240_000
"""Milliseconds; a busy machine is no failure."""
_SERIOUS = {"serious", "critical"}


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Site:
    """An installation with its server; may be stopped and started again.

    Attributes:
        readings: Where what was read in this run is found: a reading process that knows of it
            takes the place of one that the server would start.
    """

    home: Path
    port: int = field(default_factory=free_port)
    workers: int = 1
    idle_seconds: int = 900
    readings: Path | None = None
    process: subprocess.Popen[bytes] | None = None
    worker: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        environment = {
            **os.environ,
            "MOTLAN_HOME": str(self.home),
            "MOTLAN_TRIAL": "1",
            "MOTLAN_API_PORT": str(self.port),
            "MOTLAN_WORKERS": str(0 if self.readings else self.workers),
            "MOTLAN_IDLE_SECONDS": str(self.idle_seconds),
        }
        environment.pop("PREFECT_API_URL", None)
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from cli.main import run; run()", "serve"],
            env=environment,
            stdout=subprocess.DEVNULL,
        )
        for _ in range(3000):
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=1):  # noqa: S310
                    break
            except (URLError, OSError):
                assert self.process.poll() is None, "the server ended"
                time.sleep(0.1)
        else:
            raise TimeoutError("the server does not answer")
        if self.readings:
            command = [sys.executable, "-m", "tests.readings", str(self.readings)]
            self.worker = subprocess.Popen(command, env=environment)

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> None:
        """End the server."""
        assert self.process is not None
        for process in filter(None, (self.process, self.worker)):
            process.send_signal(sign)
            process.wait(60)
        self.process = self.worker = None

    def account(self, name: str, *roles: Role, branch: str = "H26.12", station: str = "Q1") -> str:
        """Make an account with the password of all tests."""
        self.home.mkdir(parents=True, exist_ok=True)
        accounts = Accounts(Database(Settings(home=self.home).ledger_url))
        accounts.add(name, frozenset(roles), branch, station)
        accounts.change_password(name, PASSWORD)
        accounts.database.close()
        return name

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """The work list, as another process sees it."""
        desk = Desk(Database(Settings(home=self.home).ledger_url))
        yield desk
        desk.database.close()

    def archive(self) -> PaperArchive:
        """What is on file, as another process sees it."""
        return App(Settings(home=self.home)).archive

    def visit(self, browser: Browser, name: str, **options: object) -> Page:
        """Sign somebody in, in a browser window of their own."""
        context: BrowserContext = browser.new_context(
            base_url=self.address,
            viewport={"width": 1366, "height": 768},
            locale="vi-VN",
            **options,  # type: ignore[arg-type]
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto("/dang-nhap")
        # A page may be loaded before it is drawn, and only then does its first field get the keys.
        expect(page.locator("#name")).to_be_focused()
        page.keyboard.type(name)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/dang-nhap" not in url)
        return page


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=_CHROMIUM, args=_ARGUMENTS)
        yield started
        started.close()


def accessible(page: Page) -> list[str]:
    """Return the serious faults that axe-core finds on a page."""
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {[node['target'] for node in fault['nodes']][:3]}"
        for fault in found
        if fault["impact"] in _SERIOUS
    ]
