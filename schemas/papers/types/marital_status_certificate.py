"""Certificate of marital status (giấy xác nhận tình trạng hôn nhân), TT 04/2020/TT-BTP."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.groups import (
    Agency,
    BirthDate,
    DocumentNumber,
    EthnicGroup,
    IdentityPaper,
    IssuedOn,
    Nationality,
    PersonName,
    Residence,
    Sex,
    Signer,
    ValidUntil,
)
from schemas.papers.model import Change, FieldSpec, Level, PaperModel, Role, Sensitivity
from schemas.papers.parties import Party, PartyRole
from schemas.papers.values import Text

__all__ = ["MaritalStatusCertificate"]

_BASIC = Sensitivity.BASIC


class MaritalStatusCertificate(PaperModel):
    """Giấy xác nhận tình trạng hôn nhân: for one purpose, for six months (NĐ 123/2015 Art. 23)."""

    paper_type: ClassVar[str] = "marital_status_certificate"
    name: ClassVar[str] = "Giấy xác nhận tình trạng hôn nhân"
    titles: ClassVar[tuple[str, ...]] = ("GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN",)
    result_codes: ClassVar[tuple[str, ...]] = ("KQ.G15.000038",)
    level: ClassVar[Level] = Level.RESTRICTED
    parties: ClassVar[tuple[Party, ...]] = (
        Party(PartyRole.OWNER, "full_name", ("identity_paper",), "birth_date", owner=True),
        Party(PartyRole.SIGNER, "signer"),
    )

    agency: Annotated[Agency, Change(required=True)] = None
    number: Annotated[DocumentNumber, Change(labels=(), required=True)] = None
    issued_on: Annotated[IssuedOn, Change(required=True)] = None
    full_name: Annotated[PersonName, Change(required=True, roles=(Role.OWNER_NAME,))] = None
    birth_date: Annotated[BirthDate, Change(required=True)] = None
    sex: Sex = None
    ethnic_group: EthnicGroup = None
    nationality: Nationality = None
    identity_paper: IdentityPaper = None
    residence: Residence = None
    marital_status: Annotated[
        Text | None,
        FieldSpec(
            "Tình trạng hôn nhân",
            labels=("Tình trạng hôn nhân:",),
            sensitivity=_BASIC,
            required=True,
        ),
    ] = None
    purpose: Annotated[
        Text | None,
        FieldSpec(
            "Mục đích sử dụng",
            labels=("Giấy này được sử dụng để:",),
            required=True,
            roles=(Role.ABSTRACT,),
        ),
    ] = None
    valid_until: ValidUntil = None
    signer: Signer = None
