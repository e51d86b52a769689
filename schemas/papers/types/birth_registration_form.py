"""Birth-registration form (tờ khai đăng ký khai sinh), TT 04/2020/TT-BTP and TT 04/2024/TT-BTP."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.groups import (
    Agency,
    BirthDate,
    BirthPlace,
    DateInWords,
    EthnicGroup,
    HomeTown,
    IdentityPaper,
    MadeOn,
    Nationality,
    PersonName,
    Residence,
    Sex,
)
from schemas.papers.model import Change, FieldSpec, Kind, Level, PaperModel, Role, Sensitivity
from schemas.papers.parties import Party, PartyRole
from schemas.papers.values import Text

__all__ = ["BirthRegistrationForm"]

_BASIC = Sensitivity.BASIC
_MOTHER = "Họ, chữ đệm, tên người mẹ:"
_FATHER = "Họ, chữ đệm, tên người cha:"
_CHILD = "Đề nghị cơ quan đăng ký khai sinh cho người dưới đây:"
_BORN = ("Ngày, tháng, năm sinh:", "Năm sinh:")
_OF_FATHER = Change(block=_FATHER, whose="cha")
_OF_MOTHER = Change(block=_MOTHER, whose="mẹ")


class BirthRegistrationForm(PaperModel):
    """Tờ khai đăng ký khai sinh: who asks, then the child, then mother and father."""

    paper_type: ClassVar[str] = "birth_registration_form"
    name: ClassVar[str] = "Tờ khai đăng ký khai sinh"
    titles: ClassVar[tuple[str, ...]] = ("TỜ KHAI ĐĂNG KÝ KHAI SINH",)
    level: ClassVar[Level] = Level.RESTRICTED
    parties: ClassVar[tuple[Party, ...]] = (
        Party(PartyRole.CHILD, "full_name", birth="birth_date", owner=True),
        Party(PartyRole.APPLICANT, "applicant", ("applicant_paper",), "applicant_birth"),
        Party(PartyRole.MOTHER, "mother_name", ("mother_paper",), "mother_birth"),
        Party(PartyRole.FATHER, "father_name", ("father_paper",), "father_birth"),
    )

    addressee: Annotated[Agency, Change("Kính gửi", ("Kính gửi:",))] = None
    applicant: Annotated[
        Text | None,
        FieldSpec(
            "Người yêu cầu",
            Kind.NAME,
            ("Họ, chữ đệm, tên người yêu cầu:",),
            sensitivity=_BASIC,
            required=True,
        ),
    ] = None
    applicant_birth: Annotated[BirthDate, Change("Ngày sinh của người yêu cầu", _BORN)] = None
    applicant_residence: Annotated[Residence, Change("Nơi cư trú của người yêu cầu")] = None
    applicant_paper: Annotated[IdentityPaper, Change("Giấy tờ tùy thân của người yêu cầu")] = None
    relation: Annotated[
        Text | None,
        FieldSpec("Quan hệ", labels=("Quan hệ với người được khai sinh:",), sensitivity=_BASIC),
    ] = None
    full_name: Annotated[
        PersonName,
        Change("Họ, chữ đệm, tên của con", block=_CHILD, required=True, roles=(Role.OWNER_NAME,)),
    ] = None
    birth_date: Annotated[BirthDate, Change("Ngày sinh của con", _BORN, _CHILD, required=True)] = (
        None
    )
    birth_date_in_words: Annotated[DateInWords, Change(block=_CHILD)] = None
    sex: Annotated[Sex, Change(block=_CHILD, required=True)] = None
    ethnic_group: Annotated[EthnicGroup, Change(block=_CHILD)] = None
    nationality: Annotated[Nationality, Change(block=_CHILD)] = None
    birth_place: Annotated[BirthPlace, Change(block=_CHILD)] = None
    home_town: Annotated[HomeTown, Change(block=_CHILD)] = None
    mother_name: Annotated[PersonName, Change("Họ tên mẹ", (_MOTHER,), _MOTHER)] = None
    mother_birth: Annotated[BirthDate, Change("Ngày sinh", _BORN), _OF_MOTHER] = None
    mother_ethnic_group: Annotated[EthnicGroup, _OF_MOTHER] = None
    mother_nationality: Annotated[Nationality, _OF_MOTHER] = None
    mother_residence: Annotated[Residence, _OF_MOTHER] = None
    mother_paper: Annotated[IdentityPaper, _OF_MOTHER] = None
    father_name: Annotated[PersonName, Change("Họ tên cha", (_FATHER,), _FATHER)] = None
    father_birth: Annotated[BirthDate, Change("Ngày sinh", _BORN), _OF_FATHER] = None
    father_ethnic_group: Annotated[EthnicGroup, _OF_FATHER] = None
    father_nationality: Annotated[Nationality, _OF_FATHER] = None
    father_residence: Annotated[Residence, _OF_FATHER] = None
    father_paper: Annotated[IdentityPaper, _OF_FATHER] = None
    made_on: MadeOn = None
