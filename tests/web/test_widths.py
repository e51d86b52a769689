"""Nothing has to be scrolled sideways, on a phone or on a desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.web.site import Site

PAGES = {
    "an": ("/tiep-nhan", "/kiem-tra", "/ky-va-tra"),
    "chi": ("/theo-doi", "/tra-cuu"),
}


@pytest.mark.parametrize("name", PAGES)
def test_pages_keep_within_the_screen(stocked: Site, browser: Browser, name: str) -> None:
    page = stocked.visit(browser, name)
    too_wide = []
    for width in (390, 768, 1024, 1366):
        page.set_viewport_size({"width": width, "height": 800})
        for address in PAGES[name]:
            page.goto(address)
            wide = page.evaluate("document.documentElement.scrollWidth")
            too_wide += [(width, address, wide)] if wide > width else []
    page.context.close()
    assert too_wide == []
