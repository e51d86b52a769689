from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from storage.desk.accounts import Role
from tests.web import site as sites
from tests.web.site import Site
from tests.web.stock import stock

expect.set_options(timeout=60_000)  # a busy machine is slow, not wrong


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests; each visit has a window without memory of the others."""
    with sites.browser() as started:
        yield started


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, readings: Path) -> Iterator[Site]:
    """One installation for the tests that do not stop it; dossiers keep them apart."""
    made = Site(tmp_path_factory.mktemp("site"), readings=readings)
    made.account("an", Role.OPERATOR)
    made.account("binh", Role.CHECKER)
    made.account("chi", Role.SUPERVISOR, branch="")
    made.account("buu-dien", Role.AGENT, branch="BD-01")
    made.account("buu-dien-2", Role.AGENT, branch="BD-01")
    made.account("dung", Role.AUDITOR)
    made.account("hai", Role.OPERATOR)
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One installation in which people have worked; nothing is read in it."""
    made = Site(tmp_path_factory.mktemp("stocked"), workers=0)
    stock(made)
    made.account("an", Role.OPERATOR)
    made.account("chi", Role.SUPERVISOR, branch="")
    made.account("kiem", Role.AUDITOR, branch="")
    made.account("nhung", Role.RECORDS_OFFICER, branch="")
    made.account("may-1", Role.KIOSK, station="K1")
    made.account("luu-dong", Role.AGENT, station="LD1")
    made.start()
    yield made
    made.stop()
