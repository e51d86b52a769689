"""At which resolution a page of a PDF is drawn, and what is told of the scan on it."""

from __future__ import annotations

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from pipeline.intake.decode.pdf_scale import PdfScale, pdf_scale
from pipeline.intake.limits import DEFAULT_LIMITS

A4 = (595.276, 841.89)
FULL = f"{A4[0]} 0 0 {A4[1]} 0 0"


def image(pdf: pikepdf.Pdf, size: tuple[int, int], **values: object) -> pikepdf.Object:
    made = pdf.make_stream(b"")
    made.Type, made.Subtype = Name.XObject, Name.Image
    made.Width, made.Height = size
    for key, value in values.items():
        made[f"/{key}"] = value
    return made


def scale_of(
    *laid: tuple[tuple[int, int], str],
    page: tuple[float, float] = A4,
    font: bool = False,
    in_form: bool = False,
    mask: tuple[int, int] | None = None,
    unit: float = 1,
) -> PdfScale | None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(100, 100))
        leaf = pdf.pages[0]
        leaf.obj.MediaBox = Array([0, 0, *page])
        if unit != 1:
            leaf.obj.UserUnit = unit
        resources = Dictionary(XObject=Dictionary())
        content = ""
        for number, (size, matrix) in enumerate(laid):
            made = image(pdf, size)
            if mask:
                made.SMask = image(pdf, mask)
            resources.XObject[f"/I{number}"] = made
            content += f"q {matrix} cm /I{number} Do Q\n"
        if in_form:
            form = pdf.make_stream(content.encode())
            form.Type, form.Subtype, form.Resources = Name.XObject, Name.Form, resources
            form.Matrix = Array([2, 0, 0, 2, 0, 0])
            resources = Dictionary(XObject=Dictionary(F=form))
            content = "q .5 0 0 .5 0 0 cm /F Do Q"
        if font:
            resources.Font = Dictionary()
        leaf.obj.Resources = resources
        leaf.obj.Contents = pdf.make_stream(content.encode())
        return pdf_scale(leaf, DEFAULT_LIMITS)


def told(scale: PdfScale | None) -> tuple[int | None, ...]:
    assert scale is not None
    found = (scale.rate, scale.dpi, scale.scanned_dpi)
    return tuple(None if value is None else round(value) for value in found)


S100, S200, S300, S600 = ((round(8.2677 * d), round(11.693 * d)) for d in (100, 200, 300, 600))
STRIPS = [((827, 292), f"{A4[0]} 0 0 {A4[1] / 4} 0 {A4[1] / 4 * n}") for n in range(4)]
PHOTO = (3000, 4000)


@pytest.mark.parametrize("in_form", [False, True])
@pytest.mark.parametrize(
    ("laid", "expected"),
    [
        ([(S200, FULL)], (200, 200, 200)),
        ([(S100, FULL)], (150, 150, 100)),
        ([(S600, FULL)], (300, 300, 600)),
        (STRIPS, (150, 150, 100)),
        ([(S100, FULL), (S300, FULL)], (300, 300, 300)),
        ([(S100, FULL), (S100, FULL), (S300, FULL)], (300, 300, 300)),
        ([((400, 400), "40 0 0 40 9 9"), (S200, FULL)], (200, 200, 200)),
        ([((1011, 638), "242.6 0 0 153 100 400")], (300, 300, 300)),
        ([((1728, 1145), FULL)], (209, 209, 98)),
        ([(S200[::-1], f"0 {A4[1]} -{A4[0]} 0 {A4[0]} 0")], (200, 200, 200)),
        ([(S200, "5 0 0 841 0 0")], (200, 200, None)),
        ([], (200, 200, None)),
    ],
)
def test_a_page_is_drawn_as_finely_as_its_pictures_lie_on_it(
    laid: list[tuple[tuple[int, int], str]], expected: tuple[int | None, ...], in_form: bool
) -> None:
    assert told(scale_of(*laid, in_form=in_form)) == expected


def test_print_lies_in_the_mask_of_a_picture() -> None:
    assert told(scale_of((S100, FULL), mask=S300)) == (300, 300, 300)


def test_a_page_of_text_with_a_picture_is_no_scan() -> None:
    assert told(scale_of(((100, 100), "150 0 0 150 9 9"), font=True)) == (200, 200, None)


def test_units_count() -> None:
    half = f"{A4[0] / 2} 0 0 {A4[1] / 2} 0 0"
    page = A4[0] / 2, A4[1] / 2
    assert told(scale_of((S200, half), page=page, unit=2)) == (400, 200, 200)


def test_a_sheet_larger_than_any_that_is_coarser_than_any_scan_has_a_wrong_unit() -> None:
    assert told(scale_of((S200, FULL), unit=10)) == (200, 200, 200)
    found = scale_of((S200, FULL), unit=2)
    assert found is not None
    assert found.paper == 1


@pytest.mark.parametrize(
    ("size", "rate", "dpi"), [(PHOTO, 72, 342), ((6000, 8000), 72, 684), ((1000, 1333), 95, 150)]
)
def test_a_photo_whose_pixels_were_taken_for_points_is_drawn_as_it_is(
    size: tuple[int, int], rate: int, dpi: int
) -> None:
    found = told(scale_of((size, f"{size[0]} 0 0 {size[1]} 0 0"), page=size))
    assert found[:2] == (rate, dpi)


def test_a_large_drawing_is_drawn_more_coarsely_and_told_as_it_was_scanned() -> None:
    a0 = 2383.94, 3370.39
    found = scale_of(((9933, 14043), f"{a0[0]} 0 0 {a0[1]} 0 0"), page=a0)
    assert found is not None
    assert 200 < found.dpi < 300
    assert round(found.scanned_dpi or 0) == 300
    assert scale_of(page=(14400, 14400)) is None
