"""Receipt of a dossier with the day of its result, Mẫu số 01, TT 03/2025/TT-VPCP."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.model import FieldSpec, Kind, Level, PaperModel, Sensitivity

__all__ = ["Receipt"]

_BASIC = Sensitivity.BASIC
_Text = str | None


class Receipt(PaperModel):
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả; also the separator sheet of a stack."""

    paper_type: ClassVar[str] = "receipt"
    name: ClassVar[str] = "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    titles: ClassVar[tuple[str, ...]] = ("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",)
    level: ClassVar[Level] = Level.INTERNAL
    metadata_fields: ClassVar[dict[str, str]] = {
        "number": "dossier",
        "issued_on": "received_on",
        "agency": "agency",
        "subject": "request",
        "subject_name": "applicant",
    }

    agency: Annotated[_Text, FieldSpec("Nơi tiếp nhận", Kind.AGENCY)] = None
    dossier: Annotated[
        _Text, FieldSpec("Mã hồ sơ", Kind.DOCUMENT_NUMBER, ("Mã hồ sơ:",), required=True)
    ] = None
    applicant: Annotated[
        _Text,
        FieldSpec(
            "Người nộp", Kind.NAME, ("Tiếp nhận hồ sơ của:",), sensitivity=_BASIC, required=True
        ),
    ] = None
    address: Annotated[
        _Text, FieldSpec("Địa chỉ", Kind.ADDRESS, ("Địa chỉ:",), sensitivity=_BASIC)
    ] = None
    phone: Annotated[
        _Text,
        FieldSpec("Số điện thoại", Kind.DOCUMENT_NUMBER, ("Số điện thoại:",), sensitivity=_BASIC),
    ] = None
    request: Annotated[
        _Text,
        FieldSpec("Nội dung yêu cầu", labels=("Nội dung yêu cầu giải quyết:",), required=True),
    ] = None
    components: Annotated[
        _Text, FieldSpec("Thành phần hồ sơ", labels=("Thành phần hồ sơ nộp gồm:",))
    ] = None
    copies: Annotated[
        _Text, FieldSpec("Số lượng hồ sơ (bộ)", Kind.NUMBER, ("Số lượng hồ sơ:",))
    ] = None
    received_on: Annotated[
        _Text,
        FieldSpec("Ngày nhận hồ sơ", Kind.DATE, ("Thời gian nhận hồ sơ:",), required=True),
    ] = None
    due_on: Annotated[
        _Text,
        FieldSpec("Ngày trả kết quả", Kind.DATE, ("Thời gian trả kết quả giải quyết hồ sơ:",)),
    ] = None
    handed_out_at: Annotated[
        _Text, FieldSpec("Đăng ký nhận kết quả tại", labels=("Đăng ký nhận kết quả tại:",))
    ] = None
