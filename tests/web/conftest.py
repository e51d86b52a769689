from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, expect

from api.process.serve import opened_services
from app.installation import App
from app.settings import Settings
from storage.desk.accounts import Role
from tests.web import site as sites
from tests.web.counter import Counter
from tests.web.doubtful import DoubtfulDossier, doubtful_dossier
from tests.web.site import Site
from tests.web.stock import stock
from web.app import create_pages
from web.office import make_office

expect.set_options(timeout=60_000)  # a busy machine is slow, not wrong


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[App, FastAPI]]:
    """One installation and its pages, without a server."""
    with (
        App(Settings(home=tmp_path_factory.mktemp("pages"))) as app,
        opened_services(app) as opened,
    ):
        yield app, create_pages(make_office(opened))


_numbers = itertools.count(20)


@pytest.fixture
def counter(pages: tuple[App, FastAPI]) -> Counter:
    """A branch of that installation for one test."""
    return Counter(*pages, next(_numbers))


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
    made.account("may-2", Role.KIOSK, station="K2")
    made.account("luu-dong", Role.AGENT, station="LD1")
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def doubtful(stocked: Site) -> DoubtfulDossier:
    """A dossier in that installation whose papers hold doubts, in a branch of its own."""
    return doubtful_dossier(stocked)
