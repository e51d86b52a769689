"""Birth certificate (giấy khai sinh) and its copy, TT 04/2020/TT-BTP."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.groups import (
    Agency,
    BirthDate,
    BirthPlace,
    BirthYear,
    DateInWords,
    DocumentNumber,
    EthnicGroup,
    HomeTown,
    IdentityPaper,
    Nationality,
    PersonalId,
    PersonName,
    RegisteredOn,
    Residence,
    Sex,
    Signer,
)
from schemas.papers.model import Change, FieldSpec, Kind, Level, PaperModel, Role, Sensitivity
from schemas.papers.parties import Party, PartyRole
from schemas.papers.values import Text

__all__ = ["BirthCertificate"]

_BASIC = Sensitivity.BASIC
_MOTHER = "Họ, chữ đệm, tên người mẹ:"
_FATHER = "Họ, chữ đệm, tên người cha:"
_BORN = ("Năm sinh:", "Ngày, tháng, năm sinh:")
_OF_FATHER = Change(block=_FATHER, whose="cha")
_OF_MOTHER = Change(block=_MOTHER, whose="mẹ")


class BirthCertificate(PaperModel):
    """Giấy khai sinh: mother before father, the date of birth also in words."""

    paper_type: ClassVar[str] = "birth_certificate"
    name: ClassVar[str] = "Giấy khai sinh"
    titles: ClassVar[tuple[str, ...]] = ("GIẤY KHAI SINH", "TRÍCH LỤC KHAI SINH")
    result_codes: ClassVar[tuple[str, ...]] = ("KQ.G15.000031", "KQ.G15.000342")
    level: ClassVar[Level] = Level.RESTRICTED
    parties: ClassVar[tuple[Party, ...]] = (
        Party(PartyRole.CHILD, "full_name", ("personal_id",), "birth_date", owner=True),
        Party(PartyRole.MOTHER, "mother_name", birth="mother_birth"),
        Party(PartyRole.FATHER, "father_name", birth="father_birth"),
        Party(PartyRole.APPLICANT, "applicant", ("applicant_paper",)),
        Party(PartyRole.SIGNER, "signer"),
    )

    number: Annotated[DocumentNumber, Change(required=True)] = None
    full_name: Annotated[
        PersonName,
        Change(labels=("Họ, chữ đệm, tên:", "Họ và tên:"), required=True, roles=(Role.OWNER_NAME,)),
    ] = None
    birth_date: Annotated[BirthDate, Change(required=True)] = None
    birth_date_in_words: DateInWords = None
    sex: Annotated[Sex, Change(required=True)] = None
    ethnic_group: EthnicGroup = None
    nationality: Nationality = None
    birth_place: BirthPlace = None
    home_town: HomeTown = None
    personal_id: Annotated[PersonalId, Change(roles=(Role.OWNER_ID,))] = None
    mother_name: Annotated[PersonName, Change("Họ tên mẹ", (_MOTHER,), _MOTHER)] = None
    mother_birth: Annotated[BirthYear, Change(labels=_BORN), _OF_MOTHER] = None
    mother_ethnic_group: Annotated[EthnicGroup, _OF_MOTHER] = None
    mother_nationality: Annotated[Nationality, _OF_MOTHER] = None
    mother_residence: Annotated[Residence, _OF_MOTHER] = None
    father_name: Annotated[PersonName, Change("Họ tên cha", (_FATHER,), _FATHER)] = None
    father_birth: Annotated[BirthYear, Change(labels=_BORN), _OF_FATHER] = None
    father_ethnic_group: Annotated[EthnicGroup, _OF_FATHER] = None
    father_nationality: Annotated[Nationality, _OF_FATHER] = None
    father_residence: Annotated[Residence, _OF_FATHER] = None
    applicant: Annotated[
        Text | None,
        FieldSpec(
            "Người đi khai sinh",
            Kind.NAME,
            ("Họ, chữ đệm, tên người đi khai sinh:",),
            sensitivity=_BASIC,
        ),
    ] = None
    applicant_paper: Annotated[IdentityPaper, Change("Giấy tờ tùy thân của người đi khai sinh")] = (
        None
    )
    agency: Annotated[
        Agency,
        Change(
            "Nơi đăng ký khai sinh",
            ("Nơi đăng ký khai sinh:", "Đăng ký khai sinh tại:"),
            required=True,
        ),
    ] = None
    registered_on: RegisteredOn = None
    signer: Signer = None
