"""Every page fits phones, tablets and desks: nothing scrolls sideways, fingers find all targets."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.web.doubtful import DoubtfulDossier
from tests.web.site import Site

_WIDTHS = (390, 768, 1024, 1366)
_TOUCHED = 768
"""Up to this width pages are used with fingers."""
_PAGES = {
    "": ("/dang-nhap", "/trang-thai", "/trang-thai?ma=KHONG-CO"),
    "an": ("/bat-dau", "/tai-khoan", "/doi-mat-khau", "/mo-khoa-ky", "/khong-co-trang-nay"),
    "chi": ("/theo-doi", "/theo-doi/chi-so", "/tra-cuu"),
    "nhung": ("/lo-luu-tru", "/lo-luu-tru/ho-tich-2015", "/tra-cuu"),
    "may-1": ("/quet/may",),
    "luu-dong": ("/quet/luu-dong",),
    "counter": (
        "/tiep-nhan",
        "/tiep-nhan/{code}",
        "/kiem-tra",
        "/kiem-tra/{birth}",
        "/kiem-tra/{form}",
        "/ky-va-tra",
        "/ky-va-tra/{code}",
        "/giay-to/{signed}",
        "/giay-to/{signed}/dinh-chinh",
        "/bien-nhan/{code}",
        "/tra-cuu",
    ),
}
_TARGETS = """least => [...document.querySelectorAll(
    "button, a, input, select, textarea, summary, label.button")].filter((each) => {
  const box = each.getBoundingClientRect();
  if (!box.width || !box.height || each.closest(".unseen, .skip")) return false;
  const inText = each.matches("a:not(.button)") && !each.closest("nav")
    && [...each.parentElement.childNodes].some((other) =>
      other !== each && other.textContent.trim() && other.nodeType === Node.TEXT_NODE);
  const labelled = each.matches("[type=checkbox], [type=radio]");
  return !inText && !labelled && box.height < least - 0.5;
}).map((each) => `${each.tagName} ${each.textContent.trim().slice(0, 30)} ${each.className}`)"""
"""Finds what fingers would miss; links inside a sentence are exempt, as in WCAG 2.5.8."""
_SMALLEST = 40


@pytest.mark.parametrize("name", _PAGES)
def test_pages_fit_and_fingers_find_their_targets(
    stocked: Site, browser: Browser, doubtful: DoubtfulDossier, name: str
) -> None:
    page = _visit(stocked, browser, doubtful, name)
    faults = []
    for path in _PAGES[name]:
        address = path.format(
            code=doubtful.code,
            birth=doubtful.birth.paper_id,
            form=doubtful.form.paper_id,
            signed=doubtful.signed.paper_id,
        )
        page.goto(address)
        for width in _WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.evaluate("document.documentElement.scrollWidth")
            faults += [(path, width, f"{wide} wide")] if wide > width else []
            missed = page.evaluate(_TARGETS, _SMALLEST) if width <= _TOUCHED else []
            faults += [(path, width, target) for target in missed]
    page.context.close()
    assert faults == []


def _visit(stocked: Site, browser: Browser, doubtful: DoubtfulDossier, name: str) -> Page:
    if not name:
        return browser.new_context(base_url=stocked.address, locale="vi-VN").new_page()
    return stocked.visit(browser, doubtful.account if name == "counter" else name)
