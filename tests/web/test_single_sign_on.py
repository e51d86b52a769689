"""Sign-in through a provider of identities: who it names, and what does not count."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from app.settings import Settings
from storage.database import Database
from storage.desk.accounts import Accounts, Role
from tests.web.provider import provider, settings_of
from tests.web.site import Site, accessible


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("single-sign-on")
    made = Site(home, workers=0, idle_seconds=4)
    (home / "api").mkdir()
    with provider() as address:
        (home / "api" / "single_sign_on.toml").write_text(settings_of(address, made.address))
        accounts = Accounts(Database(Settings(home=Path(home)).ledger_url))
        accounts.add_known_elsewhere("an", frozenset({Role.OPERATOR}), "H26.12")
        accounts.database.close()
        made.start()
        yield made
        made.stop()


def say_who(page: Page, name: str) -> None:
    """Fill in the provider's form, once it is there: keys pressed before are lost."""
    field = page.locator('[name="who"]')
    field.press_sequentially(name)
    field.press("Enter")


def test_a_person_comes_in_and_opens_the_lock_again(site: Site, browser: Browser) -> None:
    page = browser.new_page(base_url=site.address)
    page.goto("/tiep-nhan")
    page.wait_for_url("**/dang-nhap?**")
    assert accessible(page) == []
    page.get_by_role("link", name="Cổng đăng nhập của thành phố").click()
    say_who(page, "an")
    page.wait_for_url("**/tiep-nhan")
    expect(page.locator(".who")).to_contain_text("an")

    page.wait_for_url("**/khoa?tiep=*")
    page.get_by_role("link", name="Cổng đăng nhập của thành phố").click()
    assert parse_qs(urlsplit(page.url).query)["prompt"] == ["login"]
    say_who(page, "an")
    page.wait_for_url("**/tiep-nhan")
    page.close()


def test_whom_the_provider_knows_but_nobody_here_stays_out(site: Site, browser: Browser) -> None:
    page = browser.new_page(base_url=site.address)
    page.goto("/dang-nhap/chung")
    say_who(page, "nguoi-la")
    expect(page.locator(".problem")).to_contain_text("chưa được cấp quyền")
    page.close()


def test_an_answer_to_another_question_does_not_count(site: Site) -> None:
    with httpx.Client(base_url=site.address) as asker, httpx.Client(base_url=site.address) as other:
        to_provider = asker.get("/dang-nhap/chung").headers["location"]
        asked = {name: values[0] for name, values in parse_qs(urlsplit(to_provider).query).items()}
        back = httpx.post(to_provider.split("?")[0], data={**asked, "who": "an"}).headers[
            "location"
        ]
        other.get("/dang-nhap/chung")
        assert other.get(back).status_code == 401  # whoever is made to follow a link of others
        assert "session" not in "".join(other.cookies)
        assert asker.get(back.replace("code=", "code=x")).status_code == 401
        assert asker.get(back).status_code == 200
        assert asker.get(back).status_code == 401  # once
