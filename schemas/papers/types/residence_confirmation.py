"""Confirmation of residence CT07 (xác nhận thông tin về cư trú)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.groups import (
    Agency,
    BirthDate,
    DocumentNumber,
    EthnicGroup,
    HomeTown,
    HouseholdHead,
    HouseholdHeadId,
    IssuedOn,
    Nationality,
    PermanentResidence,
    PersonalId,
    PersonName,
    PresentResidence,
    RelationToHead,
    Religion,
    Sex,
    Signer,
    Template,
    TemporaryResidence,
    ValidUntil,
)
from schemas.papers.model import Change, FieldSpec, Level, PaperModel, Role, Sensitivity
from schemas.papers.parties import Party, PartyRole
from schemas.papers.values import Text

__all__ = ["ResidenceConfirmation"]

_BASIC = Sensitivity.BASIC


class ResidenceConfirmation(PaperModel):
    """Xác nhận thông tin về cư trú (CT07): where somebody lives, with whom, until when it holds."""

    paper_type: ClassVar[str] = "residence_confirmation"
    name: ClassVar[str] = "Xác nhận thông tin về cư trú (CT07)"
    titles: ClassVar[tuple[str, ...]] = ("XÁC NHẬN THÔNG TIN VỀ CƯ TRÚ",)
    result_codes: ClassVar[tuple[str, ...]] = ("KQ.G01.000062",)
    level: ClassVar[Level] = Level.RESTRICTED
    parties: ClassVar[tuple[Party, ...]] = (
        Party(PartyRole.OWNER, "full_name", ("personal_id",), "birth_date", owner=True),
        Party(PartyRole.HOUSEHOLD_HEAD, "household_head", ("household_head_id",)),
        Party(PartyRole.MEMBER, numbers=("members",), rows=True),
        Party(PartyRole.SIGNER, "signer"),
    )

    template: Annotated[
        Template,
        Change(
            labels=("Mẫu CT07 ban hành kèm theo Thông tư số", "Mẫu CT07 ban hành kèm theo TT số")
        ),
    ] = None
    agency: Annotated[Agency, Change("Cơ quan xác nhận", required=True)] = None
    number: Annotated[DocumentNumber, Change(labels=(), required=True)] = None
    full_name: Annotated[
        PersonName,
        Change(
            "Họ, chữ đệm và tên",
            ("Họ, chữ đệm và tên khai sinh:", "Họ, chữ đệm và tên:"),
            required=True,
            roles=(Role.OWNER_NAME,),
        ),
    ] = None
    birth_date: Annotated[BirthDate, Change("Ngày sinh", required=True)] = None
    sex: Sex = None
    personal_id: Annotated[
        PersonalId,
        Change(
            labels=("Số định danh cá nhân:", "Số định danh cá nhân/CMND:"),
            required=True,
            roles=(Role.OWNER_ID,),
        ),
    ] = None
    ethnic_group: EthnicGroup = None
    religion: Religion = None
    nationality: Nationality = None
    home_town: HomeTown = None
    permanent: PermanentResidence = None
    temporary: TemporaryResidence = None
    present: PresentResidence = None
    household_head: HouseholdHead = None
    relation: RelationToHead = None
    household_head_id: HouseholdHeadId = None
    members: Annotated[Text | None, FieldSpec("Thành viên khác của hộ", sensitivity=_BASIC)] = None
    other: Annotated[
        Text | None, FieldSpec("Nội dung xác nhận khác", labels=("Nội dung xác nhận khác:",))
    ] = None
    valid_until: Annotated[
        ValidUntil,
        Change(
            labels=(
                "Xác nhận thông tin cư trú này có giá trị đến hết ngày",
                "Xác nhận thông tin cư trú này có giá trị đến ngày",
            )
        ),
    ] = None
    issued_on: Annotated[IssuedOn, Change("Ngày xác nhận", required=True)] = None
    signer: Signer = None
