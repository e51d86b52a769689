"""Who gets in, what they see, and when the door closes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from playwright.sync_api import Browser, expect

from storage.database import Database
from storage.desk.accounts import Role
from tests.web.site import PASSWORD, Site, accessible


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An installation where sessions are locked after three seconds; it reads nothing."""
    made = Site(tmp_path_factory.mktemp("door"), workers=0, idle_seconds=3)
    made.account("an", Role.OPERATOR)
    made.start()
    yield made
    made.stop()


@contextmanager
def client(site: Site, name: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site.address, timeout=120) as made:
        answer = made.post("/dang-nhap", data={"name": name, "password": PASSWORD})
        assert answer.status_code == 303
        yield made


def form_secret(made: httpx.Client) -> str:
    found = re.search(r'name="csrf" content="([^"]+)"', made.get("/tai-khoan").text)
    assert found
    return found[1]


def open_dossier(made: httpx.Client, dossier: str) -> httpx.Response:
    return made.post("/tiep-nhan", data={"dossier": dossier, "csrf": form_secret(made)})


def test_the_screen_locks_itself_and_goes_on_where_it_was(door: Site, browser: Browser) -> None:
    page = door.visit(browser, "an")
    page.goto("/tai-khoan")
    page.wait_for_url("**/khoa?tiep=*")
    assert accessible(page) == []
    assert "H26.12" not in page.content()
    expect(page.locator("#password")).to_be_focused()
    page.keyboard.type("sai")
    page.keyboard.press("Enter")
    expect(page.locator(".problem")).to_be_visible()
    expect(page.locator("#password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/tai-khoan")
    assert accessible(page) == []
    page.context.close()


def test_nothing_opens_without_a_session(site: Site) -> None:
    with httpx.Client(base_url=site.address, timeout=120) as stranger:
        for path in ("/", "/tiep-nhan", "/kiem-tra", "/ky-va-tra", "/tai-khoan"):
            answer = stranger.get(path)
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/dang-nhap?tiep=")
        assert stranger.get("/v1/papers/" + "0" * 64).status_code in (401, 422)
        assert (
            stranger.post("/dang-nhap", data={"name": "an", "password": "sai"}).status_code == 401
        )


def test_five_wrong_passwords_close_the_door(site: Site) -> None:
    with httpx.Client(base_url=site.address, timeout=120) as stranger:
        for _ in range(5):
            answer = stranger.post("/dang-nhap", data={"name": "hai", "password": "sai"})
        assert "đang bị khóa" in answer.text
        right = stranger.post("/dang-nhap", data={"name": "hai", "password": PASSWORD})
        assert right.status_code == 401


def test_forms_of_other_sessions_are_refused(site: Site) -> None:
    with client(site, "an") as an, client(site, "buu-dien") as other:
        stolen = form_secret(other)
        for secret in ("", stolen):
            data = {"dossier": "H26.12-261122-0201", "csrf": secret}
            assert an.post("/tiep-nhan", data=data).status_code == 403
        assert open_dossier(an, "H26.12-261122-0201").status_code == 303


def test_agents_see_their_own_dossiers_alone(site: Site) -> None:
    with client(site, "buu-dien") as one, client(site, "buu-dien-2") as two:
        assert open_dossier(one, "H26.12-261122-0202").status_code == 303
        assert one.get("/tiep-nhan/H26.12-261122-0202").status_code == 200
        assert two.get("/tiep-nhan/H26.12-261122-0202").status_code == 404
        assert "nơi tiếp nhận khác" in open_dossier(two, "H26.12-261122-0202").text
        assert "0202" not in two.get("/tiep-nhan").text


def test_roles_keep_to_their_pages(site: Site) -> None:
    with client(site, "dung") as auditor:
        for path in ("/tiep-nhan", "/kiem-tra", "/ky-va-tra"):
            answer = auditor.get(path)
            assert answer.status_code == 403
            assert "không có quyền" in answer.text


def test_browsers_are_told_what_these_pages_never_do(site: Site) -> None:
    with client(site, "an") as an:
        answer = an.get("/tiep-nhan")
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son[a-z]+=|\sstyle=|https?://", answer.text)
        cookie = an.post("/dang-nhap", data={"name": "an", "password": PASSWORD}).headers
        assert "HttpOnly" in cookie["set-cookie"]
        assert "SameSite=strict" in cookie["set-cookie"]


def test_a_first_password_has_to_be_changed(site: Site) -> None:
    from app.settings import Settings
    from storage.desk.accounts import Accounts

    accounts = Accounts(Database(Settings(home=site.home).ledger_url))
    first = accounts.add("moi", frozenset({Role.OPERATOR}))
    accounts.database.close()
    with httpx.Client(base_url=site.address, timeout=120) as new:
        new.post("/dang-nhap", data={"name": "moi", "password": first})
        assert new.get("/tiep-nhan").headers["location"].startswith("/doi-mat-khau")
        secret = re.search(r'content="([^"]+)"', new.get("/doi-mat-khau").text.split("csrf", 1)[1])
        assert secret
        form = {"csrf": secret[1], "old": first, "new": "ngắn", "again": "ngắn"}
        assert "ít nhất 10" in new.post("/doi-mat-khau", data=form).text
        form |= {"new": PASSWORD, "again": PASSWORD}
        assert new.post("/doi-mat-khau", data=form).status_code == 303
        assert new.get("/tiep-nhan").status_code == 200


def test_an_address_of_another_site_is_never_followed(site: Site) -> None:
    with httpx.Client(base_url=site.address, timeout=120) as stranger:
        form = {"name": "an", "password": PASSWORD, "tiep": "//elsewhere.example"}
        assert stranger.post("/dang-nhap", data=form).headers["location"] == "/"
