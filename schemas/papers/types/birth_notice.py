"""Notice of birth by a hospital (giấy chứng sinh), TT 17/2012/TT-BYT as amended."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.model import FieldSpec, Kind, Level, PaperModel, Sensitivity

__all__ = ["BirthNotice"]

_BASIC, _SENSITIVE = Sensitivity.BASIC, Sensitivity.SENSITIVE
_Text = str | None


class BirthNotice(PaperModel):
    """Giấy chứng sinh: what a birth certificate is registered upon."""

    paper_type: ClassVar[str] = "birth_notice"
    name: ClassVar[str] = "Giấy chứng sinh"
    titles: ClassVar[tuple[str, ...]] = ("GIẤY CHỨNG SINH",)
    level: ClassVar[Level] = Level.RESTRICTED
    subject_field: ClassVar[str | None] = "mother_id"
    metadata_fields: ClassVar[dict[str, str]] = {
        "number": "number",
        "subject_id": "mother_id",
        "subject_name": "mother_name",
    }

    number: Annotated[_Text, FieldSpec("Số", Kind.DOCUMENT_NUMBER, ("Số:",))] = None
    mother_name: Annotated[
        _Text,
        FieldSpec(
            "Họ tên mẹ",
            Kind.NAME,
            ("Họ và tên mẹ/Người nuôi dưỡng:",),
            sensitivity=_BASIC,
            required=True,
        ),
    ] = None
    mother_birth: Annotated[
        _Text, FieldSpec("Năm sinh của mẹ", Kind.DATE, ("Năm sinh:",), sensitivity=_BASIC)
    ] = None
    mother_ethnic_group: Annotated[
        _Text,
        FieldSpec("Dân tộc của mẹ", Kind.ETHNIC_GROUP, ("Dân tộc:",), sensitivity=_SENSITIVE),
    ] = None
    mother_id: Annotated[
        _Text,
        FieldSpec(
            "Số định danh của mẹ", Kind.ID_NUMBER, ("Số CCCD/Hộ chiếu:",), sensitivity=_BASIC
        ),
    ] = None
    residence: Annotated[
        _Text,
        FieldSpec("Nơi thường trú", Kind.ADDRESS, ("Nơi đăng ký thường trú:",), None, _BASIC),
    ] = None
    born_on: Annotated[
        _Text,
        FieldSpec(
            "Ngày sinh của con",
            Kind.DATE,
            ("Đã sinh con vào lúc:",),
            sensitivity=_BASIC,
            required=True,
        ),
    ] = None
    sex: Annotated[
        _Text, FieldSpec("Giới tính của con", Kind.SEX, ("Giới tính của con:",), None, _BASIC)
    ] = None
    weight: Annotated[
        _Text, FieldSpec("Cân nặng (gam)", Kind.NUMBER, ("Cân nặng:",), None, _SENSITIVE)
    ] = None
    child_name: Annotated[
        _Text,
        FieldSpec("Tên dự định", Kind.NAME, ("Dự định đặt tên con là:",), None, _BASIC),
    ] = None
