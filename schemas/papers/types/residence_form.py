"""Residence form CT01 (tờ khai thay đổi thông tin cư trú), in its template versions."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.groups import (
    BirthDate,
    HouseholdHead,
    HouseholdHeadId,
    PersonalId,
    PersonName,
    Phone,
    RelationToHead,
    Request,
    Sex,
    Template,
)
from schemas.papers.model import Change, FieldSpec, Level, PaperModel, Role, Sensitivity
from schemas.papers.parties import Party, PartyRole
from schemas.papers.values import Text

__all__ = ["ResidenceForm"]

_BASIC = Sensitivity.BASIC


class ResidenceForm(PaperModel):
    """Tờ khai CT01; those who move along are one value, a row a member."""

    paper_type: ClassVar[str] = "residence_form"
    name: ClassVar[str] = "Tờ khai thay đổi thông tin cư trú (CT01)"
    titles: ClassVar[tuple[str, ...]] = ("TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ",)
    level: ClassVar[Level] = Level.RESTRICTED
    parties: ClassVar[tuple[Party, ...]] = (
        Party(PartyRole.OWNER, "full_name", ("personal_id",), "birth_date", owner=True),
        Party(PartyRole.HOUSEHOLD_HEAD, "household_head", ("household_head_id",)),
        Party(PartyRole.MEMBER, numbers=("members",), rows=True),
    )

    template: Annotated[
        Template,
        Change(
            labels=(
                "Mẫu CT01 ban hành kèm theo Thông tư số",
                "Mẫu CT01 ban hành theo TT số",
                "Mẫu CT01 ban hành kèm theo TT số",
            )
        ),
    ] = None
    addressee: Annotated[Text | None, FieldSpec("Kính gửi", labels=("Kính gửi:",))] = None
    full_name: Annotated[
        PersonName,
        Change(
            "Họ, chữ đệm và tên",
            ("Họ, chữ đệm và tên khai sinh:",),
            required=True,
            roles=(Role.OWNER_NAME,),
        ),
    ] = None
    birth_date: Annotated[BirthDate, Change(required=True)] = None
    sex: Sex = None
    personal_id: Annotated[PersonalId, Change(required=True, roles=(Role.OWNER_ID,))] = None
    phone: Annotated[Phone, Change(labels=("Số điện thoại liên hệ:",))] = None
    email: Annotated[Text | None, FieldSpec("Email", labels=("Email:",), sensitivity=_BASIC)] = None
    household_head: HouseholdHead = None
    relation: RelationToHead = None
    household_head_id: HouseholdHeadId = None
    request: Request = None
    members: Annotated[
        Text | None, FieldSpec("Những thành viên cùng thay đổi", sensitivity=_BASIC)
    ] = None
