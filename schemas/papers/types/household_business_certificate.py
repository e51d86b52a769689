"""Certificate of a household business (hộ kinh doanh), TT 68/2025/TT-BTC."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.groups import (
    Agency,
    BirthDate,
    DocumentNumber,
    EthnicGroup,
    FirstRegisteredOn,
    LastChange,
    Nationality,
    PersonalId,
    Phone,
    Sex,
    Signer,
)
from schemas.papers.model import Change, FieldSpec, Kind, Level, PaperModel, Role, Sensitivity
from schemas.papers.parties import Party, PartyRole
from schemas.papers.values import Quantity, Text

__all__ = ["HouseholdBusinessCertificate"]

_BASIC = Sensitivity.BASIC
_HEAD = "6. Chủ hộ kinh doanh"


class HouseholdBusinessCertificate(PaperModel):
    """Giấy chứng nhận đăng ký hộ kinh doanh."""

    paper_type: ClassVar[str] = "household_business_certificate"
    name: ClassVar[str] = "Giấy chứng nhận đăng ký hộ kinh doanh"
    titles: ClassVar[tuple[str, ...]] = ("GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH",)
    result_codes: ClassVar[tuple[str, ...]] = (
        "KQ.G12.001041",
        "KQ.G12.001053",
        "KQ.G12.001350",
    )
    level: ClassVar[Level] = Level.INTERNAL
    parties: ClassVar[tuple[Party, ...]] = (
        Party(PartyRole.OWNER, "owner", ("owner_id", "number"), "owner_birth", owner=True),
        Party(PartyRole.SIGNER, "signer"),
    )

    agency: Annotated[Agency, Change("Cơ quan đăng ký", required=True)] = None
    number: Annotated[
        DocumentNumber,
        Change(
            "Mã số hộ kinh doanh",
            ("Mã số hộ kinh doanh:", "Mã số đăng ký hộ kinh doanh:"),
            required=True,
        ),
    ] = None
    first_registered_on: FirstRegisteredOn = None
    last_change: LastChange = None
    business_name: Annotated[
        Text | None,
        FieldSpec(
            "Tên hộ kinh doanh",
            labels=("Tên hộ kinh doanh (ghi bằng chữ in hoa):", "Tên hộ kinh doanh:"),
            required=True,
            roles=(Role.ABSTRACT,),
        ),
    ] = None
    address: Annotated[
        Text | None,
        FieldSpec(
            "Địa chỉ trụ sở",
            Kind.ADDRESS,
            ("Địa chỉ trụ sở hộ kinh doanh:", "Địa điểm kinh doanh:"),
        ),
    ] = None
    phone: Annotated[Phone, Change("Điện thoại", ("Điện thoại:",))] = None
    trades: Annotated[
        Text | None, FieldSpec("Ngành, nghề", labels=("Ngành, nghề kinh doanh:",))
    ] = None
    capital: Annotated[
        Quantity | None,
        FieldSpec("Vốn kinh doanh (đồng)", Kind.NUMBER, ("Vốn kinh doanh:",), unit="đồng"),
    ] = None
    owner: Annotated[
        Text | None,
        FieldSpec(
            "Chủ hộ kinh doanh",
            Kind.NAME,
            ("Họ, chữ đệm và tên:", "Họ và tên:"),
            _HEAD,
            sensitivity=_BASIC,
            required=True,
            roles=(Role.OWNER_NAME,),
        ),
    ] = None
    owner_sex: Annotated[Sex, Change(block=_HEAD)] = None
    owner_birth: Annotated[BirthDate, Change("Ngày sinh", block=_HEAD)] = None
    owner_ethnic_group: Annotated[EthnicGroup, Change(block=_HEAD)] = None
    owner_nationality: Annotated[Nationality, Change(block=_HEAD)] = None
    owner_id: Annotated[PersonalId, Change(block=_HEAD, required=True, roles=(Role.OWNER_ID,))] = (
        None
    )
    signer: Signer = None
