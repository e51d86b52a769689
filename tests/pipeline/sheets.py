"""Drawn pages and files for the tests of the intake steps."""

from __future__ import annotations

import functools
import io
from collections.abc import Sequence
from importlib import resources

import numpy as np
import pikepdf
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

DPI = 150
SIZE = 1240, 1754
"""A4 at 150 dpi."""

BODY = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
    "Căn cứ Nghị định số 30/2020/NĐ-CP về công tác văn thư;",
    "Xét đề nghị của Chánh Văn phòng và Trưởng phòng Văn hóa - Xã hội,",
    "Điều 1. Thành lập Tổ công tác số hóa hồ sơ, giấy tờ còn hiệu lực của phường,",
    "gồm các ông, bà có tên trong danh sách kèm theo.",
    "Điều 2. Tổ công tác có nhiệm vụ:",
    "a) Kiểm đếm, phân loại giấy tờ trước khi quét;",
    "b) Đối chiếu kết quả số hóa với bản giấy và ký xác nhận từng tệp tin;",
    "c) Báo cáo kết quả hằng tuần cho Chủ tịch Ủy ban nhân dân phường.",
    "Điều 3. Quyết định này có hiệu lực kể từ ngày ký.",
    "Điều 4. Văn phòng, các phòng chuyên môn và những người có tên tại Điều 1",
    "chịu trách nhiệm thi hành Quyết định này.",
)
LETTER = (
    (120, 110, "ỦY BAN NHÂN DÂN"),
    (120, 150, "PHƯỜNG Ô CHỢ DỪA"),
    (660, 110, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    (740, 150, "Độc lập - Tự do - Hạnh phúc"),
    (120, 230, "Số: 30/QĐ-UBND"),
    (660, 230, "Hà Nội, ngày 5 tháng 3 năm 2026"),
    (500, 320, "QUYẾT ĐỊNH"),
    *((120, 420 + 60 * i, text) for i, text in enumerate(BODY)),
    (760, 1400, "CHỦ TỊCH"),
)
"""Lines of a letter: left, top, text."""


@functools.cache
def font(size: int = 24) -> ImageFont.FreeTypeFont:
    path = resources.files("pipeline.seal.fonts") / "MotlanSerif-Regular.ttf"
    return ImageFont.truetype(io.BytesIO(path.read_bytes()), size)


def drawn(
    lines: Sequence[tuple[int, int, str]] = LETTER, size: tuple[int, int] = SIZE
) -> Image.Image:
    page = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(page)
    for left, top, text in lines:
        pen.text((left, top), text, "black", font())
    return page


def skewed(page: Image.Image, clockwise: float) -> Image.Image:
    return page.rotate(-clockwise, resample=Image.Resampling.BICUBIC, fillcolor="white")


def bgr(page: Image.Image) -> NDArray[np.uint8]:
    return np.ascontiguousarray(np.asarray(page.convert("RGB"))[:, :, ::-1])


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def tiff(pages: Sequence[Image.Image], compression: str) -> bytes:
    first, *rest = pages
    return encoded(
        first,
        "TIFF",
        save_all=True,
        append_images=rest,
        compression=compression,
        dpi=(DPI, DPI),
    )


def scan_pdf(pages: Sequence[Image.Image], dpi: float = DPI) -> bytes:
    """A PDF with one JPEG picture a page, as scanners make it."""
    with pikepdf.new() as pdf:
        for picture in pages:
            width, height = (side * 72 / dpi for side in picture.size)
            pdf.add_blank_page(page_size=(width, height))
            image = pdf.make_stream(
                encoded(picture, "JPEG", quality=85),
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Image,
                Width=picture.width,
                Height=picture.height,
                ColorSpace=pikepdf.Name.DeviceRGB,
                BitsPerComponent=8,
                Filter=pikepdf.Name.DCTDecode,
            )
            page = pdf.pages[-1]
            page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
            page.obj.Contents = pdf.make_stream(f"{width} 0 0 {height} 0 0 cm /I Do".encode())
        return saved(pdf)


def saved(pdf: pikepdf.Pdf, encryption: pikepdf.Encryption | None = None) -> bytes:
    buffer = io.BytesIO()
    pdf.save(buffer, encryption=encryption)
    return buffer.getvalue()


def stamped(
    page: Image.Image,
    text: str,
    middle: tuple[int, int],
    slant: float,
    colour: str,
    *,
    frame: bool = True,
) -> Image.Image:
    """The page with a stamp of one line pressed on, slanted clockwise by some degrees."""
    face = font(32)
    width, height = round(face.getlength(text)) + 70, 96
    layer = Image.new("RGBA", (width, height), (255, 255, 255, 0))
    pen = ImageDraw.Draw(layer)
    if frame:
        pen.rectangle((20, 20, width - 20, height - 20), outline=colour, width=3)
    pen.text((35, 27), text, colour, face)
    layer = layer.rotate(-slant, expand=True, resample=Image.Resampling.BICUBIC)
    below = page.copy()
    below.paste(layer, (middle[0] - layer.width // 2, middle[1] - layer.height // 2), layer)
    return below
