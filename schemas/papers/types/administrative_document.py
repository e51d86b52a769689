"""Administrative documents in the form of NĐ 30/2020/NĐ-CP: decisions, official letters, notices.

The layout is fixed by the decree (Phụ lục I): agency, number and symbol on the left of the head;
motto, place and date on the right; then type and abstract; signer bottom right, recipients bottom
left.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.groups import Agency, DocumentNumber, IssuedOn, Signer
from schemas.papers.model import Change, FieldSpec, Kind, Level, PaperModel, Role
from schemas.papers.parties import Party, PartyRole
from schemas.papers.values import Text

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
"""Document types that are printed as a title, with their abbreviation in the symbol."""

OFFICIAL_LETTER = "CÔNG VĂN"
"""Type of documents without a printed title: an abstract `V/v …` stands under the number."""


class AdministrativeDocument(PaperModel):
    """Văn bản hành chính theo thể thức NĐ 30/2020/NĐ-CP."""

    paper_type: ClassVar[str] = "administrative_document"
    name: ClassVar[str] = "Văn bản hành chính"
    titles: ClassVar[tuple[str, ...]] = tuple(DOCUMENT_TYPES)
    level: ClassVar[Level] = Level.INTERNAL
    parties: ClassVar[tuple[Party, ...]] = (Party(PartyRole.SIGNER, "signer"),)

    parent_agency: Annotated[Text | None, FieldSpec("Cơ quan chủ quản", Kind.AGENCY)] = None
    agency: Annotated[Agency, Change("Cơ quan ban hành", required=True)] = None
    number: Annotated[DocumentNumber, Change("Số, ký hiệu", required=True)] = None
    place: Annotated[Text | None, FieldSpec("Địa danh")] = None
    issued_on: Annotated[IssuedOn, Change("Ngày ban hành", required=True)] = None
    document_type: Annotated[
        Text | None, FieldSpec("Loại văn bản", required=True, roles=(Role.NAME,))
    ] = None
    abstract: Annotated[
        Text | None, FieldSpec("Trích yếu", labels=("V/v",), required=True, roles=(Role.ABSTRACT,))
    ] = None
    urgency: Annotated[Text | None, FieldSpec("Độ khẩn")] = None
    signer_title: Annotated[Text | None, FieldSpec("Chức vụ người ký")] = None
    signer: Annotated[Signer, Change(required=True)] = None
    recipients: Annotated[Text | None, FieldSpec("Nơi nhận", labels=("Nơi nhận:",))] = None
