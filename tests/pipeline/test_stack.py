from __future__ import annotations

import io

import numpy as np
import pikepdf
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from pipeline.errors import DamagedFileError, UnsupportedTypeError
from pipeline.intake.decode.page_image import PageImage
from pipeline.intake.decode.pages import page_images
from pipeline.intake.receive import receive
from pipeline.stack.contact import contact_sheet
from pipeline.stack.patch import read_patch
from pipeline.stack.separator import Separator, separator_sheet
from pipeline.stack.split import PageRole, Stack, StackPaper, cut_file, split_stack
from tests.pipeline.sheets import bgr, drawn, encoded, scan_pdf, skewed, tiff

pytestmark = pytest.mark.slow

SIZE = 827, 1169
"""A4 at 100 dpi."""
FIRST = Separator("000.00.01.H26-260101-0001", "KQ.G01", "Q03", papers=3)
SECOND = Separator(station="Q03")
LETTER = drawn().resize(SIZE)
BLANK = Image.new("RGB", SIZE, "white")


def sheet(separator: Separator) -> Image.Image:
    return separator_sheet(separator).convert("RGB").resize(SIZE)


def split(pages: list[Image.Image]) -> Stack:
    return split_stack(PageImage(i, bgr(page), 100) for i, page in enumerate(pages, start=1))


@pytest.mark.parametrize("separator", [FIRST, SECOND, Separator("Hồ sơ ở Ô Chợ Dừa")])
def test_a_separator_sheet_says_what_it_was_printed_with(separator: Separator) -> None:
    assert Separator.decode(separator.encode()) == separator


@pytest.mark.parametrize(
    "text",
    ["", "001199000017|012345678|A|05031999|Nữ|Hà Nội|10052021", "MOTLAN-TACH|2|a|b|c|",
     "MOTLAN-TACH|1|a|b|c", "MOTLAN-TACH|1|a|b|c|-1", "MOTLAN-TACH|1|a|b|c|٣"],
)  # fmt: skip
def test_other_codes_are_no_separators(text: str) -> None:
    assert Separator.decode(text) is None


def test_a_code_that_would_break_the_sheet_is_refused() -> None:
    with pytest.raises(ValueError, match="must not hold"):
        Separator("a|b").encode()


def test_a_stack_is_cut_at_its_sheets_however_they_lie() -> None:
    pages = [
        sheet(FIRST), LETTER, BLANK,
        skewed(sheet(SECOND), 4), LETTER, BLANK,
        sheet(SECOND).rotate(180), BLANK, LETTER,
    ]  # fmt: skip
    stack = split(pages)
    assert [paper.numbers for paper in stack.papers] == [(2, 3), (5, 6), (8, 9)]
    assert [paper.blanks for paper in stack.papers] == [1, 1, 1]
    assert [paper.separator for paper in stack.papers] == [FIRST, SECOND, SECOND]
    assert stack.expected == 3
    assert stack.problems == ("Cần quét lại trang 2, 5, 9.",)  # 100 dpi are too few


def test_a_missing_paper_and_an_empty_sheet_are_told_at_once() -> None:
    stack = split([sheet(FIRST), LETTER, sheet(SECOND), BLANK, sheet(SECOND), LETTER])
    assert [paper.numbers for paper in stack.papers] == [(2,), (6,)]
    assert stack.empty == (3,)
    missing, empty, _ = stack.problems
    assert "ghi 3 giấy tờ nhưng quét được 2" in missing
    assert "trang 3" in empty


def test_pages_before_the_first_sheet_are_a_paper_too() -> None:
    stack = split([LETTER, sheet(SECOND), LETTER])
    assert [paper.separator for paper in stack.papers] == [None, SECOND]
    assert stack.expected is None


def test_the_contact_sheet_shows_every_page_in_the_colour_of_its_paper() -> None:
    stack = split([LETTER, sheet(SECOND), LETTER])
    picture = Image.open(io.BytesIO(contact_sheet(stack)))
    assert picture.format == "PNG"
    cell_width = stack.pages[0].thumbnail.shape[1]
    cells = [picture.crop((260 * i, 34, 260 * (i + 1), 294)) for i in range(4)]
    # The frame lies just left of the picture, which stands in the middle of its cell.
    frames = [cell.getpixel((130 - cell_width // 2 - 3, 130)) for cell in cells]
    assert len({*frames[:3], (255, 255, 255)}) == 4
    assert frames[3] == (255, 255, 255)


def test_a_paper_is_cut_out_unaltered_and_always_the_same() -> None:
    shades = [Image.new("RGB", (400, 560), (shade, shade, shade)) for shade in (30, 90, 150, 210)]
    file = receive(scan_pdf(shades, dpi=150), "tap.pdf")
    stack = split_stack(page_images(file))
    paper = StackPaper(None, stack.pages[1:3])
    cut = cut_file(file, paper)
    assert cut.sha256 == cut_file(file, paper).sha256 != file.sha256
    assert [round(float(page.pixels.mean()), -1) for page in page_images(cut)] == [90, 150]
    jpeg = encoded(shades[1], "JPEG", quality=85)
    assert jpeg in cut.data


def only_picture(page: pikepdf.Page) -> Image.Image:
    (image,) = page.get_images().values()
    assert isinstance(image, pikepdf.Stream)
    return pikepdf.PdfImage(image).as_pil_image().convert("RGB")


@pytest.mark.parametrize(
    ("compression", "mode", "duplex"),
    [("group4", "1", True), ("tiff_lzw", "L", False), ("jpeg", "RGB", False)],
)
def test_a_tiff_stack_is_cut_into_papers_without_loss(
    compression: str,
    mode: str,
    duplex: bool,
) -> None:
    front = [sheet(Separator(papers=2)), LETTER, LETTER.rotate(180), sheet(SECOND), LETTER]
    back = [BLANK, BLANK, LETTER, BLANK, BLANK]
    sides = [side for pair in zip(front, back, strict=True) for side in pair] if duplex else front
    file = receive(tiff([page.convert(mode) for page in sides], compression), "tap.tiff")
    stack = split_stack(page_images(file), duplex=duplex)
    wanted = [(3, 4, 5, 6), (9, 10)] if duplex else [(2, 3), (5,)]
    assert [paper.numbers for paper in stack.papers] == wanted
    assert [paper.blanks for paper in stack.papers] == ([1, 1] if duplex else [0, 0])
    assert not [problem for problem in stack.problems if "tờ" in problem.lower()]
    scanned = list(page_images(file))
    for paper in stack.papers:
        cut = cut_file(file, paper)
        assert cut.sha256 == cut_file(file, paper).sha256
        assert len(cut.data) < 0.8 * len(file.data)
        with pikepdf.open(io.BytesIO(cut.data)) as pdf:
            kept = [only_picture(page) for page in pdf.pages]
        assert len(kept) == len(paper.pages)
        for picture, number in zip(kept, paper.numbers, strict=True):
            assert np.array_equal(bgr(picture), scanned[number - 1].pixels)


def test_a_tiff_whose_chain_of_frames_is_broken_is_refused() -> None:
    data = tiff([LETTER.convert("1"), BLANK.convert("1")], "group4")
    file = receive(data, "tap.tiff")
    stack = split_stack(page_images(file))
    for broken in (data[:12], data[:4] + b"\xff\xff\xff\x0f" + data[8:]):
        with pytest.raises(DamagedFileError):
            cut_file(receive(broken, "tap.tiff"), StackPaper(None, stack.pages[:1]))


def test_only_pdf_and_tiff_stacks_are_cut_into_files() -> None:
    file = receive(encoded(BLANK, "PNG"), "tap.png")
    with pytest.raises(UnsupportedTypeError):
        cut_file(file, StackPaper(None))


def test_thumbnails_are_small_and_roles_are_told() -> None:
    stack = split([LETTER, BLANK, sheet(SECOND)])
    roles = [page.role for page in stack.pages]
    assert roles == [PageRole.CONTENT, PageRole.BLANK, PageRole.SEPARATOR]
    assert all(max(page.thumbnail.shape) <= 240 for page in stack.pages)
    assert all(page.thumbnail.dtype == np.uint8 for page in stack.pages)


PATCHES = {"1": "WWNN", "2": "WNNW", "3": "WNWN", "4": "NWWN", "6": "NNWW", "T": "NWNW"}


def patched(code: str, *, dpi: int = 100, inches: float = 2.5) -> Image.Image:
    """A sheet with a patch code near its upper edge, bars from top to bottom."""
    page = Image.new("RGB", SIZE, "white")
    pen = ImageDraw.Draw(page)
    x = 300.0
    for bar in PATCHES[code]:
        width = (0.2 if bar == "W" else 0.08) * dpi
        pen.rectangle((x, 60, x + width - 1, 60 + inches * dpi), fill="black")
        x += width + 0.08 * dpi
    return page


@pytest.mark.parametrize("code", PATCHES)
@pytest.mark.parametrize("angle", [0, 2.5, 90])
def test_patch_codes_are_read(code: str, angle: float) -> None:
    page = patched(code).rotate(
        angle, expand=True, fillcolor="white", resample=Image.Resampling.BILINEAR
    )
    mirrored = {"1": "6", "6": "1", "3": "T", "T": "3"}.get(code, code)
    assert read_patch(bgr(page), 100) in {code, mirrored if angle == 90 else code}


def test_print_is_no_patch_code() -> None:
    assert read_patch(bgr(LETTER), 100) is None
    assert read_patch(bgr(patched("T", inches=0.6)), 100) is None
    assert read_patch(bgr(sheet(SECOND)), 100) is None


def test_a_stack_is_cut_at_patch_codes_that_part_papers() -> None:
    stack = split([LETTER, patched("T"), LETTER, patched("2"), LETTER, patched("4"), LETTER])
    assert [paper.numbers for paper in stack.papers] == [(1,), (3,), (5, 6, 7)]


def receipt() -> Image.Image:
    code = zxingcpp.create_barcode("H26.12-261122-0007", zxingcpp.BarcodeFormat.Code128)
    picture = Image.fromarray(np.asarray(code.to_image(scale=2, add_quiet_zones=True)))
    page = LETTER.copy()
    page.paste(picture.convert("RGB"), (60, 40))
    return page


def test_a_receipt_form_is_a_paper_and_names_the_dossier_of_those_behind_it() -> None:
    stack = split([LETTER, receipt(), BLANK, LETTER, sheet(SECOND), LETTER])
    assert [paper.numbers for paper in stack.papers] == [(1,), (2, 3), (4,), (6,)]
    dossier = "H26.12-261122-0007"
    assert [paper.dossier for paper in stack.papers] == [None, dossier, dossier, dossier]
    assert stack.pages[1].role is PageRole.RECEIPT


def test_backs_of_separator_sheets_are_no_pages_of_papers() -> None:
    pages = [
        sheet(FIRST), LETTER,  # its back is printed on: reused paper
        LETTER, BLANK,
        BLANK, sheet(SECOND),  # laid upside down
        LETTER, LETTER,
        receipt(), LETTER,
        LETTER, BLANK,
    ]  # fmt: skip
    stack = split_stack(
        (PageImage(i, bgr(page), 100) for i, page in enumerate(pages, start=1)), duplex=True
    )
    assert [paper.numbers for paper in stack.papers] == [(3, 4), (7, 8), (9, 10), (11, 12)]
    assert [page.number for page in stack.pages if page.role is PageRole.SEPARATOR] == [1, 2, 5, 6]
