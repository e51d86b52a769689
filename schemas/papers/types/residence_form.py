"""Residence form CT01 (tờ khai thay đổi thông tin cư trú), in its template versions."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.model import FieldSpec, Kind, Level, PaperModel, Sensitivity

__all__ = ["ResidenceForm"]

_BASIC = Sensitivity.BASIC
_Text = str | None


class ResidenceForm(PaperModel):
    """Tờ khai CT01; those who move along are one value, a row a member."""

    paper_type: ClassVar[str] = "residence_form"
    name: ClassVar[str] = "Tờ khai thay đổi thông tin cư trú (CT01)"
    titles: ClassVar[tuple[str, ...]] = ("TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ",)
    level: ClassVar[Level] = Level.RESTRICTED
    subject_field: ClassVar[str | None] = "personal_id"
    metadata_fields: ClassVar[dict[str, str]] = {
        "subject": "request",
        "subject_id": "personal_id",
        "subject_name": "full_name",
    }

    template: Annotated[
        _Text,
        FieldSpec(
            "Mẫu ban hành theo",
            Kind.DOCUMENT_NUMBER,
            (
                "Mẫu CT01 ban hành kèm theo Thông tư số",
                "Mẫu CT01 ban hành theo TT số",
                "Mẫu CT01 ban hành kèm theo TT số",
            ),
        ),
    ] = None
    addressee: Annotated[_Text, FieldSpec("Kính gửi", labels=("Kính gửi:",))] = None
    full_name: Annotated[
        _Text,
        FieldSpec(
            "Họ, chữ đệm và tên",
            Kind.NAME,
            ("Họ, chữ đệm và tên khai sinh:",),
            sensitivity=_BASIC,
            required=True,
        ),
    ] = None
    birth_date: Annotated[
        _Text,
        FieldSpec(
            "Ngày, tháng, năm sinh",
            Kind.DATE,
            ("Ngày, tháng, năm sinh:",),
            sensitivity=_BASIC,
            required=True,
        ),
    ] = None
    sex: Annotated[_Text, FieldSpec("Giới tính", Kind.SEX, ("Giới tính:",), sensitivity=_BASIC)] = (
        None
    )
    personal_id: Annotated[
        _Text,
        FieldSpec(
            "Số định danh cá nhân",
            Kind.ID_NUMBER,
            ("Số định danh cá nhân:",),
            sensitivity=_BASIC,
            required=True,
        ),
    ] = None
    phone: Annotated[
        _Text,
        FieldSpec(
            "Số điện thoại",
            Kind.DOCUMENT_NUMBER,
            ("Số điện thoại liên hệ:",),
            sensitivity=_BASIC,
        ),
    ] = None
    email: Annotated[_Text, FieldSpec("Email", labels=("Email:",), sensitivity=_BASIC)] = None
    household_head: Annotated[
        _Text,
        FieldSpec("Chủ hộ", Kind.NAME, ("Họ, chữ đệm và tên chủ hộ:",), sensitivity=_BASIC),
    ] = None
    relation: Annotated[
        _Text,
        FieldSpec("Quan hệ với chủ hộ", labels=("Mối quan hệ với chủ hộ:",), sensitivity=_BASIC),
    ] = None
    household_head_id: Annotated[
        _Text,
        FieldSpec(
            "Số định danh của chủ hộ",
            Kind.ID_NUMBER,
            ("Số định danh cá nhân của chủ hộ:",),
            sensitivity=_BASIC,
        ),
    ] = None
    request: Annotated[
        _Text, FieldSpec("Nội dung đề nghị", labels=("Nội dung đề nghị:",), required=True)
    ] = None
    members: Annotated[_Text, FieldSpec("Những thành viên cùng thay đổi", sensitivity=_BASIC)] = (
        None
    )
