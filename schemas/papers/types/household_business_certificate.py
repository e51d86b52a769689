"""Certificate of a household business (hộ kinh doanh), TT 68/2025/TT-BTC."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.model import FieldSpec, Kind, Level, PaperModel, Sensitivity

__all__ = ["HouseholdBusinessCertificate"]

_BASIC, _SENSITIVE = Sensitivity.BASIC, Sensitivity.SENSITIVE
_HEAD_OF_HOUSEHOLD = "6. Chủ hộ kinh doanh"
_Text = str | None


class HouseholdBusinessCertificate(PaperModel):
    """Giấy chứng nhận đăng ký hộ kinh doanh."""

    paper_type: ClassVar[str] = "household_business_certificate"
    name: ClassVar[str] = "Giấy chứng nhận đăng ký hộ kinh doanh"
    titles: ClassVar[tuple[str, ...]] = ("GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH",)
    result_codes: ClassVar[tuple[str, ...]] = (
        "KQ.G12.001041",
        "KQ.G12.001053",
        "KQ.G12.001350",
    )
    level: ClassVar[Level] = Level.INTERNAL
    subject_field: ClassVar[str | None] = "owner_id"
    metadata_fields: ClassVar[dict[str, str]] = {
        "number": "number",
        "issued_on": "first_registered_on",
        "agency": "agency",
        "subject": "business_name",
        "subject_id": "owner_id",
        "subject_name": "owner",
    }

    agency: Annotated[_Text, FieldSpec("Cơ quan đăng ký", Kind.AGENCY, required=True)] = None
    number: Annotated[
        _Text,
        FieldSpec(
            "Mã số hộ kinh doanh",
            Kind.DOCUMENT_NUMBER,
            ("Mã số hộ kinh doanh:", "Mã số đăng ký hộ kinh doanh:"),
            required=True,
        ),
    ] = None
    first_registered_on: Annotated[
        _Text, FieldSpec("Đăng ký lần đầu", Kind.DATE, ("Đăng ký lần đầu,",), required=True)
    ] = None
    last_change: Annotated[
        _Text, FieldSpec("Đăng ký thay đổi", labels=("Đăng ký thay đổi lần thứ:",))
    ] = None
    business_name: Annotated[
        _Text,
        FieldSpec(
            "Tên hộ kinh doanh",
            labels=("Tên hộ kinh doanh (ghi bằng chữ in hoa):", "Tên hộ kinh doanh:"),
            required=True,
        ),
    ] = None
    address: Annotated[
        _Text,
        FieldSpec(
            "Địa chỉ trụ sở",
            Kind.ADDRESS,
            ("Địa chỉ trụ sở hộ kinh doanh:", "Địa điểm kinh doanh:"),
        ),
    ] = None
    phone: Annotated[
        _Text,
        FieldSpec("Điện thoại", Kind.DOCUMENT_NUMBER, ("Điện thoại:",), sensitivity=_BASIC),
    ] = None
    trades: Annotated[_Text, FieldSpec("Ngành, nghề", labels=("Ngành, nghề kinh doanh:",))] = None
    capital: Annotated[
        _Text, FieldSpec("Vốn kinh doanh (đồng)", Kind.NUMBER, ("Vốn kinh doanh:",))
    ] = None
    owner: Annotated[
        _Text,
        FieldSpec(
            "Chủ hộ kinh doanh",
            Kind.NAME,
            ("Họ, chữ đệm và tên:", "Họ và tên:"),
            _HEAD_OF_HOUSEHOLD,
            _BASIC,
            required=True,
        ),
    ] = None
    owner_sex: Annotated[
        _Text,
        FieldSpec("Giới tính", Kind.SEX, ("Giới tính:",), _HEAD_OF_HOUSEHOLD, _BASIC),
    ] = None
    owner_birth: Annotated[
        _Text,
        FieldSpec("Ngày sinh", Kind.DATE, ("Ngày, tháng, năm sinh:",), _HEAD_OF_HOUSEHOLD, _BASIC),
    ] = None
    owner_ethnic_group: Annotated[
        _Text,
        FieldSpec("Dân tộc", Kind.ETHNIC_GROUP, ("Dân tộc:",), _HEAD_OF_HOUSEHOLD, _SENSITIVE),
    ] = None
    owner_nationality: Annotated[
        _Text,
        FieldSpec("Quốc tịch", Kind.COUNTRY, ("Quốc tịch:",), _HEAD_OF_HOUSEHOLD, _BASIC),
    ] = None
    owner_id: Annotated[
        _Text,
        FieldSpec(
            "Số định danh cá nhân",
            Kind.ID_NUMBER,
            ("Số định danh cá nhân:",),
            _HEAD_OF_HOUSEHOLD,
            _BASIC,
            required=True,
        ),
    ] = None
    signer: Annotated[_Text, FieldSpec("Người ký", Kind.NAME)] = None
