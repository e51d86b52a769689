"""Receipts and work lists name people and places; a receipt fits the paper that was chosen."""

from __future__ import annotations

import io
from typing import cast

import pikepdf
import pytest
from playwright.sync_api import Browser

from storage.desk.desk_papers import DeskState
from tests.web.counter import Counter
from tests.web.doubtful import DoubtfulDossier
from tests.web.site import Site

_MM = 72 / 25.4


def test_people_and_places_have_names(counter: Counter) -> None:
    an, code = counter.client("an"), counter.code()
    places = cast(dict[str, str], counter.pages.state.office.places)
    places[counter.branch] = "Chi nhánh số 12"
    counter.app.accounts.change(counter.name("an"), holder="Nguyễn Thị An")
    counter.app.accounts.add_known_elsewhere(
        counter.name("bich"), frozenset(), counter.branch, "Q1"
    )
    counter.app.accounts.change(counter.name("bich"), holder="Lê Thị Bích")
    an.post("/tiep-nhan", dossier=code)
    review = counter.paper(code, operator="bich")
    counter.paper(code, DeskState.TO_SIGN, operator="bich", reviewed_by=counter.name("bich"))
    counter.paper(code, DeskState.SIGNED, signed_by=counter.name("an"))
    for address in (
        "/tiep-nhan",
        "/kiem-tra",
        "/ky-va-tra",
        f"/ky-va-tra/{code}",
        f"/tiep-nhan/{code}",
        f"/kiem-tra/{review.paper_id}",
        f"/bien-nhan/{code}",
    ):
        page = an.get(address)
        shown = page.split('<main id="noi-dung"', 1)[1].replace(code, "")
        for account in ("an", "bich"):
            name = counter.name(account)
            assert name not in shown.replace(f'data-account="{name}"', ""), address
        assert f"{counter.branch}<" not in shown, address
        assert "Nguyễn Thị An" in page, address
    receipt = an.get(f"/bien-nhan/{code}")
    assert "Chi nhánh số 12" in receipt
    assert "Lê Thị Bích" in an.get("/kiem-tra")


@pytest.mark.parametrize(("button", "wide", "high"), [("a5", 148, 210), ("a4", 210, 297)])
def test_a_receipt_is_printed_on_the_paper_that_was_chosen(
    stocked: Site,
    browser: Browser,
    doubtful: DoubtfulDossier,
    button: str,
    wide: int,
    high: int,
) -> None:
    page = stocked.visit(browser, doubtful.account)
    page.goto(f"/bien-nhan/{doubtful.code}")
    page.evaluate("window.print = () => {}")
    page.click(f'[data-print="{button}"]')
    made = pikepdf.open(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    page.context.close()
    box = [float(edge) for edge in made.pages[0].mediabox]
    assert [edge / _MM for edge in box] == pytest.approx([0, 0, wide, high], abs=1)
    assert len(made.pages) == 1
