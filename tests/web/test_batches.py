from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.web.site import Site, accessible


def test_a_batch_is_approved_paused_resumed_and_retried(stocked: Site, browser: Browser) -> None:
    page = stocked.visit(browser, "nhung")
    page.goto("/lo-luu-tru")
    assert accessible(page) == []
    page.get_by_role("link", name="ho-tich-2016").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1 .badge")).to_have_text("Chờ duyệt")
    page.get_by_role("button", name="Duyệt kế hoạch").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1 .badge")).to_have_text("Đã duyệt")
    expect(page.locator(".facts")).to_contain_text("nhung")
    page.get_by_role("button", name="Tạm dừng").click()
    expect(page.locator("h1 .badge")).to_have_text("Tạm dừng")
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.locator("h1 .badge")).to_have_text("Đã duyệt")
    page.goto("/lo-luu-tru/ho-tich-2015")
    assert accessible(page) == []
    expect(page.locator(".tiles .bad b")).to_have_text("10")
    page.locator("tr", has_text="E-INPUT-SECRET").get_by_role("button").click()
    expect(page.locator(".tiles .bad b")).to_have_text("7")
    page.context.close()


def test_others_see_no_batches(stocked: Site, browser: Browser) -> None:
    page = stocked.visit(browser, "an")
    assert page.goto("/lo-luu-tru").status == 403  # type: ignore[union-attr]
    page.context.close()
