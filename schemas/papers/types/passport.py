"""Passport (hộ chiếu phổ thông), read from its machine-readable zone (ICAO Doc 9303, TD3)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.groups import (
    Agency,
    BirthDate,
    DocumentNumber,
    IssuedOn,
    Nationality,
    PersonalId,
    PersonName,
    Sex,
    ValidUntil,
)
from schemas.papers.model import Change, FieldSpec, Level, PaperModel, Role, Sensitivity
from schemas.papers.parties import Party, PartyRole
from schemas.papers.values import Text

__all__ = ["Passport"]

_BASIC = Sensitivity.BASIC


class Passport(PaperModel):
    """Hộ chiếu phổ thông: the page with the picture."""

    paper_type: ClassVar[str] = "passport"
    name: ClassVar[str] = "Hộ chiếu phổ thông"
    titles: ClassVar[tuple[str, ...]] = ("HỘ CHIẾU", "HỘ CHIẾU / PASSPORT")
    code_patterns: ClassVar[tuple[str, ...]] = (r"P.VNM[A-Z<]{39}\s?[A-Z0-9<]{44}",)
    result_codes: ClassVar[tuple[str, ...]] = ("KQ.G01.000083",)
    level: ClassVar[Level] = Level.RESTRICTED
    parties: ClassVar[tuple[Party, ...]] = (
        Party(PartyRole.OWNER, "full_name", ("personal_id", "number"), "birth_date", owner=True),
    )

    number: Annotated[
        DocumentNumber,
        Change("Số hộ chiếu", ("Số hộ chiếu / Passport No.:",), sensitivity=_BASIC, required=True),
    ] = None
    full_name: Annotated[
        PersonName,
        Change("Họ và tên", ("Họ và tên / Full name:",), required=True, roles=(Role.OWNER_NAME,)),
    ] = None
    nationality: Annotated[Nationality, Change(labels=("Quốc tịch / Nationality:",))] = None
    birth_date: Annotated[
        BirthDate, Change("Ngày sinh", ("Ngày sinh / Date of birth:",), required=True)
    ] = None
    sex: Annotated[Sex, Change(labels=("Giới tính / Sex:",))] = None
    birth_place: Annotated[
        Text | None,
        FieldSpec("Nơi sinh", labels=("Nơi sinh / Place of birth:",), sensitivity=_BASIC),
    ] = None
    personal_id: Annotated[
        PersonalId,
        Change(
            labels=("Số định danh cá nhân / ID No.:", "Số ĐDCN / ID No.:"), roles=(Role.OWNER_ID,)
        ),
    ] = None
    issued_on: Annotated[IssuedOn, Change(labels=("Ngày cấp / Date of issue:",))] = None
    valid_until: Annotated[
        ValidUntil, Change(labels=("Có giá trị đến / Date of expiry:",), required=True)
    ] = None
    agency: Annotated[Agency, Change("Nơi cấp", ("Nơi cấp / Place of issue:",), roles=())] = None
