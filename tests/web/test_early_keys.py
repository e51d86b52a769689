"""Nothing that a person presses, on a page that can be seen, gets lost on a slow machine."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.web.keys import Hands
from tests.web.papers import blurred
from tests.web.site import PASSWORD, PATIENCE, Site

_SEEN = "performance.getEntriesByName('first-contentful-paint').length > 0"
_LOOKS = 3000
_SCRIPTS_COME_AFTER_MS = 1500
_SLOWER = 6
"""How many times slower the processor of the page is made."""


def visit_slowly(page: Page, address: str) -> None:
    """Open a page and return when it can be seen, ready or not."""
    page.goto(address, wait_until="commit")
    for _ in range(_LOOKS):
        if page.evaluate(_SEEN):
            return
        page.wait_for_timeout(20)
    raise AssertionError("nothing is seen")


@pytest.fixture
def slow(stocked: Site, browser: Browser) -> Iterator[Page]:
    """A page on a slow machine with a slow line."""
    page = stocked.visit(browser, "chi")

    def late(route: Route) -> None:
        page.wait_for_timeout(_SCRIPTS_COME_AFTER_MS)
        route.continue_()

    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
    page.route("**/static/*.js", late)
    yield page
    page.context.close()


def test_a_key_of_the_menu_counts_as_soon_as_the_page_is_seen(slow: Page) -> None:
    visit_slowly(slow, "/theo-doi?ky=thang")
    slow.keyboard.press("Alt+1")
    slow.wait_for_url("**/tiep-nhan", timeout=30_000)


def test_the_first_letters_of_a_sign_in_are_not_lost(stocked: Site, browser: Browser) -> None:
    page = browser.new_context(base_url=stocked.address).new_page()
    slower = page.context.new_cdp_session(page)
    slower.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
    visit_slowly(page, "/dang-nhap")
    page.keyboard.type("chi")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    expect(page.locator("#name")).to_have_value("chi")
    expect(page.locator("#password")).to_have_value(PASSWORD)
    page.context.close()


@pytest.fixture
def restless(site: Site, browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A dossier with a page to scan again, whose list is put anew every second."""
    page = site.visit(browser, "an")
    hands = Hands(page)
    hands.open_dossier("H26.12-261122-0190")
    if not page.locator(".paper.rescan").count():
        hands.choose("#files", [blurred(tmp_path)])
        page.wait_for_selector(".paper.rescan", timeout=PATIENCE)
    numbers = itertools.count()

    def changed(route: Route) -> None:
        answer = route.fetch()
        body = answer.text().replace(
            'data-busy="0"', f'data-busy="1" data-number="{next(numbers)}"'
        )
        route.fulfill(response=answer, body=body)

    page.route("**/giay-to", changed)
    page.reload()
    page.wait_for_selector("[data-number]")
    yield page
    page.unroute_all(behavior="ignoreErrors")  # one may be under way
    page.context.close()


def put_anew(page: Page) -> None:
    """Wait until the list has been put anew once."""
    number = page.locator("[data-number]").get_attribute("data-number")
    page.wait_for_selector(f'[data-number]:not([data-number="{number}"])', timeout=20_000)


def test_a_button_that_is_held_while_the_list_changes_is_pressed(restless: Page) -> None:
    button = restless.locator('[data-do="arrange"]').bounding_box()
    assert button is not None
    restless.mouse.move(button["x"] + 5, button["y"] + 5)
    restless.mouse.down()
    restless.wait_for_timeout(3000)
    restless.mouse.up()
    expect(restless.locator('[data-do="save"]')).to_be_visible()


@pytest.mark.parametrize("control", ['[data-do="arrange"]', '[data-do="rescan"]', "[data-go]"])
def test_the_keyboard_keeps_its_place_while_the_list_changes(restless: Page, control: str) -> None:
    Hands(restless).tab_to(control)
    put_anew(restless)
    assert restless.evaluate("selector => document.activeElement.matches(selector)", control)


def test_a_file_that_is_chosen_while_the_list_changes_is_sent(
    restless: Page, tmp_path: Path
) -> None:
    again = tmp_path / "again.jpg"
    again.write_bytes(blurred(tmp_path).read_bytes() + b"\n")
    with restless.expect_file_chooser() as opened:
        Hands(restless).tab_to('[data-do="rescan"]')
        restless.keyboard.press("Enter")
    put_anew(restless)
    with restless.expect_request("**/quet-lai", timeout=20_000):
        opened.value.set_files(again)
