"""Extract of a death registration (trích lục khai tử) and its copy, TT 04/2020/TT-BTP."""

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
    Nationality,
    PersonalId,
    PersonName,
    RegisteredOn,
    Residence,
    Sex,
    Signer,
)
from schemas.papers.model import Change, FieldSpec, Kind, Level, PaperModel, Role
from schemas.papers.parties import Party, PartyRole
from schemas.papers.values import Text

__all__ = ["DeathExtract"]

_REGISTERED = "Đăng ký khai tử tại:"


class DeathExtract(PaperModel):
    """Trích lục khai tử: not the notice of death (giấy báo tử) on which it rests."""

    paper_type: ClassVar[str] = "death_extract"
    name: ClassVar[str] = "Trích lục khai tử"
    titles: ClassVar[tuple[str, ...]] = ("TRÍCH LỤC KHAI TỬ",)
    result_codes: ClassVar[tuple[str, ...]] = ("KQ.G15.000034",)
    level: ClassVar[Level] = Level.RESTRICTED
    parties: ClassVar[tuple[Party, ...]] = (
        Party(PartyRole.DECEASED, "full_name", ("personal_id",), "birth_date", owner=True),
        Party(PartyRole.SIGNER, "signer"),
    )

    number: Annotated[DocumentNumber, Change(required=True)] = None
    full_name: Annotated[
        PersonName,
        Change(
            labels=("Họ, chữ đệm, tên:", "Họ, chữ đệm, tên người chết:"),
            required=True,
            roles=(Role.OWNER_NAME,),
        ),
    ] = None
    birth_date: BirthDate = None
    sex: Sex = None
    ethnic_group: EthnicGroup = None
    nationality: Nationality = None
    personal_id: Annotated[
        PersonalId,
        Change(
            labels=("Số định danh cá nhân/Giấy tờ tùy thân:", "Số định danh cá nhân:"),
            roles=(Role.OWNER_ID,),
        ),
    ] = None
    last_residence: Annotated[
        Residence, Change("Nơi cư trú cuối cùng", ("Nơi cư trú cuối cùng:",))
    ] = None
    died_on: Annotated[DeathDate, Change(required=True)] = None
    died_on_in_words: Annotated[DateInWords, Change("Ngày chết bằng chữ")] = None
    death_place: DeathPlace = None
    cause: CauseOfDeath = None
    death_notice: Annotated[
        Text | None,
        FieldSpec("Giấy báo tử hoặc giấy tờ thay thế", labels=("Giấy báo tử/Giấy tờ thay thế:",)),
    ] = None
    agency: Annotated[Agency, Change("Nơi đăng ký khai tử", (_REGISTERED,), required=True)] = None
    register_number: Annotated[
        Text | None, FieldSpec("Số đăng ký", Kind.DOCUMENT_NUMBER, ("Số:",), _REGISTERED)
    ] = None
    registered_on: Annotated[RegisteredOn, Change("Ngày đăng ký", block=_REGISTERED)] = None
    signer: Signer = None
