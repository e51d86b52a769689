"""The way of papers over the desk, in a real browser on a real server, by keyboard alone."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from storage.desk.desk_papers import DeskState, EventKind
from tests.conftest import SAMPLES
from tests.web.keys import Hands
from tests.web.papers import blurred, cards, spoiled
from tests.web.site import PATIENCE, Site, accessible

TRUE_VALUES = {"sex": "Nữ", "registered_on": "30/06/2016"}


def ready(page: Page) -> None:
    """Wait until nothing of the dossier is under way."""
    page.wait_for_selector('.papers[data-busy="0"] .paper', timeout=PATIENCE)


@pytest.mark.timeout(600)
def test_a_stack_of_ten_goes_from_drop_to_signed_by_keyboard(
    site: Site, browser: Browser, tmp_path: Path
) -> None:
    page = site.visit(browser, "an")
    hands = Hands(page)
    assert accessible(page) == []
    hands.open_dossier("H26.12-261122-0101")
    stack = [spoiled(tmp_path), SAMPLES / "quyet-dinh-fax.tiff", *cards(tmp_path, 8)]
    hands.choose("#files", stack)
    expect(page.locator(".paper")).to_have_count(10)
    ready(page)
    assert accessible(page) == []

    hands.press("F8")
    page.wait_for_url("**/kiem-tra/*")
    page.wait_for_selector("#left:not(:empty)")
    first = page.locator("li[data-field]").first
    expect(first).to_have_class("field review doubtful current")
    assert accessible(page) == []
    hands.review_all(TRUE_VALUES)

    page.wait_for_url("**/ky-va-tra/H26.12-261122-0101")
    assert accessible(page) == []
    hands.press("F9")
    page.wait_for_url("**/bien-nhan/H26.12-261122-0101")
    assert accessible(page) == []
    expect(page.locator(".receipt tbody tr")).to_have_count(10)
    expect(page.locator(".receipt img")).to_be_visible()
    with site.desk() as desk:
        papers = desk.find(dossier="H26.12-261122-0101")
        assert [(p.state, p.signed_by) for p in papers] == [("signed", "an")] * 10
        (birth,) = (p for p in papers if p.paper_type == "birth_certificate")
    record = site.archive().load(birth.paper_id)
    assert {name: record.value(name) for name in TRUE_VALUES} == {
        "sex": "Nữ",
        "registered_on": "2016-06-30",
    }
    assert record.fields["sex"].confirmed is not None
    page.context.close()


def test_a_region_is_read_again_and_nonsense_is_refused(
    site: Site, browser: Browser, tmp_path: Path
) -> None:
    page = site.visit(browser, "an")
    hands = Hands(page)
    hands.open_dossier("H26.12-261122-0102")
    again = tmp_path / "again.jpg"
    again.write_bytes(spoiled(tmp_path).read_bytes() + b"\n")
    hands.choose("#files", [again])
    ready(page)
    hands.press("F8")
    page.wait_for_url("**/kiem-tra/*")
    hands.tab_to("#f-number")
    before = page.locator("#sheet").get_attribute("viewBox")
    hands.type("999/2016")
    hands.press("F2")
    expect(page.locator("#how")).to_be_visible()
    hands.press("Enter")
    expect(page.locator("#f-number")).to_have_value("236/2016")
    hands.press("F4")
    assert page.locator("#sheet").get_attribute("viewBox") != before

    hands.tab_to("#f-registered_on")
    hands.type("31/06/2016")
    hands.press("Enter")
    while page.locator("li[data-ask]:not(.settled)").count():
        hands.press("Enter")
    hands.press("Control+Enter")
    problem = page.locator('li[data-field="registered_on"] .problem')
    expect(problem).to_contain_text("31/12/2026")
    expect(page.locator("#f-registered_on")).to_be_focused()
    page.context.close()


def test_a_bad_page_is_scanned_again_and_the_line_may_be_cut(
    site: Site, browser: Browser, tmp_path: Path
) -> None:
    page = site.visit(browser, "an")
    hands = Hands(page)
    hands.open_dossier("H26.12-261122-0103")
    hands.choose("#files", [blurred(tmp_path)])
    page.wait_for_selector(".paper.rescan", timeout=PATIENCE)
    expect(page.locator(".verdict")).to_contain_text("quét lại")
    assert accessible(page) == []

    site.stop(signal.SIGKILL)
    hands.choose('[data-do="rescan"]', [SAMPLES / "cong-van.jpg"])
    expect(page.locator("#bao")).to_contain_text("Mất kết nối")
    site.start()
    hands.tab_to("#uploads button")  # the file need not be chosen again
    hands.press("Enter")
    page.wait_for_selector(".paper:not(.rescan)")
    ready(page)
    expect(page.locator(".paper")).to_have_count(1)
    expect(page.locator(".paper")).to_contain_text("Văn bản hành chính")
    with site.desk() as desk:
        papers = desk.find(dossier="H26.12-261122-0103")
        (old,) = (p for p in papers if p.state is DeskState.REPLACED)
        (new,) = (p for p in papers if p.state is not DeskState.REPLACED)
        assert old.replaced_by == new.paper_id
        kinds = [event.kind for event in desk.events(old.paper_id)]
        assert kinds == [EventKind.RECEIVED, EventKind.RESCAN_ASKED, EventKind.REPLACED]
    page.context.close()


def test_pages_are_parted_by_keyboard(site: Site, browser: Browser) -> None:
    page = site.visit(browser, "an")
    hands = Hands(page)
    hands.open_dossier("H26.12-261122-0104")
    hands.choose("#files", [SAMPLES / "quyet-dinh.pdf"])
    page.wait_for_selector(".page[data-sheet]", timeout=PATIENCE)
    hands.tab_to('[data-do="arrange"]')
    hands.press("Enter", "ArrowRight", "t")
    expect(page.locator(".paper")).to_have_count(2)
    assert accessible(page) == []
    page.evaluate("document.querySelector('[data-do=\"save\"]').focus()")
    hands.press("Enter")
    expect(page.locator(".paper:not(.fresh)")).to_have_count(2)
    with site.desk() as desk:
        states = [p.state for p in desk.find(dossier="H26.12-261122-0104")]
    assert states.count(DeskState.REPLACED) == 1
    page.context.close()


def test_two_persons_look_where_the_type_asks_for_it(
    site: Site, browser: Browser, tmp_path: Path
) -> None:
    """A letter is taken for a power of attorney, which two persons must see."""
    page = site.visit(browser, "an")
    hands = Hands(page)
    copy = tmp_path / "copy.jpg"
    copy.write_bytes((SAMPLES / "cong-van.jpg").read_bytes() + b"\n")
    hands.open_dossier("H26.12-261122-0105")
    hands.choose("#files", [copy])
    ready(page)
    with site.desk() as desk:
        (letter,) = desk.find(dossier="H26.12-261122-0105")
    page.goto(f"/kiem-tra/{letter.paper_id}")
    page.select_option("#type", "power_of_attorney")
    page.click("text=Đổi loại")
    page.wait_for_selector("h1:has-text('ủy quyền')")
    while page.locator("li[data-ask]:not(.settled)").count():
        hands.press("Enter")
    hands.press("Control+Enter")
    page.wait_for_url(lambda url: letter.paper_id not in url)
    page.goto("/kiem-tra")
    assert accessible(page) == []
    expect(page.locator("section:has-text('Chờ người thứ hai') tbody tr")).to_have_count(1)

    other = site.visit(browser, "binh")
    other.goto("/kiem-tra/tiep")
    other.wait_for_url(f"**/kiem-tra/{letter.paper_id}")
    expect(other.locator(".fields-head")).to_contain_text("lượt kiểm tra thứ hai")
    assert accessible(other) == []
    Hands(other).review_all({})
    with site.desk() as desk:
        checked = desk.get(letter.paper_id)
    assert (checked.state, checked.reviewed_by, checked.checked_by) == ("to_sign", "an", "binh")
    for window in (page, other):
        window.context.close()
