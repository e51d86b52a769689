"""Extract of a death registration (trích lục khai tử) and its copy, TT 04/2020/TT-BTP."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.model import FieldSpec, Kind, Level, PaperModel, Sensitivity

__all__ = ["DeathExtract"]

_BASIC, _SENSITIVE = Sensitivity.BASIC, Sensitivity.SENSITIVE
_REGISTERED = "Đăng ký khai tử tại:"
_Text = str | None


class DeathExtract(PaperModel):
    """Trích lục khai tử: not the notice of death (giấy báo tử) on which it rests."""

    paper_type: ClassVar[str] = "death_extract"
    name: ClassVar[str] = "Trích lục khai tử"
    titles: ClassVar[tuple[str, ...]] = ("TRÍCH LỤC KHAI TỬ",)
    result_codes: ClassVar[tuple[str, ...]] = ("KQ.G15.000034",)
    level: ClassVar[Level] = Level.RESTRICTED
    subject_field: ClassVar[str | None] = "personal_id"
    metadata_fields: ClassVar[dict[str, str]] = {
        "number": "number",
        "issued_on": "registered_on",
        "agency": "agency",
        "subject_id": "personal_id",
        "subject_name": "full_name",
    }

    number: Annotated[_Text, FieldSpec("Số", Kind.DOCUMENT_NUMBER, ("Số:",), required=True)] = None
    full_name: Annotated[
        _Text,
        FieldSpec(
            "Họ, chữ đệm, tên",
            Kind.NAME,
            ("Họ, chữ đệm, tên:", "Họ, chữ đệm, tên người chết:"),
            sensitivity=_BASIC,
            required=True,
        ),
    ] = None
    birth_date: Annotated[
        _Text,
        FieldSpec(
            "Ngày, tháng, năm sinh", Kind.DATE, ("Ngày, tháng, năm sinh:",), sensitivity=_BASIC
        ),
    ] = None
    sex: Annotated[_Text, FieldSpec("Giới tính", Kind.SEX, ("Giới tính:",), sensitivity=_BASIC)] = (
        None
    )
    ethnic_group: Annotated[
        _Text,
        FieldSpec("Dân tộc", Kind.ETHNIC_GROUP, ("Dân tộc:",), sensitivity=_SENSITIVE),
    ] = None
    nationality: Annotated[
        _Text, FieldSpec("Quốc tịch", Kind.COUNTRY, ("Quốc tịch:",), sensitivity=_BASIC)
    ] = None
    personal_id: Annotated[
        _Text,
        FieldSpec(
            "Số định danh cá nhân",
            Kind.ID_NUMBER,
            ("Số định danh cá nhân/Giấy tờ tùy thân:", "Số định danh cá nhân:"),
            sensitivity=_BASIC,
        ),
    ] = None
    last_residence: Annotated[
        _Text,
        FieldSpec(
            "Nơi cư trú cuối cùng", Kind.ADDRESS, ("Nơi cư trú cuối cùng:",), sensitivity=_BASIC
        ),
    ] = None
    died_on: Annotated[
        _Text,
        FieldSpec("Ngày chết", Kind.DATE, ("Đã chết vào lúc:",), sensitivity=_BASIC, required=True),
    ] = None
    died_on_in_words: Annotated[
        _Text, FieldSpec("Ngày chết bằng chữ", Kind.DATE, ("Ghi bằng chữ:",), sensitivity=_BASIC)
    ] = None
    death_place: Annotated[
        _Text, FieldSpec("Nơi chết", Kind.ADDRESS, ("Nơi chết:",), sensitivity=_BASIC)
    ] = None
    cause: Annotated[
        _Text, FieldSpec("Nguyên nhân chết", labels=("Nguyên nhân chết:",), sensitivity=_SENSITIVE)
    ] = None
    death_notice: Annotated[
        _Text,
        FieldSpec("Giấy báo tử hoặc giấy tờ thay thế", labels=("Giấy báo tử/Giấy tờ thay thế:",)),
    ] = None
    agency: Annotated[
        _Text, FieldSpec("Nơi đăng ký khai tử", Kind.AGENCY, (_REGISTERED,), required=True)
    ] = None
    register_number: Annotated[
        _Text,
        FieldSpec("Số đăng ký", Kind.DOCUMENT_NUMBER, ("Số:",), _REGISTERED),
    ] = None
    registered_on: Annotated[
        _Text,
        FieldSpec(
            "Ngày đăng ký", Kind.DATE, ("Ngày, tháng, năm đăng ký:",), _REGISTERED, required=True
        ),
    ] = None
    signer: Annotated[_Text, FieldSpec("Người ký", Kind.NAME)] = None
