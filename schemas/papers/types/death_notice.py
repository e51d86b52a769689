"""Notice of death (giấy báo tử) by a hospital, a commune or another authority."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.groups import (
    Agency,
    BirthDate,
    CauseOfDeath,
    DateInWords,
    DeathDate,
    DeathPlace,
    DocumentNumber,
    EthnicGroup,
    IssuedOn,
    Nationality,
    PersonalId,
    PersonName,
    Residence,
    Sex,
    Signer,
)
from schemas.papers.model import Change, FieldSpec, Kind, Level, PaperModel, Role, Sensitivity
from schemas.papers.parties import Party, PartyRole
from schemas.papers.values import Text

__all__ = ["DeathNotice"]

_BASIC = Sensitivity.BASIC


class DeathNotice(PaperModel):
    """Giấy báo tử: the basis for registering a death; not the extract (trích lục khai tử)."""

    paper_type: ClassVar[str] = "death_notice"
    name: ClassVar[str] = "Giấy báo tử"
    titles: ClassVar[tuple[str, ...]] = ("GIẤY BÁO TỬ",)
    level: ClassVar[Level] = Level.RESTRICTED
    parties: ClassVar[tuple[Party, ...]] = (
        Party(PartyRole.DECEASED, "full_name", ("personal_id",), "birth_date", owner=True),
        Party(PartyRole.RELATIVE, "relative"),
        Party(PartyRole.SIGNER, "signer"),
    )

    agency: Annotated[Agency, Change("Nơi báo tử", required=True)] = None
    number: Annotated[DocumentNumber, Change(labels=(), required=True)] = None
    full_name: Annotated[
        PersonName,
        Change(
            labels=("Họ, chữ đệm, tên người chết:", "Họ, chữ đệm, tên:", "Họ và tên người chết:"),
            required=True,
            roles=(Role.OWNER_NAME,),
        ),
    ] = None
    birth_date: Annotated[
        BirthDate, Change("Ngày sinh", ("Ngày, tháng, năm sinh:", "Năm sinh:"), required=True)
    ] = None
    sex: Annotated[Sex, Change(labels=("Giới tính:", "Giới:"))] = None
    ethnic_group: EthnicGroup = None
    nationality: Nationality = None
    personal_id: Annotated[
        PersonalId,
        Change(
            labels=(
                "Số định danh cá nhân:",
                "Số định danh cá nhân/CCCD:",
                "Mã số định danh cá nhân:",
            ),
            roles=(Role.OWNER_ID,),
        ),
    ] = None
    residence: Annotated[
        Residence,
        Change(
            "Nơi cư trú cuối cùng",
            ("Nơi cư trú cuối cùng:", "Nơi thường trú, tạm trú:", "Nơi thường trú:"),
        ),
    ] = None
    died_on: Annotated[
        DeathDate,
        Change(
            labels=("Đã chết vào lúc:", "Đã tử vong vào lúc:", "Thời gian tử vong:"), required=True
        ),
    ] = None
    died_on_in_words: Annotated[DateInWords, Change("Ngày chết bằng chữ")] = None
    death_place: Annotated[DeathPlace, Change(labels=("Nơi chết:", "Nơi tử vong:"))] = None
    cause: Annotated[CauseOfDeath, Change(labels=("Nguyên nhân chết:", "Nguyên nhân tử vong:"))] = (
        None
    )
    relative: Annotated[
        Text | None,
        FieldSpec(
            "Người thân thích",
            Kind.NAME,
            ("Họ tên người thân thích:", "Họ và tên người thân thích:"),
            sensitivity=_BASIC,
        ),
    ] = None
    issued_on: Annotated[IssuedOn, Change(required=True)] = None
    signer: Signer = None
