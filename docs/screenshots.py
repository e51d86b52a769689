"""Makes the pictures of the pages in `docs/images`: `python -m docs.screenshots [FOLDER]`.

A new installation in a temporary folder, real papers of invented people, a real browser. With
`--widths 390 768` each page is taken at these widths, too, from top to bottom, for a look at it.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page

from docs.screenshots_stocked import walk_stocked
from storage.desk.accounts import Role
from tests.conftest import SAMPLES
from tests.web import site as sites
from tests.web.keys import Hands
from tests.web.papers import blurred, spoiled
from tests.web.site import Site

_IMAGES = Path(__file__).parent / "images"
_DOSSIER = "H26.12-261122-0001"
_PROCEDURE = "1.004884"
_PERSON = "001190012345"
Shoot = Callable[[Page, str], None]


def main(images: Path, widths: Sequence[int] = ()) -> None:
    """Walk a dossier through the pages and take a picture of each."""
    images.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="motlan-pages-") as name:
        folder = Path(name)
        site = Site(folder / "home")
        site.account("an", Role.OPERATOR)
        site.account("binh", Role.CHECKER)
        site.start()
        try:
            with sites.browser() as browser:
                shoot = camera(images, widths)
                _walk(site, browser, folder, shoot)
                walk_stocked(folder, browser, shoot)
        finally:
            site.stop()


def camera(images: Path, widths: Sequence[int] = ()) -> Shoot:
    """Return what takes a picture of a page under a name, and one at each further width."""

    def shoot(page: Page, name: str) -> None:
        page.wait_for_load_state("networkidle")
        page.screenshot(path=images / f"page-{name}.png")
        usual = page.viewport_size
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=images / f"page-{name}-{width}.png", full_page=True)
        if widths and usual:
            page.set_viewport_size(usual)

    return shoot


def _walk(site: Site, browser: Browser, folder: Path, shoot: Shoot) -> None:
    door = browser.new_page(viewport={"width": 1366, "height": 768}, base_url=site.address)
    door.goto("/dang-nhap")
    shoot(door, "dang-nhap")
    page = site.visit(browser, "an")
    _intake(page, folder, shoot)
    _review(page, shoot)
    _sign(page, shoot)
    page.goto("/tai-khoan")
    shoot(page, "tai-khoan")
    page.goto("/khoa")
    shoot(page, "khoa")
    page.context.close()


def _intake(page: Page, folder: Path, shoot: Shoot) -> None:
    page.fill("#dossier", _DOSSIER)
    page.fill("#procedure", _PROCEDURE)
    page.fill("#subject", _PERSON)
    shoot(page, "tiep-nhan")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/tiep-nhan/{_DOSSIER}")
    files = [spoiled(folder), blurred(folder), SAMPLES / "quyet-dinh.pdf"]
    page.set_input_files("#files", [str(file) for file in files])
    page.wait_for_selector(".paper:nth-child(3)", timeout=120_000)
    page.wait_for_selector('.papers[data-busy="0"]', timeout=600_000)
    page.wait_for_timeout(1000)
    shoot(page, "ho-so")
    page.click('[data-do="arrange"]')
    page.locator("#strip").scroll_into_view_if_needed()
    shoot(page, "sap-xep")
    page.click('[data-do="cancel"]')


def _review(page: Page, shoot: Shoot) -> None:
    page.goto("/kiem-tra")
    shoot(page, "kiem-tra-hang-doi")
    page.goto("/kiem-tra/tiep")
    page.wait_for_selector("#left:not(:empty)")
    shoot(page, "kiem-tra")
    page.keyboard.press("F2")
    shoot(page, "kiem-tra-vung")
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 820, "height": 1180})
    shoot(page, "kiem-tra-may-tinh-bang")
    page.set_viewport_size({"width": 1366, "height": 768})
    Hands(page).review_all({"sex": "Nữ", "registered_on": "30/06/2016"})


def _sign(page: Page, shoot: Shoot) -> None:
    page.goto("/ky-va-tra")
    shoot(page, "ky-va-tra-danh-sach")
    page.goto(f"/ky-va-tra/{_DOSSIER}")
    shoot(page, "ky-va-tra")
    page.keyboard.press("F9")
    page.wait_for_url(f"**/bien-nhan/{_DOSSIER}")
    shoot(page, "bien-nhan")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="docs.screenshots", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=_IMAGES)
    parser.add_argument("--widths", type=int, nargs="*", default=(), help="pixels, e.g. 390 768")
    given = parser.parse_args()
    main(given.folder, given.widths)
