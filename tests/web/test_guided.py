"""The guided profiles and the public board, in a browser whose line is cut."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.conftest import SAMPLES
from tests.web.site import Site, accessible

_DOSSIER = "H26.12-261122-0031"


def to_photos(page: Page, dossier: str) -> None:
    page.locator("#dossier").fill(dossier)
    page.keyboard.press("Enter")
    expect(page.locator('[data-step="2"] h1')).to_be_focused()


def test_a_citizen_scans_hands_over_and_follows(stocked: Site, browser: Browser) -> None:
    page = stocked.visit(browser, "may-1")
    assert page.url.endswith("/quet/may")
    assert accessible(page) == []
    page.locator("#dossier").fill("12")
    page.keyboard.press("Enter")
    expect(page.locator("#dossier-problem")).to_be_visible()
    to_photos(page, _DOSSIER)
    assert accessible(page) == []
    page.set_input_files("#chosen", [SAMPLES / "cong-van.jpg"])
    expect(page.locator("#shots li.good")).to_have_count(1)
    assert accessible(page) == []
    button = page.locator("#hand").bounding_box()
    assert button is not None
    assert button["height"] >= 44
    page.locator("#hand").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".with-code:visible")).to_have_count(4)
    assert accessible(page) == []
    code = page.locator("#receipt-code").inner_text()
    with stocked.desk() as desk:
        assert [p.channel for p in desk.find(dossier=_DOSSIER)] == ["kiosk"]
    assert page.goto("/kiem-tra").status == 403  # type: ignore[union-attr]
    public = browser.new_context(base_url=stocked.address).new_page()
    public.goto(f"/trang-thai?ma={code}")
    expect(public.locator(".big")).to_contain_text("0 trên 1")
    assert accessible(public) == []
    assert public.goto(f"/trang-thai?ma={_DOSSIER}").status == 404  # type: ignore[union-attr]
    public.context.close()
    page.context.close()


def test_photos_outlive_a_cut_line_and_a_reload_and_are_sent_once(
    stocked: Site, browser: Browser
) -> None:
    dossier = "H26.12-261122-0032"
    page = stocked.visit(browser, "luu-dong")
    page.goto("/quet/luu-dong")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()  # from now on the worker answers
    page.context.set_offline(True)
    to_photos(page, dossier)
    page.set_input_files("#chosen", [SAMPLES / "giay-khai-sinh-2.jpg"])
    expect(page.locator("#shots li.good")).to_contain_text("trung tâm sẽ xem lại")
    page.locator("#hand").click()
    expect(page.locator("#line")).to_contain_text("1 ảnh")
    expect(page.locator("#receipt-told")).to_contain_text("Chưa có mã biên nhận")
    expect(page.locator(".with-code:visible")).to_have_count(0)
    page.reload()
    expect(page.locator("#line")).to_contain_text("1 ảnh")
    with stocked.desk() as desk:
        assert desk.find(dossier=dossier) == []
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#line")).to_be_hidden()
    with stocked.desk() as desk:
        found = desk.find(dossier=dossier)
        assert [(p.channel, p.revision) for p in found] == [("mobile", 1)]
        assert len(desk.events(found[0].paper_id)) == 1
    assert sent.count("PUT") == 1
    page.context.close()


def test_a_machine_says_in_time_that_it_takes_nothing(stocked: Site, browser: Browser) -> None:
    page = stocked.visit(browser, "may-2")
    expect(page.locator("#dossier")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()  # from now on the worker answers
    page.context.set_offline(True)
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    closed = page.locator('[data-step="closed"] h1')
    expect(closed).to_have_text("Máy tạm ngừng, mời đến quầy")
    expect(page.locator("#staff")).to_be_hidden()
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#dossier")).to_be_visible()
    page.context.clear_cookies()
    page.reload()
    expect(closed).to_be_visible()
    expect(page.locator("#password")).to_have_count(0)
    expect(page.locator("#staff")).to_be_visible()
    assert accessible(page) == []
    page.context.close()


def test_trying_codes_is_slow_and_leads_nowhere(stocked: Site, browser: Browser) -> None:
    page = browser.new_context(base_url=stocked.address).new_page()
    answers = [page.request.get(f"/trang-thai?ma=23456-789A{x}") for x in "ABCDEFGHJKLMNP"]
    assert {answer.status for answer in answers} == {404, 429}
    page.context.close()
