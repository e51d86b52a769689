"""Power of attorney (giấy ủy quyền), Bộ luật Dân sự 2015, Art. 562 and following."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.groups import BirthDate, PersonalId, Residence
from schemas.papers.model import Change, FieldSpec, Kind, Level, PaperModel, Role, Sensitivity
from schemas.papers.parties import Party, PartyRole
from schemas.papers.values import Text

__all__ = ["PowerOfAttorney"]

_BASIC = Sensitivity.BASIC
_PRINCIPAL = "Bên ủy quyền (Bên A):"
_AGENT = "Bên được ủy quyền (Bên B):"
_NAME = ("Họ và tên:", "Ông/Bà:")
_BORN = ("Sinh ngày:", "Ngày sinh:")
_ID = ("Căn cước số:", "CCCD số:", "Số định danh cá nhân:")
_LIVES = ("Nơi cư trú:", "Địa chỉ:")


class PowerOfAttorney(PaperModel):
    """Giấy ủy quyền: who acts for whom, in what, how long."""

    paper_type: ClassVar[str] = "power_of_attorney"
    name: ClassVar[str] = "Giấy ủy quyền"
    titles: ClassVar[tuple[str, ...]] = ("GIẤY ỦY QUYỀN", "VĂN BẢN ỦY QUYỀN")
    level: ClassVar[Level] = Level.RESTRICTED
    parties: ClassVar[tuple[Party, ...]] = (
        Party(PartyRole.PRINCIPAL, "principal", ("principal_id",), "principal_birth", owner=True),
        Party(PartyRole.AGENT, "agent", ("agent_id",), "agent_birth"),
    )

    principal: Annotated[
        Text | None,
        FieldSpec(
            "Người ủy quyền",
            Kind.NAME,
            _NAME,
            _PRINCIPAL,
            sensitivity=_BASIC,
            required=True,
            roles=(Role.OWNER_NAME,),
        ),
    ] = None
    principal_birth: Annotated[BirthDate, Change("Ngày sinh người ủy quyền", _BORN, _PRINCIPAL)] = (
        None
    )
    principal_id: Annotated[
        PersonalId, Change("Số định danh người ủy quyền", _ID, _PRINCIPAL, roles=(Role.OWNER_ID,))
    ] = None
    principal_residence: Annotated[
        Residence, Change("Nơi cư trú người ủy quyền", _LIVES, _PRINCIPAL)
    ] = None
    agent: Annotated[
        Text | None,
        FieldSpec(
            "Người được ủy quyền", Kind.NAME, _NAME, _AGENT, sensitivity=_BASIC, required=True
        ),
    ] = None
    agent_birth: Annotated[BirthDate, Change("Ngày sinh người được ủy quyền", _BORN, _AGENT)] = None
    agent_id: Annotated[PersonalId, Change("Số định danh người được ủy quyền", _ID, _AGENT)] = None
    agent_residence: Annotated[
        Residence, Change("Nơi cư trú người được ủy quyền", _LIVES, _AGENT)
    ] = None
    matter: Annotated[
        Text | None,
        FieldSpec(
            "Nội dung ủy quyền",
            labels=("Nội dung ủy quyền:",),
            required=True,
            roles=(Role.ABSTRACT,),
        ),
    ] = None
    term: Annotated[Text | None, FieldSpec("Thời hạn ủy quyền", labels=("Thời hạn ủy quyền:",))] = (
        None
    )
