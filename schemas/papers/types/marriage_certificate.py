"""Marriage certificate (giấy chứng nhận kết hôn) and its copy, TT 04/2020/TT-BTP."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.groups import (
    Agency,
    BirthDate,
    DocumentNumber,
    EthnicGroup,
    IdentityPaper,
    Nationality,
    PersonName,
    RegisteredOn,
    Residence,
    Signer,
)
from schemas.papers.model import Change, Level, PaperModel, Role
from schemas.papers.parties import Party, PartyRole

__all__ = ["HUSBAND", "WIFE", "MarriageCertificate"]

WIFE = "Họ, chữ đệm, tên vợ:"
HUSBAND = "Họ, chữ đệm, tên chồng:"

_BORN = ("Ngày, tháng, năm sinh:", "Năm sinh:")
_OF_HUSBAND = Change(block=HUSBAND, whose="chồng")
_OF_WIFE = Change(block=WIFE, whose="vợ")


class MarriageCertificate(PaperModel):
    """Giấy chứng nhận kết hôn: wife in the left column, husband in the right."""

    paper_type: ClassVar[str] = "marriage_certificate"
    name: ClassVar[str] = "Giấy chứng nhận kết hôn"
    titles: ClassVar[tuple[str, ...]] = ("GIẤY CHỨNG NHẬN KẾT HÔN", "TRÍCH LỤC KẾT HÔN")
    result_codes: ClassVar[tuple[str, ...]] = ("KQ.G15.000032",)
    level: ClassVar[Level] = Level.RESTRICTED
    parties: ClassVar[tuple[Party, ...]] = (
        Party(PartyRole.WIFE, "wife_name", ("wife_paper",), "wife_birth", owner=True),
        Party(PartyRole.HUSBAND, "husband_name", ("husband_paper",), "husband_birth", owner=True),
        Party(PartyRole.SIGNER, "signer"),
    )

    number: Annotated[DocumentNumber, Change(required=True)] = None
    wife_name: Annotated[
        PersonName, Change("Họ tên vợ", (WIFE,), WIFE, required=True, roles=(Role.OWNER_NAME,))
    ] = None
    wife_birth: Annotated[BirthDate, Change("Ngày sinh", _BORN, required=True), _OF_WIFE] = None
    wife_ethnic_group: Annotated[EthnicGroup, _OF_WIFE] = None
    wife_nationality: Annotated[Nationality, _OF_WIFE] = None
    wife_residence: Annotated[Residence, _OF_WIFE] = None
    wife_paper: Annotated[IdentityPaper, _OF_WIFE] = None
    husband_name: Annotated[
        PersonName, Change("Họ tên chồng", (HUSBAND,), HUSBAND, required=True)
    ] = None
    husband_birth: Annotated[BirthDate, Change("Ngày sinh", _BORN, required=True), _OF_HUSBAND] = (
        None
    )
    husband_ethnic_group: Annotated[EthnicGroup, _OF_HUSBAND] = None
    husband_nationality: Annotated[Nationality, _OF_HUSBAND] = None
    husband_residence: Annotated[Residence, _OF_HUSBAND] = None
    husband_paper: Annotated[IdentityPaper, _OF_HUSBAND] = None
    agency: Annotated[
        Agency,
        Change(
            "Nơi đăng ký kết hôn", ("Nơi đăng ký kết hôn:", "Đăng ký kết hôn tại:"), required=True
        ),
    ] = None
    registered_on: RegisteredOn = None
    signer: Signer = None
