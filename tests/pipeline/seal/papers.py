"""Made-up papers whose every word and box is known."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Literal

from PIL import Image, ImageDraw, ImageFont

from schemas.record.paper import Classification, PaperRecord
from schemas.record.reading import Box, CodeReading, Line, PageReading, Point, Polygon, Word

Turn = Literal[0, 90, 180, 270]

DPI = 150
WIDTH, HEIGHT = 1240, 1754

TWO_COLUMNS = (
    (120, 100, "ỦY BAN NHÂN DÂN"),
    (120, 140, "PHƯỜNG Ô CHỢ DỪA"),
    (640, 100, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    (740, 140, "Độc lập - Tự do - Hạnh phúc"),
    (120, 220, "Số: 30/2020/NĐ-CP"),
    (640, 220, "Hà Nội, ngày 5 tháng 3 năm 2020"),
    (420, 320, "QUYẾT ĐỊNH"),
    (120, 420, "Điều 1. Ghi chú về người nộp hồ sơ Nguyễn Thị Hường, ở số 7 ngõ 12 phố Ỷ Lan"),
    (120, 460, "và ý kiến của Ủy ban nhân dân phường: a) đồng ý; b) nộp lệ phí 8.000 đồng."),
)
ALL_LETTERS = tuple(
    (120, 560 + 40 * i, row)
    for i, row in enumerate(
        (
            "à á ả ã ạ ă ằ ắ ẳ ẵ ặ â ầ ấ ẩ ẫ ậ è é ẻ ẽ ẹ ê ề ế ể ễ ệ",
            "ì í ỉ ĩ ị ò ó ỏ õ ọ ô ồ ố ổ ỗ ộ ơ ờ ớ ở ỡ ợ ù ú ủ ũ ụ",
            "ư ừ ứ ử ữ ự ỳ ý ỷ ỹ ỵ đ Đ Ơ Ư Ă Â Ê Ô",
        )
    )
)


@dataclass(frozen=True)
class Page:
    """A picture and what a perfect reader would say of it."""

    picture: Image.Image
    reading: PageReading

    @property
    def words(self) -> list[str]:
        return [w.text for line in self.reading.lines for w in line.words]

    def jpeg(self) -> bytes:
        return encoded(self.picture, "JPEG", quality=85)


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, dpi=(DPI, DPI), **options)
    return buffer.getvalue()


def font(size: int = 24) -> ImageFont.FreeTypeFont:
    path = resources.files("pipeline.seal.fonts") / "MotlanSerif-Regular.ttf"
    return ImageFont.truetype(io.BytesIO(path.read_bytes()), size)


def page(
    lines: Sequence[tuple[int, int, str]] = TWO_COLUMNS,
    *,
    number: int = 1,
    rotation: Turn = 0,
    skew: float = 0.0,
    codes: tuple[CodeReading, ...] = (),
) -> Page:
    """Draw a page and lay it on the scanner turned and skewed as asked.

    `rotation` and `skew` are what a reader has to turn clockwise to make it upright again.
    """
    upright = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(upright)
    face = font()
    for left, top, text in lines:
        draw.text((left, top), text, "black", face)
    skewed = upright.rotate(skew, fillcolor="white", resample=Image.Resampling.BILINEAR)
    picture = skewed.rotate(rotation, expand=True)
    read = tuple(_line(left, top, text, face, rotation, skew) for left, top, text in lines)
    reading = PageReading(
        number=number,
        width=picture.width,
        height=picture.height,
        dpi=DPI,
        rotation=rotation,
        skew=skew,
        lines=read,
        codes=codes,
    )
    return Page(picture, reading)


def _line(
    left: int,
    top: int,
    text: str,
    face: ImageFont.FreeTypeFont,
    rotation: int,
    skew: float,
) -> Line:
    words, x = [], float(left)
    for token in text.split(" "):
        width = face.getlength(token)
        words.append(Word(text=token, box=Box(x, top, x + width, top + 28), confidence=1))
        x += width + face.getlength(" ")
    box = Box(left, top, words[-1].box.right, top + 28)
    corners = (
        Point(box.left, box.top),
        Point(box.right, box.top),
        Point(box.right, box.bottom),
        Point(box.left, box.bottom),
    )
    a, b, c, d = (on_scanner(corner, rotation, skew) for corner in corners)
    polygon: Polygon = (a, b, c, d)
    return Line(
        text=text, confidence=1, box=box, polygon=polygon, words=tuple(words), reader="thật"
    )


def on_scanner(point: Point, rotation: int, skew: float) -> Point:
    """Where a point of the level upright page lies on the picture as scanned."""
    angle = math.radians(-skew)  # anticlockwise, y downwards
    x, y = point.x - WIDTH / 2, point.y - HEIGHT / 2
    x, y = x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)
    x, y = x + WIDTH / 2, y + HEIGHT / 2
    return {
        0: Point(x, y),
        90: Point(y, WIDTH - x),
        180: Point(WIDTH - x, HEIGHT - y),
        270: Point(HEIGHT - y, x),
    }[rotation]


def record(original: bytes, media_type: str = "image/jpeg") -> PaperRecord:
    now = dt.datetime(2026, 11, 22, 2, 0, tzinfo=dt.UTC)
    return PaperRecord(
        paper_id=hashlib.sha256(original).hexdigest(),
        received_at=now,
        processed_at=now,
        software="motlan thử",
        media_type=media_type,
        size=len(original),
        classification=Classification(paper_type="decision", confidence=1, reason="QUYẾT ĐỊNH"),
    )
