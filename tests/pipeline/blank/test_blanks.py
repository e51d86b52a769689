"""Every shipped form is drawn, and a pen on one of its fields is found on that field."""

from __future__ import annotations

import random

import cv2
import numpy as np
import pypdfium2
import pytest

from pipeline.blank.code import PageCode, new_code
from pipeline.blank.compare import compare_page
from pipeline.blank.sheet import draw_sheet, drawable
from pipeline.page.barcodes import read_barcodes
from samples.generate.scan import Grade, scan
from schemas.law.blanks import Blank, BlankField, BlankSection, Feed, blank, blanks, blanks_for

SAID = "NGUYỄN THỊ HƯƠNG GIANG"
DPI = 200


@pytest.mark.parametrize("form", blanks(), ids=lambda form: form.key)
def test_a_pen_on_one_field_is_found_on_that_field(form: Blank) -> None:
    code = new_code()
    values = {field.key: SAID for field in form.fields if field.feeds}
    sheet = draw_sheet(form, values, code)
    assert sheet.digest == draw_sheet(form, values, code).digest
    with pypdfium2.PdfDocument(sheet.pdf) as document:
        text = document[0].get_textpage().get_text_range()
        page = np.ascontiguousarray(
            document[0].render(scale=DPI / 72).to_numpy()[:, :, :3], np.uint8
        )
    assert text.count(SAID) == len(values)
    area = next(a for a in sheet.areas if a.page == 1 and a.key in values)
    y, x = (round(v * DPI / 72) for v in (area.bottom - 9, area.right - 60))
    cv2.line(page, (x, y), (x + 60, y - 12), (40, 40, 40), 4, cv2.LINE_AA)
    rng = random.Random(3)  # noqa: S311 - no secret
    turned = scan(page, Grade.SCAN, rng).pixels
    (mark,) = read_barcodes(turned)
    assert PageCode.decode(mark.text) == PageCode(code, 1)
    found = compare_page(sheet, 1, turned, mark.polygon)
    assert found.fits
    assert found.changed == {area.key}


def test_a_code_says_nothing_of_anybody() -> None:
    code = PageCode(new_code(), 2)
    assert PageCode.decode(code.encode()) == code
    for text in ("MOTLAN-TK:1:ABC:1", code.encode() + "0" * 3, "MOTLAN-TACH|1||||", ""):
        assert PageCode.decode(text) is None


def test_what_is_sensitive_or_unknown_feeds_nothing() -> None:
    for paper, name in (("id_card", "nothing"), ("birth_certificate", "ethnic_group"), ("x", "y")):
        with pytest.raises(ValueError, match=rf"{paper}\.{name}"):
            Feed(paper=paper, field=name)
    form = blanks()[0].model_dump()
    stranger = BlankSection(fields=(BlankField(key="stranger", label="A:"),))
    with pytest.raises(ValueError, match="stranger"):
        Blank.model_validate({**form, "sections": (stranger,)})


def test_a_form_is_used_in_its_time() -> None:
    form = blank("ct01", blanks()[-1].effective_from)
    ruling = blanks_for("1.004222", next(b for b in blanks() if b.key == "ct01").effective_from)
    assert form is not None
    assert [each.key for each in ruling] == ["ct01"]
    assert blank("ct01", form.effective_from.replace(year=2020)) is None


def test_only_what_the_font_has_is_printed() -> None:
    assert drawable("Nguyễn Thị Hằng, 31/05/1990 – phường Láng")
    assert not drawable("王小明")
