"""The pages translate: what happens, and what is written down of it, is said by the verbs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import web.routes
from web.pages import MENU
from web.routes import ROUTERS

ROUTES = sorted(Path(web.routes.__file__).parent.glob("*.py"))
_OWN = re.compile(r"\b(AuditEvent|Intake\(|audit\.append|Role\.)")


@pytest.mark.parametrize("path", ROUTES, ids=lambda path: path.stem)
def test_routes_write_no_entries_and_know_no_roles(path: Path) -> None:
    assert _OWN.findall(path.read_text("utf-8")) == []


def test_every_page_of_the_head_is_there() -> None:
    paths = {route.path for router in ROUTERS for route in router.routes if hasattr(route, "path")}
    assert [entry.address for entry in MENU if entry.address not in paths] == []
