"""Decisions and official letters in the form of NĐ 30/2020/NĐ-CP, Phụ lục I."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from samples.generate.canvas import Sheet
from samples.generate.forms import day_text, office_head, signer_block
from samples.generate.paper import DrawnPaper
from samples.generate.people import TODAY, Place, draw_day, draw_person

__all__ = ["draw"]

_LEFT, _WIDTH = 32.0, 160.0
_BOTTOM = 262.0
_SIGNERS = (
    ("CHỦ TỊCH",),
    ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
)
_DECISIONS = (
    "Về việc phê duyệt phương án tổ chức điểm tiếp nhận hồ sơ lưu động",
    "Về việc công nhận kết quả rà soát, đơn giản hóa thủ tục hành chính năm {year}",
    "Về việc thành lập Tổ công tác số hóa hồ sơ, giấy tờ còn hiệu lực",
    "Về việc ban hành Quy chế tiếp nhận và trả kết quả giải quyết thủ tục hành chính",
)
_LETTERS = (
    "V/v đôn đốc số hóa kết quả giải quyết thủ tục hành chính",
    "V/v hướng dẫn thực hiện chứng thực bản sao điện tử từ bản chính",
    "V/v báo cáo tình hình tiếp nhận hồ sơ quý {quarter} năm {year}",
    "V/v phối hợp xác minh thông tin trong hồ sơ đăng ký thường trú",
)
_BASES = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
    "Căn cứ Nghị định số 118/2025/NĐ-CP của Chính phủ về thực hiện thủ tục hành chính theo cơ chế "
    "một cửa, một cửa liên thông;",
    "Căn cứ Thông tư số 01/2023/TT-VPCP của Văn phòng Chính phủ quy định một số nội dung và biện "
    "pháp thi hành trong số hóa hồ sơ, giấy tờ;",
)
_ARTICLES = (
    "Điều 1. Giao Văn phòng chủ trì, phối hợp với các đơn vị liên quan tổ chức tiếp nhận, số hóa "
    "hồ sơ, giấy tờ ngay tại nơi nộp; không yêu cầu tổ chức, cá nhân nộp lại giấy tờ đã được số "
    "hóa và còn giá trị sử dụng.",
    "Điều 2. Việc số hóa bảo đảm đầy đủ, chính xác so với bản giấy; người thực hiện số hóa ký số "
    "trên bản sao chụp và chịu trách nhiệm về nội dung đã bóc tách.",
    "Điều 3. Kinh phí thực hiện được bố trí từ nguồn chi thường xuyên theo quy định của pháp luật "
    "về ngân sách nhà nước.",
    "Điều 4. Quyết định này có hiệu lực kể từ ngày ký. Chánh Văn phòng, Thủ trưởng các đơn vị và "
    "cá nhân có liên quan chịu trách nhiệm thi hành Quyết định này./.",
)
_PARAGRAPHS = (
    "Thực hiện kế hoạch chuyển đổi số của Thành phố, Ủy ban nhân dân đề nghị các đơn vị rà soát "
    "toàn bộ giấy tờ còn hiệu lực đang lưu giữ, lập danh mục và tổ chức số hóa theo đúng tiến độ.",
    "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, đề nghị các đơn vị phản ánh kịp thời "
    "bằng văn bản để được hướng dẫn, giải quyết.",
    "Đề nghị các đơn vị nghiêm túc triển khai thực hiện./.",
)


@dataclass(frozen=True, slots=True)
class _Document:
    """What head and foot of a document say."""

    parent: str
    office: str
    number: str
    place: str
    day: dt.date
    titles: tuple[str, ...]
    signer: str
    recipients: tuple[str, ...]


def draw(rng: random.Random) -> DrawnPaper:
    """Draw one document: two decisions to every letter."""
    letter = rng.random() < 1 / 3
    day = draw_day(rng, dt.date(2025, 7, 1), TODAY)
    place = Place.draw(rng, day)
    serial = f"{rng.randint(1, 900):02}"
    document = _Document(
        parent="UBND THÀNH PHỐ HÀ NỘI",
        office=f"ỦY BAN NHÂN DÂN {place.ward.upper()}",
        number=f"{serial}/UBND-VP" if letter else f"{serial}/QĐ-UBND",
        place=place.short,
        day=day,
        titles=rng.choice(_SIGNERS),
        signer=draw_person(rng, born=(1965, 1990)).name,
        recipients=("- Như trên;" if letter else "- Như Điều 4;", "- UBND Thành phố;",
                    "- Lưu: VT, VP."),
    )  # fmt: skip
    texts = _LETTERS if letter else _DECISIONS
    abstract = rng.choice(texts).format(year=day.year, quarter=rng.choice(("II", "III")))
    sheets = (_letter if letter else _decision)(document, abstract, rng)
    fields = {
        "parent_agency": document.parent,
        "agency": document.office,
        "number": document.number,
        "place": document.place,
        "issued_on": day.isoformat(),
        "document_type": "CÔNG VĂN" if letter else "QUYẾT ĐỊNH",
        "abstract": abstract,
        "signer_title": "; ".join(document.titles),
        "signer": document.signer,
        "recipients": " ".join(document.recipients),
    }
    return DrawnPaper("administrative_document", fields, sheets)


def _head(sheet: Sheet, document: _Document) -> None:
    office_head(sheet, document.parent, document.office)
    sheet.text(62, 37.5, f"Số: {document.number}", size=13, align="center")
    placed = f"{document.place}, {day_text(document.day)}"
    sheet.text(143, 37.5, placed, size=13, ink="italic", align="center")


def _decision(document: _Document, abstract: str, rng: random.Random) -> tuple[Sheet, ...]:
    sheet = Sheet()
    _head(sheet, document)
    sheet.text(105, 52, "QUYẾT ĐỊNH", size=14, ink="bold", align="center")
    y = _centred(sheet, 58.5, abstract)
    authority = f"CHỦ TỊCH {document.office}"
    sheet.text(105, y + 8, authority, size=13, ink="bold", align="center")
    y += 17
    for base in (*_BASES, "Theo đề nghị của Chánh Văn phòng."):
        y = sheet.paragraph(_LEFT, y, base, width=_WIDTH, size=13, ink="italic", indent=10) + 1.5
    sheet.text(105, y + 5, "QUYẾT ĐỊNH:", size=14, ink="bold", align="center")
    return _body(sheet, y + 14, _ARTICLES, document, rng)


def _letter(document: _Document, abstract: str, rng: random.Random) -> tuple[Sheet, ...]:
    sheet = Sheet()
    _head(sheet, document)
    y = 43.0
    for part in _halves(abstract):
        sheet.text(62, y, part, size=12, align="center")
        y += 5
    sheet.text(105, y + 9, "Kính gửi: Các phòng, ban, đơn vị trực thuộc.", size=14, align="center")
    return _body(sheet, y + 20, _PARAGRAPHS, document, rng)


def _body(
    sheet: Sheet, y: float, paragraphs: tuple[str, ...], document: _Document, rng: random.Random
) -> tuple[Sheet, ...]:
    """Print the paragraphs and the foot, going on to a second page where the first is full."""
    sheets = [sheet]
    for text in paragraphs:
        if y > _BOTTOM - 14:
            sheets.append(Sheet())
            number = str(len(sheets))
            sheets[-1].text(105, 14, number, size=13, align="center")
            y = 25.0
        y = sheets[-1].paragraph(_LEFT, y, text, width=_WIDTH, size=14, indent=10) + 2
    if y > _BOTTOM - 45:
        sheets.append(Sheet())
        sheets[-1].text(105, 14, str(len(sheets)), size=13, align="center")
        y = 25.0
    _foot(sheets[-1], y + 8, document, rng)
    return tuple(sheets)


def _foot(sheet: Sheet, y: float, document: _Document, rng: random.Random) -> None:
    sheet.text(_LEFT, y, "Nơi nhận:", size=12, ink="bolditalic")
    for row, recipient in enumerate(document.recipients, start=1):
        sheet.text(_LEFT, y + 5 * row, recipient, size=11)
    signer_block(sheet, 145, y, document.titles, document.signer, document.office, rng)


def _centred(sheet: Sheet, y: float, text: str) -> float:
    for part in _halves(text):
        sheet.text(105, y, part, size=14, ink="bold", align="center")
        y += 6
    return y


def _halves(text: str) -> tuple[str, ...]:
    """Break a title into two lines of about the same length where it is long."""
    if len(text) < 50:
        return (text,)
    cut = min((i for i, c in enumerate(text) if c == " "), key=lambda i: abs(i - len(text) // 2))
    return text[:cut], text[cut + 1 :]
