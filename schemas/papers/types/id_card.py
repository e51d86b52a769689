"""Identity card: with a chip (TT 06/2021/TT-BCA) and of Luật Căn cước 2023 (TT 17/2024/TT-BCA)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.model import FieldSpec, Kind, Level, PaperModel, Sensitivity

__all__ = ["IdCard"]

_BASIC = Sensitivity.BASIC
_Text = str | None


class IdCard(PaperModel):
    """Thẻ căn cước công dân, thẻ căn cước: presented, its picture not archived."""

    paper_type: ClassVar[str] = "id_card"
    name: ClassVar[str] = "Thẻ căn cước"
    titles: ClassVar[tuple[str, ...]] = ("CĂN CƯỚC CÔNG DÂN", "CĂN CƯỚC")
    code_patterns: ClassVar[tuple[str, ...]] = (
        r"\d{12}\|(?:\d{9})?\|[^|]+\|\d{8}\|(?:Nam|Nữ)\|[^|]*\|\d{8}(?:\|[^|]*)*",
    )
    result_codes: ClassVar[tuple[str, ...]] = ("KQ.G01.000023",)
    level: ClassVar[Level] = Level.RESTRICTED
    subject_field: ClassVar[str | None] = "personal_id"
    metadata_fields: ClassVar[dict[str, str]] = {
        "number": "personal_id",
        "issued_on": "issued_on",
        "agency": "agency",
        "valid_until": "valid_until",
        "subject_id": "personal_id",
        "subject_name": "full_name",
    }

    personal_id: Annotated[
        _Text,
        FieldSpec(
            "Số định danh cá nhân",
            Kind.ID_NUMBER,
            ("Số định danh cá nhân / Personal identification number:", "Số / No.:"),
            sensitivity=_BASIC,
            required=True,
        ),
    ] = None
    old_id: Annotated[_Text, FieldSpec("Số CMND cũ", Kind.ID_NUMBER, sensitivity=_BASIC)] = None
    full_name: Annotated[
        _Text,
        FieldSpec(
            "Họ, chữ đệm và tên",
            Kind.NAME,
            ("Họ và tên / Full name:", "Họ, chữ đệm và tên khai sinh / Full name:"),
            sensitivity=_BASIC,
            required=True,
        ),
    ] = None
    birth_date: Annotated[
        _Text,
        FieldSpec(
            "Ngày, tháng, năm sinh",
            Kind.DATE,
            ("Ngày sinh / Date of birth:", "Ngày, tháng, năm sinh / Date of birth:"),
            sensitivity=_BASIC,
            required=True,
        ),
    ] = None
    sex: Annotated[
        _Text, FieldSpec("Giới tính", Kind.SEX, ("Giới tính / Sex:",), sensitivity=_BASIC)
    ] = None
    nationality: Annotated[
        _Text,
        FieldSpec("Quốc tịch", Kind.COUNTRY, ("Quốc tịch / Nationality:",), sensitivity=_BASIC),
    ] = None
    home_town: Annotated[
        _Text,
        FieldSpec("Quê quán", Kind.ADDRESS, ("Quê quán / Place of origin:",), sensitivity=_BASIC),
    ] = None
    birth_registered_at: Annotated[
        _Text,
        FieldSpec(
            "Nơi đăng ký khai sinh",
            Kind.ADDRESS,
            ("Nơi đăng ký khai sinh / Place of birth:",),
            sensitivity=_BASIC,
        ),
    ] = None
    residence: Annotated[
        _Text,
        FieldSpec(
            "Nơi cư trú",
            Kind.ADDRESS,
            ("Nơi thường trú / Place of residence:", "Nơi cư trú / Place of residence:"),
            sensitivity=_BASIC,
        ),
    ] = None
    issued_on: Annotated[
        _Text,
        FieldSpec(
            "Ngày cấp",
            Kind.DATE,
            (
                "Ngày, tháng, năm / Date, month, year:",
                "Ngày, tháng, năm cấp / Date of issue:",
            ),
        ),
    ] = None
    valid_until: Annotated[
        _Text,
        FieldSpec(
            "Có giá trị đến",
            Kind.DATE,
            (
                "Có giá trị đến:",
                "Date of expiry:",
                "Có giá trị đến / Date of expiry:",
                "Ngày, tháng, năm hết hạn / Date of expiry:",
            ),
        ),
    ] = None
    agency: Annotated[_Text, FieldSpec("Cơ quan cấp", Kind.AGENCY)] = None
