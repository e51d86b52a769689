"""No page has a serious fault of accessibility or scrolls sideways, on a desk and on a tablet."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.web.site import Site, accessible
from tests.web.stock import DOSSIER

_TABLET = {"width": 820, "height": 1180}
_PAGES = {
    "an": ("/tiep-nhan", "/tai-khoan", "/khong-co-trang-nay"),
    "chi": (
        "/bat-dau",
        f"/tiep-nhan/{DOSSIER}",
        "/kiem-tra",
        "/ky-va-tra",
        f"/bien-nhan/{DOSSIER}",
        "/theo-doi",
        "/theo-doi/chi-so",
        "/lo-luu-tru",
        "/lo-luu-tru/ho-tich-2015",
        "/doi-mat-khau",
    ),
    "nhung": ("/tra-cuu",),
    "may-1": ("/quet/may",),
    "luu-dong": ("/quet/luu-dong",),
}


@pytest.mark.parametrize("name", _PAGES)
def test_every_page_of_a_role(stocked: Site, browser: Browser, name: str) -> None:
    page = stocked.visit(browser, name)
    faults = {}
    for path in _PAGES[name]:
        page.set_viewport_size({"width": 1366, "height": 768})
        page.goto(path)
        faults[path] = accessible(page)
        page.set_viewport_size(_TABLET)  # type: ignore[arg-type]
        faults[f"{path} on a tablet"] = accessible(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= _TABLET["width"], path
    assert {path: found for path, found in faults.items() if found} == {}
    page.context.close()


def test_pages_for_everybody(stocked: Site, browser: Browser) -> None:
    page = browser.new_page(base_url=stocked.address, locale="vi-VN")
    for path in ("/dang-nhap", "/trang-thai", "/trang-thai?ma=KHONG-CO"):
        page.goto(path)
        assert accessible(page) == [], path
    page.close()
