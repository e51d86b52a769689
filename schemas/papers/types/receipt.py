"""Receipt of a dossier with the day of its result, Mẫu số 01, TT 03/2025/TT-VPCP."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.groups import Agency, Phone
from schemas.papers.model import Change, FieldSpec, Kind, Level, PaperModel, Role, Sensitivity
from schemas.papers.parties import Party, PartyRole
from schemas.papers.values import Day, Quantity, Text

__all__ = ["Receipt"]

_BASIC = Sensitivity.BASIC


class Receipt(PaperModel):
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả; also the separator sheet of a stack."""

    paper_type: ClassVar[str] = "receipt"
    name: ClassVar[str] = "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    titles: ClassVar[tuple[str, ...]] = ("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",)
    level: ClassVar[Level] = Level.INTERNAL
    parties: ClassVar[tuple[Party, ...]] = (Party(PartyRole.APPLICANT, "applicant", owner=True),)

    agency: Annotated[Agency, Change("Nơi tiếp nhận")] = None
    dossier: Annotated[
        Text | None,
        FieldSpec(
            "Mã hồ sơ", Kind.DOCUMENT_NUMBER, ("Mã hồ sơ:",), required=True, roles=(Role.NUMBER,)
        ),
    ] = None
    applicant: Annotated[
        Text | None,
        FieldSpec(
            "Người nộp",
            Kind.NAME,
            ("Tiếp nhận hồ sơ của:",),
            sensitivity=_BASIC,
            required=True,
            roles=(Role.OWNER_NAME,),
        ),
    ] = None
    address: Annotated[
        Text | None, FieldSpec("Địa chỉ", Kind.ADDRESS, ("Địa chỉ:",), sensitivity=_BASIC)
    ] = None
    phone: Phone = None
    request: Annotated[
        Text | None,
        FieldSpec(
            "Nội dung yêu cầu",
            labels=("Nội dung yêu cầu giải quyết:",),
            required=True,
            roles=(Role.ABSTRACT,),
        ),
    ] = None
    components: Annotated[
        Text | None, FieldSpec("Thành phần hồ sơ", labels=("Thành phần hồ sơ nộp gồm:",))
    ] = None
    copies: Annotated[
        Quantity | None,
        FieldSpec("Số lượng hồ sơ (bộ)", Kind.NUMBER, ("Số lượng hồ sơ:",), unit="bộ"),
    ] = None
    received_on: Annotated[
        Day | None,
        FieldSpec(
            "Ngày nhận hồ sơ",
            Kind.DATE,
            ("Thời gian nhận hồ sơ:",),
            required=True,
            roles=(Role.ISSUED_ON,),
        ),
    ] = None
    due_on: Annotated[
        Day | None,
        FieldSpec(
            "Ngày trả kết quả",
            Kind.DATE,
            ("Thời gian trả kết quả giải quyết hồ sơ:",),
            ahead=True,
        ),
    ] = None
    handed_out_at: Annotated[
        Text | None, FieldSpec("Đăng ký nhận kết quả tại", labels=("Đăng ký nhận kết quả tại:",))
    ] = None
