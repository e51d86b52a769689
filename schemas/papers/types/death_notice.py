"""Notice of death (giấy báo tử) by a hospital, a commune or another authority."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.model import FieldSpec, Kind, Level, PaperModel, Sensitivity

__all__ = ["DeathNotice"]

_BASIC, _SENSITIVE = Sensitivity.BASIC, Sensitivity.SENSITIVE
_Text = str | None


class DeathNotice(PaperModel):
    """Giấy báo tử: what a death is registered upon; not the extract (trích lục khai tử)."""

    paper_type: ClassVar[str] = "death_notice"
    name: ClassVar[str] = "Giấy báo tử"
    titles: ClassVar[tuple[str, ...]] = ("GIẤY BÁO TỬ",)
    level: ClassVar[Level] = Level.RESTRICTED
    subject_field: ClassVar[str | None] = "personal_id"
    metadata_fields: ClassVar[dict[str, str]] = {
        "number": "number",
        "issued_on": "issued_on",
        "agency": "agency",
        "subject_id": "personal_id",
        "subject_name": "full_name",
    }

    agency: Annotated[_Text, FieldSpec("Nơi báo tử", Kind.AGENCY, required=True)] = None
    number: Annotated[_Text, FieldSpec("Số", Kind.DOCUMENT_NUMBER, required=True)] = None
    full_name: Annotated[
        _Text,
        FieldSpec(
            "Họ, chữ đệm, tên",
            Kind.NAME,
            ("Họ, chữ đệm, tên người chết:", "Họ, chữ đệm, tên:", "Họ và tên người chết:"),
            None,
            _BASIC,
            required=True,
        ),
    ] = None
    birth_date: Annotated[
        _Text,
        FieldSpec(
            "Ngày sinh", Kind.DATE, ("Ngày, tháng, năm sinh:", "Năm sinh:"), None, _BASIC, True
        ),
    ] = None
    sex: Annotated[
        _Text, FieldSpec("Giới tính", Kind.SEX, ("Giới tính:", "Giới:"), None, _BASIC)
    ] = None
    ethnic_group: Annotated[
        _Text, FieldSpec("Dân tộc", Kind.ETHNIC_GROUP, ("Dân tộc:",), None, _SENSITIVE)
    ] = None
    nationality: Annotated[
        _Text, FieldSpec("Quốc tịch", Kind.COUNTRY, ("Quốc tịch:",), None, _BASIC)
    ] = None
    personal_id: Annotated[
        _Text,
        FieldSpec(
            "Số định danh cá nhân",
            Kind.ID_NUMBER,
            ("Số định danh cá nhân:", "Số định danh cá nhân/CCCD:", "Mã số định danh cá nhân:"),
            None,
            _BASIC,
        ),
    ] = None
    residence: Annotated[
        _Text,
        FieldSpec(
            "Nơi cư trú cuối cùng",
            Kind.ADDRESS,
            ("Nơi cư trú cuối cùng:", "Nơi thường trú, tạm trú:", "Nơi thường trú:"),
            None,
            _BASIC,
        ),
    ] = None
    died_on: Annotated[
        _Text,
        FieldSpec(
            "Ngày chết",
            Kind.DATE,
            ("Đã chết vào lúc:", "Đã tử vong vào lúc:", "Thời gian tử vong:"),
            None,
            _BASIC,
            required=True,
        ),
    ] = None
    died_on_in_words: Annotated[
        _Text, FieldSpec("Ngày chết bằng chữ", Kind.DATE, ("Ghi bằng chữ:",), None, _BASIC)
    ] = None
    death_place: Annotated[
        _Text,
        FieldSpec("Nơi chết", Kind.ADDRESS, ("Nơi chết:", "Nơi tử vong:"), None, _BASIC),
    ] = None
    cause: Annotated[
        _Text,
        FieldSpec(
            "Nguyên nhân chết",
            Kind.TEXT,
            ("Nguyên nhân chết:", "Nguyên nhân tử vong:"),
            None,
            _SENSITIVE,
        ),
    ] = None
    relative: Annotated[
        _Text,
        FieldSpec(
            "Người thân thích",
            Kind.NAME,
            ("Họ tên người thân thích:", "Họ và tên người thân thích:"),
            None,
            _BASIC,
        ),
    ] = None
    issued_on: Annotated[_Text, FieldSpec("Ngày cấp", Kind.DATE, required=True)] = None
    signer: Annotated[_Text, FieldSpec("Người ký", Kind.NAME)] = None
