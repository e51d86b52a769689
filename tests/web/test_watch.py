from __future__ import annotations

import csv
import io

from playwright.sync_api import Browser, FilePayload

from tests.web.site import Site, accessible
from tests.web.stock import PROCEDURE


def test_the_supervisor_sees_queues_branches_and_charts(stocked: Site, browser: Browser) -> None:
    page = stocked.visit(browser, "chi")
    page.goto("/theo-doi?ky=thang")
    assert accessible(page) == []
    assert page.locator("svg[role=img] desc").first.text_content()
    assert page.locator(".chart rect.s0").count() > 3
    for branch in ("H26.12", "H26.14", "BD-01"):
        assert page.locator("table tbody th", has_text=branch).count() >= 1
    page.set_viewport_size({"width": 820, "height": 1180})
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 820
    assert accessible(page) == []
    page.context.close()


def test_every_table_comes_as_csv_with_the_figures_of_the_page(
    stocked: Site, browser: Browser
) -> None:
    page = stocked.visit(browser, "kiem")
    answer = page.request.get("/theo-doi/chi-nhanh.csv?ky=thang")
    rows = {r["branch"]: r for r in csv.DictReader(io.StringIO(answer.body().decode("utf-8-sig")))}
    assert {b: rows[b]["received"] for b in ("H26.14", "BD-01")} == {"H26.14": "20", "BD-01": "20"}
    assert float(rows["H26.12"]["median_minutes"]) <= float(rows["H26.12"]["late_minutes"])
    for table in ("hang-cho", "luong", "tai-khoan", "loi-doc"):
        assert page.request.get(f"/theo-doi/{table}.csv?ky=thang").ok
    page.context.close()


def test_indicators_of_a_list_of_the_case_system(stocked: Site, browser: Browser) -> None:
    page = stocked.visit(browser, "kiem")
    own = page.request.get("/theo-doi/chi-so.json").json()
    assert len(own) == len(page.request.get("/theo-doi/chi-so.csv").text().split()) - 1 > 0
    page.goto("/theo-doi/chi-so")
    assert accessible(page) == []
    head = "code,procedure,branch,channel,accepted_on,resolved_on,reused_from_portal"
    text = f"{head}\nH26-1,{PROCEDURE},H26.12,counter,2026-11-20,2026-11-21,1\n"
    page.set_input_files(
        "#file", FilePayload(name="h.csv", mimeType="text/csv", buffer=text.encode())
    )
    page.get_by_role("button", name="Tính chỉ số").click()
    page.wait_for_selector("text=Dưới đây là hồ sơ trong tệp")
    assert page.locator("table.watch tbody tr").count() == 2  # day of acceptance, of resolution
    broken = FilePayload(name="h.csv", mimeType="text/csv", buffer=f"{head}\nH26-1,x".encode())
    page.set_input_files("#file", broken)
    page.get_by_role("button", name="Tính chỉ số").click()
    page.wait_for_selector("text=dòng 2")
    page.context.close()


def test_clerks_do_not_watch(stocked: Site, browser: Browser) -> None:
    page = stocked.visit(browser, "an")
    assert page.goto("/theo-doi").status == 403  # type: ignore[union-attr]
    page.context.close()
