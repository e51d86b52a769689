"""Pictures of the pages that need a week of work behind them; part of `docs.screenshots`."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page

from storage.desk.accounts import Role
from tests.conftest import SAMPLES
from tests.web.papers import blurred
from tests.web.site import Site
from tests.web.stock import DOSSIER, PERSON, PROCEDURE, stock

__all__ = ["walk_stocked"]

Shoot = Callable[[Page, str], None]
_TABLET = {"width": 820, "height": 1180}


def walk_stocked(folder: Path, browser: Browser, shoot: Shoot) -> None:
    """Take the pictures in an installation of its own.

    Args:
        folder: An empty one.
        browser: Headless.
        shoot: Takes one picture under a name.
    """
    site = Site(folder / "stocked", workers=0)
    stock(site, papers=240)
    site.account("chi", Role.SUPERVISOR, Role.OPERATOR, branch="")
    site.account("nhung", Role.RECORDS_OFFICER, branch="")
    site.account("may-1", Role.KIOSK, station="K1")
    site.account("luu-dong", Role.AGENT, station="LD1")
    site.start()
    try:
        _look_up(site.visit(browser, "nhung"), shoot)
        _watch(site.visit(browser, "chi"), shoot)
        code = _kiosk(site.visit(browser, "may-1"), folder, shoot)
        _mobile(site.visit(browser, "luu-dong"), shoot)
        public = browser.new_page(viewport={"width": 1366, "height": 768}, base_url=site.address)
        public.goto(f"/trang-thai?ma={code}")
        shoot(public, "trang-thai")
        public.context.close()
    finally:
        site.stop()


def _look_up(page: Page, shoot: Shoot) -> None:
    page.goto("/tra-cuu")
    page.fill("#dossier", DOSSIER)
    page.fill("#procedure", PROCEDURE)
    page.fill("#subject", PERSON)
    shoot(page, "tra-cuu")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/tra-cuu/\d+$"))
    shoot(page, "tra-cuu-tra-loi")
    page.locator("a.button", has_text="Xem giấy tờ").first.click()
    page.get_by_role("button", name="Xem nội dung").click()
    page.wait_for_selector(".values")
    shoot(page, "tra-cuu-noi-dung")
    page.goto("/lo-luu-tru")
    shoot(page, "lo-luu-tru")
    page.goto("/lo-luu-tru/ho-tich-2015")
    shoot(page, "lo-luu-tru-dot")
    page.context.close()


def _watch(page: Page, shoot: Shoot) -> None:
    page.goto("/theo-doi?ky=tuan")
    shoot(page, "theo-doi")
    page.set_viewport_size(_TABLET)  # type: ignore[arg-type]
    shoot(page, "theo-doi-may-tinh-bang")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto("/theo-doi/chi-so")
    shoot(page, "chi-so-766")
    page.goto("/bat-dau")
    shoot(page, "bat-dau")
    page.context.close()


def _kiosk(page: Page, folder: Path, shoot: Shoot) -> str:
    """Hand two papers in; returns the receipt code."""
    shoot(page, "may-1-ma-ho-so")
    page.fill("#dossier", "H26.12-261122-0031")
    page.keyboard.press("Enter")
    shoot(page, "may-2-chup")
    page.set_input_files("#chosen", [SAMPLES / "giay-khai-sinh-2.jpg", blurred(folder)])
    page.wait_for_selector("#shots li.good")
    page.wait_for_selector("#shots li.scan_again")
    shoot(page, "may-3-xem-lai")
    page.get_by_role("button", name="Chụp lại giấy tờ 2").click()
    page.set_input_files("#chosen", [SAMPLES / "cong-van.jpg"])
    page.wait_for_selector("#shots li.good >> nth=1")
    page.click("#hand")
    page.wait_for_selector("#receipt-qr:visible")
    shoot(page, "may-4-bien-nhan")
    code = page.locator("#receipt-code").inner_text()
    page.context.close()
    return code


def _mobile(page: Page, shoot: Shoot) -> None:
    page.set_viewport_size(_TABLET)  # type: ignore[arg-type]
    page.goto("/quet/luu-dong")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()  # from now on the worker answers
    page.context.set_offline(True)
    page.fill("#dossier", "H26.12-261122-0032")
    page.keyboard.press("Enter")
    page.set_input_files("#chosen", [SAMPLES / "giay-chung-nhan-ket-hon.jpg"])
    page.wait_for_selector("#shots li.good")
    page.click("#hand")
    page.wait_for_selector("#line:visible")
    shoot(page, "luu-dong-mat-mang")
    page.context.close()
