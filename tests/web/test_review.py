"""Review in a real browser: doubts, tables, regions, the picture as large as the screen."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Page, Route, expect

from app.desk.drafts import record_of
from app.installation import App
from app.settings import Settings
from tests.web.doubtful import DoubtfulDossier
from tests.web.site import Site, accessible


@pytest.fixture
def page(stocked: Site, browser: Browser, doubtful: DoubtfulDossier) -> Iterator[Page]:
    """The clerk of the dossier at its first paper, with fingers as well as keys."""
    made = stocked.visit(browser, doubtful.account, has_touch=True)
    made.goto(f"/kiem-tra/{doubtful.birth.paper_id}")
    made.wait_for_selector("#left:not(:empty)")
    yield made
    made.context.close()


def test_doubtful_letters_are_marked_and_one_key_leads_through_the_dossier(
    page: Page, doubtful: DoubtfulDossier
) -> None:
    place = page.locator('li[data-field="birth_place"]')
    expect(place.locator("mark.differs")).to_have_text("ê")
    expect(place.locator(".why")).to_have_text("Hai máy đọc khác nhau ở đây: “viên” hay “viện”.")
    expect(place.locator(".proposals mark").last).to_have_text("ệ")
    assert accessible(page) == []
    expect(page.locator("#f-sex")).to_be_focused()
    page.keyboard.press("F8")
    expect(page.locator("#f-birth_place")).to_be_focused()
    page.keyboard.type("Bệnh viện")
    assert page.locator(".settled").count() == 0  # nothing is accepted by going on
    page.keyboard.press("F8")
    page.wait_for_url(f"**/{doubtful.form.paper_id}")
    expect(page.locator(".grid input").first).to_be_focused()
    page.keyboard.press("F8")
    page.wait_for_url(f"**/{doubtful.birth.paper_id}")
    expect(page.locator("#f-birth_place")).to_have_value("Bệnh viện")


def test_a_region_that_was_drawn_shows_old_and_new_and_is_taken_back(page: Page) -> None:
    def read(route: Route) -> None:
        route.fulfill(json={"raw": "Nơi sinh: Hà Nội", "text": "Hà Nội", "confidence": 0.7})

    page.route("**/doc-lai", read)
    field = page.locator('li[data-field="birth_place"]')
    before = page.locator("#f-birth_place").input_value()
    page.locator("#f-birth_place").focus()
    page.keyboard.press("F2")
    page.keyboard.press("Enter")
    expect(page.locator("#f-birth_place")).to_have_value("Hà Nội")
    expect(field.locator(".undo s")).to_have_text(before)
    expect(field.locator(".undo b")).to_have_text("Hà Nội")
    page.keyboard.press("Control+z")
    expect(page.locator("#f-birth_place")).to_have_value(before)
    expect(field.locator(".undo")).to_be_hidden()


def test_a_table_is_corrected_cell_by_cell(
    page: Page, doubtful: DoubtfulDossier, stocked: Site
) -> None:
    page.goto(f"/kiem-tra/{doubtful.form.paper_id}")
    page.wait_for_selector("#left:not(:empty)")
    cells = page.locator(".grid tbody tr").nth(1).locator("input")
    expect(cells.nth(1)).to_have_value("02/01/2011")
    assert accessible(page) == []
    cells.nth(1).fill("31/02/2011")
    page.keyboard.press("Control+Enter")
    expect(page.locator('li[data-field="members"] .problem')).to_contain_text("Dòng 2")
    cells.nth(1).fill("3/1/2011")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: doubtful.form.paper_id not in url)
    with App(Settings(home=stocked.home)) as app:
        value = record_of(app, app.desk.get(doubtful.form.paper_id)).value("members")
    assert value is not None
    assert "LÊ BÌNH | 2011-01-03 | Nam | 001211012345 | Cháu" in value


def scale(page: Page) -> float:
    style = page.locator("dialog.big img").get_attribute("style") or ""
    found = re.search(r"scale\(([\d.]+)\)", style)
    return float(found[1]) if found else 0


def moved(page: Page) -> tuple[float, float]:
    style = page.locator("dialog.big img").get_attribute("style") or ""
    found = re.search(r"translate\(([-\d.]+)px(?:, ([-\d.]+)px)?\)", style)
    return (float(found[1]), float(found[2] or 0)) if found else (0, 0)


def pinch(fingers: CDPSession, *spans: int) -> None:
    """Put two fingers on the middle of the screen and draw them apart."""
    for span in spans:
        points = [{"x": 683 - span, "y": 400, "id": 0}, {"x": 683 + span, "y": 400, "id": 1}]
        kind = "touchStart" if span == spans[0] else "touchMove"
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_page_is_looked_at_as_large_as_the_screen(page: Page) -> None:
    page.keyboard.press("F3")
    image = page.locator("dialog.big img")
    expect(image).to_be_visible()
    page.wait_for_function("document.querySelector('dialog.big img').naturalWidth > 500")
    page.wait_for_function("document.querySelector('dialog.big img').style.transform")
    box = image.bounding_box()
    assert box is not None
    assert box["height"] > 600  # of 768, under a bar
    assert accessible(page) == []

    page.mouse.move(500, 300)
    page.mouse.wheel(0, -300)
    assert scale(page) == pytest.approx(1.2)
    at = moved(page)
    assert at[0] > 0  # what is under the pointer, left of the middle, stays there
    page.mouse.down()
    page.mouse.move(560, 340, steps=3)
    page.mouse.up()
    assert moved(page) == pytest.approx((at[0] + 60, at[1] + 40))

    page.keyboard.press("r")
    turned = image.bounding_box()
    assert turned is not None
    assert turned["width"] > turned["height"]
    page.keyboard.press("0")
    assert scale(page) > 0
    page.keyboard.press("r")
    page.keyboard.press("r")
    page.keyboard.press("r")
    assert scale(page) == pytest.approx(1)
    pinch(page.context.new_cdp_session(page), 60, 90, 180)
    assert scale(page) == pytest.approx(3, rel=0.1)

    page.keyboard.press("Escape")
    expect(page.locator("dialog.big")).to_be_hidden()
    expect(page.locator("#f-sex")).to_be_focused()


def test_the_picture_beside_the_fields_is_zoomed_moved_and_pressed(page: Page) -> None:
    sheet = page.locator("#sheet")
    box = sheet.bounding_box()
    assert box is not None

    def seen() -> list[float]:
        return [float(part) for part in (sheet.get_attribute("viewBox") or "").split()]

    before = seen()
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.wheel(0, -300)
    near = seen()
    assert near[2] == pytest.approx(before[2] / 1.2)
    page.mouse.down()
    page.mouse.move(box["x"] + 260, box["y"] + 240, steps=3)
    page.mouse.up()
    assert seen()[0] < near[0]
    expect(page.locator("dialog.big")).to_be_hidden()
    sheet.click()
    expect(page.locator("dialog.big img")).to_be_visible()
    expect(page.locator("dialog.big .name")).to_contain_text("trang 1")
