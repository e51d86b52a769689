from __future__ import annotations

import datetime as dt
import io
import re
from itertools import product

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest
import zxingcpp
from PIL import Image

from pipeline.seal.errors import ProfileError
from pipeline.seal.paper import SealPolicy, Signers, seal_paper
from pipeline.seal.pdf.placement import PageArea
from pipeline.seal.signing.profiles import AGENCY_PROFILE, OPERATOR_PROFILE, signature_profile
from pipeline.seal.signing.sign import FormOfCopy
from pipeline.seal.signing.stamp import Stamp, draw_stamp, place_stamp
from schemas.record.reading import CodeReading, Point
from tests.pipeline.seal import papers, readers

TODAY = dt.date(2026, 11, 22)
A4 = PageArea(0, 0, 595, 842)
MM = 72 / 25.4


def field_box(data: bytes) -> list[float]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [float(v) for v in pdf.Root.AcroForm.Fields[0].Rect]


def rendered(data: bytes, dpi: float = 150) -> Image.Image:
    document = pdfium.PdfDocument(data)
    document.init_forms()
    page = document[0]
    picture: Image.Image = page.render(scale=dpi / 72).to_pil()
    page.close()
    document.close()
    return picture


def test_the_stamp_is_ten_point_black_text() -> None:
    stamp = draw_stamp(("Sao y", "2026-11-22T09:15:30+07:00"), 10)
    with pikepdf.open(io.BytesIO(stamp.page)) as pdf:
        content = pdf.pages[0].Contents.read_bytes()
        (font,) = pdf.pages[0].Resources.Font.values()
        embedded = font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()

    assert content.startswith(b"BT 0 g /F0 10.00 Tf")
    assert len(embedded) < 20_000
    height = 2 * 11 + 2
    assert abs(stamp.height - height) <= 1


def test_three_lines_end_above_the_letterhead() -> None:
    """Official letters start 15 to 25 mm below the edge."""
    profile = signature_profile(AGENCY_PROFILE, TODAY)
    stamp = draw_stamp(("Sao y", "Ủy ban nhân dân", "2026-11-22T09:15:30+07:00"), 10)

    _, bottom, _, _ = place_stamp(stamp, profile, A4)

    assert 842 - bottom < 15 * MM


@pytest.mark.parametrize("name", [OPERATOR_PROFILE, AGENCY_PROFILE])
def test_profiles_put_their_stamp_into_their_corner(name: str) -> None:
    left, bottom, right, top = place_stamp(Stamp(b"", 140, 40), signature_profile(name, TODAY), A4)

    assert 842 - top == pytest.approx(2 * MM, abs=1)
    assert (right - left, top - bottom) == (140, 40)
    side = left if name == OPERATOR_PROFILE else 595 - right
    assert side == pytest.approx(10 * MM, abs=1)


@pytest.mark.parametrize("name", [OPERATOR_PROFILE, AGENCY_PROFILE])
def test_the_stamp_stands_beside_a_code_in_its_corner(name: str) -> None:
    code = PageArea(10, 742, 110, 832) if name == OPERATOR_PROFILE else PageArea(485, 742, 585, 832)
    box = place_stamp(Stamp(b"", 140, 40), signature_profile(name, TODAY), A4, [code])

    assert not PageArea(*box).overlaps(code)
    assert 842 - box[3] == pytest.approx(2 * MM, abs=1)


def test_the_stamp_goes_below_a_code_where_the_page_is_narrow() -> None:
    narrow, code = PageArea(0, 0, 200, 300), PageArea(10, 200, 110, 290)
    profile = signature_profile(OPERATOR_PROFILE, TODAY)

    box = PageArea(*place_stamp(Stamp(b"", 140, 40), profile, narrow, [code]))

    assert not box.overlaps(code)
    assert box.left >= 0
    assert box.right <= 200


def test_long_names_are_wrapped() -> None:
    one = draw_stamp(("Ủy ban nhân dân",), 10)
    many = draw_stamp(("Trung tâm Phục vụ hành chính công " * 4,), 10)

    assert many.width <= 80 * MM + 6
    assert many.height > 2 * one.height


@pytest.mark.parametrize(
    ("rotation", "corner"), list(product((0, 90, 180, 270), ((30, 30), (900, 30))))
)
def test_a_printed_code_stays_readable(
    signers: Signers, rotation: papers.Turn, corner: tuple[int, int]
) -> None:
    upright = papers.page()
    barcode = zxingcpp.create_barcode("H26-260101-0001|1.001193", zxingcpp.BarcodeFormat.QRCode)
    code = Image.fromarray(np.asarray(barcode.to_image(scale=8)))
    upright.picture.paste(code, corner)
    scanned = upright.picture.rotate(rotation, expand=True)
    (found,) = zxingcpp.read_barcodes(scanned)
    place = found.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    a, b, c, d = (Point(p.x, p.y) for p in corners)
    reading = papers.page(
        rotation=rotation,
        codes=(CodeReading(symbology="qr", text=found.text, polygon=(a, b, c, d)),),
    ).reading
    original = papers.encoded(scanned, "JPEG", quality=90)

    sealed = seal_paper(original, "image/jpeg", [reading], papers.record(original), signers)

    for data in (sealed.signed_master, sealed.searchable):
        assert data is not None
        (seen,) = zxingcpp.read_barcodes(rendered(data))
        assert seen.text == found.text
    assert sealed.signed_master is not None
    left_of_the_middle = field_box(sealed.signed_master)[0] < 595 / 2
    assert left_of_the_middle


def test_invisible_signatures_draw_nothing(signers: Signers) -> None:
    page = papers.page()
    original = page.jpeg()
    policy = SealPolicy(operator_profile="none", agency_profile="none")

    sealed = seal_paper(
        original, "image/jpeg", [page.reading], papers.record(original), signers, policy
    )

    assert sealed.signed_master is not None
    assert readers.pdftotext(sealed.signed_master).strip() == ""
    assert field_box(sealed.signed_master) == [0, 0, 0, 0]


@pytest.mark.parametrize("form", ["Sao y", "Sao lục", "Trích sao"])
def test_the_form_of_copy_is_shown(signers: Signers, form: FormOfCopy) -> None:
    page = papers.page()
    original = page.jpeg()

    sealed = seal_paper(
        original,
        "image/jpeg",
        [page.reading],
        papers.record(original),
        signers,
        SealPolicy(form_of_copy=form),
        clock=lambda: dt.datetime.now(dt.UTC).replace(microsecond=0),
    )

    assert sealed.searchable is not None
    text = readers.pdftotext(sealed.searchable)
    assert form in text
    assert re.search(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00", text)


def test_profiles_have_their_time() -> None:
    with pytest.raises(ProfileError):
        signature_profile(OPERATOR_PROFILE, dt.date(2022, 12, 31))
    with pytest.raises(ProfileError):
        signature_profile("không có", TODAY)


def test_a_profile_without_a_value_is_refused() -> None:
    with pytest.raises(ProfileError):
        signature_profile(AGENCY_PROFILE, TODAY).text(signer="A")
