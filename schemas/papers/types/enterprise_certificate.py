"""Certificate of enterprise registration (đăng ký doanh nghiệp), TT 01/2021 and TT 68/2025."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.groups import (
    Agency,
    BirthDate,
    EthnicGroup,
    FirstRegisteredOn,
    LastChange,
    Nationality,
    PersonalId,
    Phone,
    Residence,
    Sex,
    Signer,
)
from schemas.papers.model import Change, FieldSpec, Kind, Level, PaperModel, Role, Sensitivity
from schemas.papers.parties import Party, PartyRole
from schemas.papers.values import Quantity, TaxCode, Text

__all__ = ["EnterpriseCertificate"]

_BASIC = Sensitivity.BASIC
_OWNER = "4. Thông tin về chủ sở hữu"
_REPRESENTATIVE = "5. Người đại diện theo pháp luật của công ty"
_NAME = ("Họ, chữ đệm và tên:", "Họ và tên:")
_ID = ("Số định danh cá nhân:", "Số giấy tờ pháp lý của cá nhân:")


class EnterpriseCertificate(PaperModel):
    """Giấy chứng nhận đăng ký doanh nghiệp; the highest number of change is the valid one."""

    paper_type: ClassVar[str] = "enterprise_certificate"
    name: ClassVar[str] = "Giấy chứng nhận đăng ký doanh nghiệp"
    titles: ClassVar[tuple[str, ...]] = (
        "GIẤY CHỨNG NHẬN ĐĂNG KÝ DOANH NGHIỆP",
        "GIẤY CHỨNG NHẬN ĐĂNG KÝ DOANH NGHIỆP CÔNG TY TRÁCH NHIỆM HỮU HẠN MỘT THÀNH VIÊN",
        "GIẤY CHỨNG NHẬN ĐĂNG KÝ DOANH NGHIỆP CÔNG TY CỔ PHẦN",
    )
    result_codes: ClassVar[tuple[str, ...]] = ("KQ.G12.001044", "KQ.G12.001046")
    level: ClassVar[Level] = Level.INTERNAL
    parties: ClassVar[tuple[Party, ...]] = (
        Party(PartyRole.ORGANISATION, "company_name", ("number",), owner=True),
        Party(PartyRole.COMPANY_OWNER, "owner", ("owner_id",)),
        Party(
            PartyRole.REPRESENTATIVE,
            "representative",
            ("representative_id",),
            "representative_birth",
        ),
        Party(PartyRole.SIGNER, "signer"),
    )

    agency: Annotated[Agency, Change("Cơ quan đăng ký", required=True)] = None
    number: Annotated[
        TaxCode | None,
        FieldSpec(
            "Mã số doanh nghiệp",
            Kind.DOCUMENT_NUMBER,
            ("Mã số doanh nghiệp:",),
            required=True,
            roles=(Role.NUMBER, Role.OWNER_ID),
        ),
    ] = None
    first_registered_on: Annotated[
        FirstRegisteredOn, Change(labels=("Đăng ký lần đầu,", "Đăng ký lần đầu:"))
    ] = None
    last_change: LastChange = None
    company_name: Annotated[
        Text | None,
        FieldSpec(
            "Tên công ty",
            labels=("Tên công ty viết bằng tiếng Việt:", "Tên doanh nghiệp viết bằng tiếng Việt:"),
            required=True,
            roles=(Role.OWNER_NAME, Role.ABSTRACT),
        ),
    ] = None
    short_name: Annotated[
        Text | None, FieldSpec("Tên viết tắt", Kind.DOCUMENT_NUMBER, ("Tên công ty viết tắt:",))
    ] = None
    address: Annotated[
        Text | None,
        FieldSpec(
            "Địa chỉ trụ sở chính", Kind.ADDRESS, ("Địa chỉ trụ sở chính:", "Địa chỉ trụ sở chính")
        ),
    ] = None
    phone: Annotated[
        Phone, Change("Điện thoại", ("Điện thoại:",), sensitivity=Sensitivity.NONE)
    ] = None
    capital: Annotated[
        Quantity | None,
        FieldSpec("Vốn điều lệ (đồng)", Kind.NUMBER, ("Vốn điều lệ:", "Vốn đầu tư:"), unit="đồng"),
    ] = None
    capital_in_words: Annotated[
        Text | None, FieldSpec("Vốn điều lệ bằng chữ", labels=("Bằng chữ:",))
    ] = None
    owner: Annotated[
        Text | None, FieldSpec("Chủ sở hữu", Kind.NAME, _NAME, _OWNER, sensitivity=_BASIC)
    ] = None
    owner_id: Annotated[PersonalId, Change("Số định danh của chủ sở hữu", _ID, _OWNER)] = None
    representative: Annotated[
        Text | None,
        FieldSpec(
            "Người đại diện", Kind.NAME, _NAME, _REPRESENTATIVE, sensitivity=_BASIC, required=True
        ),
    ] = None
    representative_sex: Annotated[Sex, Change(block=_REPRESENTATIVE)] = None
    position: Annotated[
        Text | None, FieldSpec("Chức danh", labels=("Chức danh:",), block=_REPRESENTATIVE)
    ] = None
    representative_birth: Annotated[
        BirthDate, Change("Ngày sinh", ("Ngày, tháng, năm sinh:", "Sinh ngày:"), _REPRESENTATIVE)
    ] = None
    representative_ethnic_group: Annotated[EthnicGroup, Change(block=_REPRESENTATIVE)] = None
    representative_nationality: Annotated[Nationality, Change(block=_REPRESENTATIVE)] = None
    representative_id: Annotated[PersonalId, Change(labels=_ID, block=_REPRESENTATIVE)] = None
    representative_residence: Annotated[
        Residence, Change("Địa chỉ liên lạc", ("Địa chỉ liên lạc:",), _REPRESENTATIVE)
    ] = None
    signer: Signer = None
