from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from storage.desk.accounts import Role
from tests.web.site import Site, accessible


@pytest.mark.exhaustive
def test_a_fresh_installation_begins_with_the_samples(tmp_path: Path, browser: Browser) -> None:
    site = Site(tmp_path)
    site.account("quantri", Role.OPERATOR, Role.SUPERVISOR, branch="")
    site.start()
    try:
        page = site.visit(browser, "quantri")
        page.wait_for_url("**/bat-dau")
        assert accessible(page) == []
        expect(page.locator("button.primary")).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url("**/tiep-nhan/*")
        expect(page.locator(".paper")).to_have_count(9)
        expect(page.locator(".page[data-sheet]").first).to_be_visible()  # a process looks at them
        page.goto("/bat-dau")
        page.get_by_role("link", name="Mở hồ sơ mẫu").wait_for()
        page.goto("/")
        page.wait_for_url("**/tiep-nhan")
        page.context.close()
    finally:
        site.stop()
