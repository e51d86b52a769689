"""Administrative documents in the form of NĐ 30/2020/NĐ-CP: decisions, official letters, notices.

The layout is fixed by the decree (Phụ lục I): agency, number and symbol on the left of the head;
motto, place and date on the right; then type and abstract; signer bottom right, recipients bottom
left.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

from schemas.papers.model import FieldSpec, Kind, Level, PaperModel

__all__ = ["DOCUMENT_TYPES", "OFFICIAL_LETTER", "AdministrativeDocument"]

DOCUMENT_TYPES: dict[str, str] = {
    # NĐ 30/2020/NĐ-CP Art. 7 and Phụ lục III (name: abbreviation in the symbol)
    "NGHỊ QUYẾT": "NQ",
    "QUYẾT ĐỊNH": "QĐ",
    "CHỈ THỊ": "CT",
    "QUY CHẾ": "QC",
    "QUY ĐỊNH": "QyĐ",
    "THÔNG CÁO": "TC",
    "THÔNG BÁO": "TB",
    "HƯỚNG DẪN": "HD",
    "CHƯƠNG TRÌNH": "CTr",
    "KẾ HOẠCH": "KH",
    "PHƯƠNG ÁN": "PA",
    "ĐỀ ÁN": "ĐA",
    "DỰ ÁN": "DA",
    "BÁO CÁO": "BC",
    "BIÊN BẢN": "BB",
    "TỜ TRÌNH": "TTr",
    "HỢP ĐỒNG": "HĐ",
    "CÔNG ĐIỆN": "CĐ",
    "BẢN GHI NHỚ": "BGN",
    "BẢN THỎA THUẬN": "BTT",
    "GIẤY ỦY QUYỀN": "GUQ",
    "GIẤY MỜI": "GM",
    "GIẤY GIỚI THIỆU": "GGT",
    "GIẤY NGHỈ PHÉP": "GNP",
    "PHIẾU GỬI": "PG",
    "PHIẾU CHUYỂN": "PC",
    "PHIẾU BÁO": "PB",
    # legal normative documents share the head (Luật ban hành văn bản quy phạm pháp luật)
    "LUẬT": "QH",
    "PHÁP LỆNH": "PL",
    "LỆNH": "L",
    "NGHỊ ĐỊNH": "NĐ",
    "THÔNG TƯ": "TT",
    "THÔNG TƯ LIÊN TỊCH": "TTLT",
}
"""Types that are printed as a title, with their abbreviation in the symbol."""

OFFICIAL_LETTER = "CÔNG VĂN"
"""Type of the documents that print no title: an abstract `V/v …` under the number instead."""


class AdministrativeDocument(PaperModel):
    """Văn bản hành chính theo thể thức NĐ 30/2020/NĐ-CP."""

    paper_type: ClassVar[str] = "administrative_document"
    name: ClassVar[str] = "Văn bản hành chính"
    titles: ClassVar[tuple[str, ...]] = tuple(DOCUMENT_TYPES)
    level: ClassVar[Level] = Level.INTERNAL
    metadata_fields: ClassVar[dict[str, str]] = {
        "number": "number",
        "name": "document_type",
        "issued_on": "issued_on",
        "agency": "agency",
        "subject": "abstract",
    }

    parent_agency: Annotated[str | None, FieldSpec("Cơ quan chủ quản", Kind.AGENCY)] = None
    agency: Annotated[str | None, FieldSpec("Cơ quan ban hành", Kind.AGENCY, required=True)] = None
    number: Annotated[
        str | None, FieldSpec("Số, ký hiệu", Kind.DOCUMENT_NUMBER, ("Số:",), required=True)
    ] = None
    place: Annotated[str | None, FieldSpec("Địa danh")] = None
    issued_on: Annotated[dt.date | None, FieldSpec("Ngày ban hành", Kind.DATE, required=True)] = (
        None
    )
    document_type: Annotated[str | None, FieldSpec("Loại văn bản", required=True)] = None
    abstract: Annotated[str | None, FieldSpec("Trích yếu", labels=("V/v",), required=True)] = None
    urgency: Annotated[str | None, FieldSpec("Độ khẩn")] = None
    signer_title: Annotated[str | None, FieldSpec("Chức vụ người ký")] = None
    signer: Annotated[str | None, FieldSpec("Người ký", Kind.NAME, required=True)] = None
    recipients: Annotated[str | None, FieldSpec("Nơi nhận", labels=("Nơi nhận:",))] = None
