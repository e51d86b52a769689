"""Certificate of enterprise registration (đăng ký doanh nghiệp), TT 01/2021 and TT 68/2025."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.model import FieldSpec, Kind, Level, PaperModel, Sensitivity

__all__ = ["EnterpriseCertificate"]

_BASIC, _SENSITIVE = Sensitivity.BASIC, Sensitivity.SENSITIVE
_OWNER = "4. Thông tin về chủ sở hữu"
_REPRESENTATIVE = "5. Người đại diện theo pháp luật của công ty"
_NAME = ("Họ, chữ đệm và tên:", "Họ và tên:")
_Text = str | None


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
    subject_field: ClassVar[str | None] = "number"
    metadata_fields: ClassVar[dict[str, str]] = {
        "number": "number",
        "issued_on": "first_registered_on",
        "agency": "agency",
        "subject": "company_name",
        "subject_id": "number",
        "subject_name": "company_name",
    }

    agency: Annotated[_Text, FieldSpec("Cơ quan đăng ký", Kind.AGENCY, required=True)] = None
    number: Annotated[
        _Text,
        FieldSpec(
            "Mã số doanh nghiệp", Kind.DOCUMENT_NUMBER, ("Mã số doanh nghiệp:",), required=True
        ),
    ] = None
    first_registered_on: Annotated[
        _Text,
        FieldSpec(
            "Đăng ký lần đầu",
            Kind.DATE,
            ("Đăng ký lần đầu,", "Đăng ký lần đầu:"),
            required=True,
        ),
    ] = None
    last_change: Annotated[
        _Text, FieldSpec("Đăng ký thay đổi", labels=("Đăng ký thay đổi lần thứ:",))
    ] = None
    company_name: Annotated[
        _Text,
        FieldSpec(
            "Tên công ty",
            labels=("Tên công ty viết bằng tiếng Việt:", "Tên doanh nghiệp viết bằng tiếng Việt:"),
            required=True,
        ),
    ] = None
    short_name: Annotated[
        _Text, FieldSpec("Tên viết tắt", Kind.DOCUMENT_NUMBER, ("Tên công ty viết tắt:",))
    ] = None
    address: Annotated[
        _Text,
        FieldSpec(
            "Địa chỉ trụ sở chính",
            Kind.ADDRESS,
            ("Địa chỉ trụ sở chính:", "Địa chỉ trụ sở chính"),
        ),
    ] = None
    phone: Annotated[_Text, FieldSpec("Điện thoại", Kind.DOCUMENT_NUMBER, ("Điện thoại:",))] = None
    capital: Annotated[
        _Text, FieldSpec("Vốn điều lệ (đồng)", Kind.NUMBER, ("Vốn điều lệ:", "Vốn đầu tư:"))
    ] = None
    capital_in_words: Annotated[_Text, FieldSpec("Vốn điều lệ bằng chữ", labels=("Bằng chữ:",))] = (
        None
    )
    owner: Annotated[_Text, FieldSpec("Chủ sở hữu", Kind.NAME, _NAME, _OWNER, _BASIC)] = None
    owner_id: Annotated[
        _Text,
        FieldSpec(
            "Số định danh của chủ sở hữu",
            Kind.ID_NUMBER,
            ("Số định danh cá nhân:", "Số giấy tờ pháp lý của cá nhân:"),
            _OWNER,
            _BASIC,
        ),
    ] = None
    representative: Annotated[
        _Text,
        FieldSpec("Người đại diện", Kind.NAME, _NAME, _REPRESENTATIVE, _BASIC, required=True),
    ] = None
    representative_sex: Annotated[
        _Text, FieldSpec("Giới tính", Kind.SEX, ("Giới tính:",), _REPRESENTATIVE, _BASIC)
    ] = None
    position: Annotated[
        _Text, FieldSpec("Chức danh", Kind.TEXT, ("Chức danh:",), _REPRESENTATIVE)
    ] = None
    representative_birth: Annotated[
        _Text,
        FieldSpec(
            "Ngày sinh", Kind.DATE, ("Ngày, tháng, năm sinh:", "Sinh ngày:"), _REPRESENTATIVE,
            _BASIC,
        ),
    ] = None  # fmt: skip
    representative_ethnic_group: Annotated[
        _Text,
        FieldSpec("Dân tộc", Kind.ETHNIC_GROUP, ("Dân tộc:",), _REPRESENTATIVE, _SENSITIVE),
    ] = None
    representative_nationality: Annotated[
        _Text, FieldSpec("Quốc tịch", Kind.COUNTRY, ("Quốc tịch:",), _REPRESENTATIVE, _BASIC)
    ] = None
    representative_id: Annotated[
        _Text,
        FieldSpec(
            "Số định danh cá nhân",
            Kind.ID_NUMBER,
            ("Số định danh cá nhân:", "Số giấy tờ pháp lý của cá nhân:"),
            _REPRESENTATIVE,
            _BASIC,
        ),
    ] = None
    representative_residence: Annotated[
        _Text,
        FieldSpec(
            "Địa chỉ liên lạc", Kind.ADDRESS, ("Địa chỉ liên lạc:",), _REPRESENTATIVE, _BASIC
        ),
    ] = None
    signer: Annotated[_Text, FieldSpec("Người ký", Kind.NAME)] = None
