"""Power of attorney (giấy ủy quyền), Bộ luật Dân sự 2015, Art. 562 and following."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.model import FieldSpec, Kind, Level, PaperModel, Sensitivity

__all__ = ["PowerOfAttorney"]

_BASIC = Sensitivity.BASIC
_PRINCIPAL = "Bên ủy quyền (Bên A):"
_AGENT = "Bên được ủy quyền (Bên B):"
_NAME, _BORN = ("Họ và tên:", "Ông/Bà:"), ("Sinh ngày:", "Ngày sinh:")
_ID = ("Căn cước số:", "CCCD số:", "Số định danh cá nhân:")
_LIVES = ("Nơi cư trú:", "Địa chỉ:")
_Text = str | None


class PowerOfAttorney(PaperModel):
    """Giấy ủy quyền: who acts for whom, in what, how long."""

    paper_type: ClassVar[str] = "power_of_attorney"
    name: ClassVar[str] = "Giấy ủy quyền"
    titles: ClassVar[tuple[str, ...]] = ("GIẤY ỦY QUYỀN", "VĂN BẢN ỦY QUYỀN")
    level: ClassVar[Level] = Level.RESTRICTED
    subject_field: ClassVar[str | None] = "principal_id"
    metadata_fields: ClassVar[dict[str, str]] = {
        "subject": "matter",
        "subject_id": "principal_id",
        "subject_name": "principal",
    }

    principal: Annotated[
        _Text, FieldSpec("Người ủy quyền", Kind.NAME, _NAME, _PRINCIPAL, _BASIC, required=True)
    ] = None
    principal_birth: Annotated[
        _Text, FieldSpec("Ngày sinh người ủy quyền", Kind.DATE, _BORN, _PRINCIPAL, _BASIC)
    ] = None
    principal_id: Annotated[
        _Text, FieldSpec("Số định danh người ủy quyền", Kind.ID_NUMBER, _ID, _PRINCIPAL, _BASIC)
    ] = None
    principal_residence: Annotated[
        _Text, FieldSpec("Nơi cư trú người ủy quyền", Kind.ADDRESS, _LIVES, _PRINCIPAL, _BASIC)
    ] = None
    agent: Annotated[
        _Text, FieldSpec("Người được ủy quyền", Kind.NAME, _NAME, _AGENT, _BASIC, required=True)
    ] = None
    agent_birth: Annotated[
        _Text, FieldSpec("Ngày sinh người được ủy quyền", Kind.DATE, _BORN, _AGENT, _BASIC)
    ] = None
    agent_id: Annotated[
        _Text, FieldSpec("Số định danh người được ủy quyền", Kind.ID_NUMBER, _ID, _AGENT, _BASIC)
    ] = None
    agent_residence: Annotated[
        _Text, FieldSpec("Nơi cư trú người được ủy quyền", Kind.ADDRESS, _LIVES, _AGENT, _BASIC)
    ] = None
    matter: Annotated[
        _Text, FieldSpec("Nội dung ủy quyền", labels=("Nội dung ủy quyền:",), required=True)
    ] = None
    term: Annotated[_Text, FieldSpec("Thời hạn ủy quyền", labels=("Thời hạn ủy quyền:",))] = None
