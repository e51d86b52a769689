from __future__ import annotations

import datetime as dt

import pytest
from PIL import Image, ImageFilter

from pipeline.errors import BelowFloorError
from pipeline.intake.look import check_floor, verdict_of
from pipeline.intake.policy import IntakePolicy
from pipeline.intake.receive import receive
from schemas.law.intake_rules import intake_rule, intake_rules
from schemas.record.page import Grade
from tests.pipeline.sheets import drawn, scan_pdf

A4_200 = 1654, 2339
GOOD = drawn().resize(A4_200, Image.Resampling.LANCZOS)
TINTED = Image.merge(
    "RGB", [GOOD.getchannel(0), GOOD.getchannel(1), GOOD.getchannel(2).point(lambda v: v * 0.95)]
)


def test_the_clerk_is_told_page_by_page_before_anything_is_read() -> None:
    blurred = TINTED.filter(ImageFilter.GaussianBlur(4))
    blank = Image.new("RGB", A4_200, (250, 250, 245))
    file = receive(scan_pdf([TINTED, blurred, blank], dpi=200), "xap.pdf")
    good, bad, empty = verdict_of(file)
    assert good.message is None
    assert bad.message == "trang 2: mờ, quét lại"
    assert bad.quality.grade is Grade.SCAN_AGAIN
    assert bad.quality.reasons[0].startswith("Ảnh bị nhòe")
    assert empty.blank
    assert not good.blank


def test_a_page_below_the_floor_is_flagged_or_refused_as_the_installation_says() -> None:
    coarse = TINTED.resize((827, 1169))
    (page,) = verdict_of(receive(scan_pdf([coarse], dpi=100), "a.pdf"))
    assert page.message == "trang 1: độ phân giải thấp, quét lại"
    check_floor(page.quality, 1, "a.pdf", IntakePolicy())
    with pytest.raises(BelowFloorError) as refusal:
        check_floor(page.quality, 1, "a.pdf", IntakePolicy(below_floor="refuse"))
    assert refusal.value.code == "E-INPUT-BELOW-FLOOR"
    assert "trang 1: độ phân giải thấp" in str(refusal.value)


def test_the_rules_have_days_and_references() -> None:
    assert {rule.id for rule in intake_rules()} == {"scan_floor", "presented_paper"}
    assert intake_rule("scan_floor", dt.date(2020, 3, 4)) is None
    floor = intake_rule("scan_floor", dt.date(2026, 11, 22))
    assert floor is not None
    assert "NĐ 30/2020" in floor.reference


@pytest.mark.parametrize(
    ("paper_type", "choice", "kept"),
    [("id_card", None, False), ("id_card", "keep", True), ("birth_certificate", None, True)],
)
def test_the_picture_of_a_card_that_is_only_presented_is_not_kept(
    paper_type: str, choice: str | None, kept: bool
) -> None:
    policy = IntakePolicy(presented=choice)  # type: ignore[arg-type]
    assert (policy.presented_paper(paper_type, dt.date(2026, 11, 22)) is None) is kept
