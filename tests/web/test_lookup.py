from __future__ import annotations

import re
import sqlite3

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.site import Site, accessible
from tests.web.stock import DOSSIER, NAME, PERSON, PROCEDURE


def last_events(site: Site, count: int) -> list[str]:
    """The last entries of the audit chain as text, newest first."""
    with sqlite3.connect(site.home / "audit.sqlite") as database:
        query = "select entry from audit order by number desc limit ?"
        return [row[0] for row in database.execute(query, (count,))]


def ask(page: Page) -> None:
    page.goto("/tra-cuu")
    expect(page.locator("#dossier")).to_be_focused()
    page.keyboard.type(DOSSIER)
    page.keyboard.press("Tab")
    page.keyboard.type(PROCEDURE)
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.type(PERSON)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/tra-cuu/\d+$"))


def test_an_officer_asks_looks_and_takes_a_paper_by_keyboard(
    stocked: Site, browser: Browser
) -> None:
    page = stocked.visit(browser, "an")
    page.goto("/tra-cuu")
    assert accessible(page) == []
    ask(page)
    assert accessible(page) == []
    assert PERSON not in page.content()
    assert NAME not in page.content()
    page.locator("a.button", has_text="Xem giấy tờ").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/old_birth_certificate")
    assert accessible(page) == []
    assert NAME not in page.content()
    page.get_by_role("button", name="Xem nội dung").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".values")).to_contain_text(NAME)
    assert "Kinh" not in page.locator(".values").inner_text()  # ethnic group is withheld
    assert accessible(page) == []
    read = last_events(stocked, 1)[0]
    assert '"action":"read"' in read
    assert "full_name" in read
    assert "ethnic_group" not in read
    page.get_by_role("button", name="Nhận dùng lại").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".said.accept")).to_have_count(1)
    assert '"action":"reuse_accept"' in last_events(stocked, 1)[0]
    for entry in last_events(stocked, 10):
        assert PERSON not in entry
    page.context.close()


def test_an_answer_is_for_the_account_that_asked(stocked: Site, browser: Browser) -> None:
    page = stocked.visit(browser, "an")
    ask(page)
    address = page.url
    page.context.close()
    other = stocked.visit(browser, "nhung")
    assert other.goto(address).status == 404  # type: ignore[union-attr]
    other.context.close()


def test_a_question_without_reason_is_not_asked(stocked: Site, browser: Browser) -> None:
    page = stocked.visit(browser, "an")
    page.goto("/tra-cuu")
    csrf = page.locator('meta[name="csrf"]').get_attribute("content")
    before = last_events(stocked, 1)
    form = {"csrf": str(csrf), "dossier": DOSSIER, "procedure": PROCEDURE, "subject": PERSON}
    answer = page.request.post("/tra-cuu", form={**form, "legal_basis": "x"})
    assert answer.status == 422
    assert "mục đích" in answer.text()
    assert last_events(stocked, 1) == before
    page.context.close()


@pytest.mark.parametrize(("name", "allowed"), [("nhung", True), ("an", False)])
def test_only_records_officers_search_by_name(
    stocked: Site, browser: Browser, name: str, allowed: bool
) -> None:
    page = stocked.visit(browser, name)
    page.goto("/tra-cuu")
    csrf = page.locator('meta[name="csrf"]').get_attribute("content")
    reason = {"dossier": DOSSIER, "procedure": PROCEDURE, "purpose": "x", "legal_basis": "x"}
    form: dict[str, str | float | bool] = {"csrf": str(csrf), **reason, "name": "tran thi dao"}
    answer = page.request.post("/tra-cuu/ten", form=form)
    assert answer.status == (200 if allowed else 403)
    assert ("… 345" in answer.text()) is allowed
    assert PERSON not in answer.text()
    assert NAME not in answer.text()
    page.context.close()


def test_an_auditor_looks_nothing_up(stocked: Site, browser: Browser) -> None:
    page = stocked.visit(browser, "kiem")
    assert page.goto("/tra-cuu").status == 403  # type: ignore[union-attr]
    page.context.close()
