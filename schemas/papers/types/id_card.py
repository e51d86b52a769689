"""Identity card: chip card (TT 06/2021/TT-BCA) and Luật Căn cước 2023 (TT 17/2024/TT-BCA)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.groups import (
    Agency,
    BirthDate,
    HomeTown,
    IssuedOn,
    Nationality,
    PersonalId,
    PersonName,
    Residence,
    Sex,
    ValidUntil,
)
from schemas.papers.model import Change, FieldSpec, Kind, Level, PaperModel, Role, Sensitivity
from schemas.papers.parties import Party, PartyRole
from schemas.papers.values import IdNumber, Text

__all__ = ["IdCard"]

_BASIC = Sensitivity.BASIC


class IdCard(PaperModel):
    """Thẻ căn cước công dân, thẻ căn cước: presented, its picture not archived."""

    paper_type: ClassVar[str] = "id_card"
    name: ClassVar[str] = "Thẻ căn cước"
    titles: ClassVar[tuple[str, ...]] = ("CĂN CƯỚC CÔNG DÂN", "CĂN CƯỚC")
    code_patterns: ClassVar[tuple[str, ...]] = (
        r"\d{12}\|(?:\d{9})?\|[^|]+\|\d{8}\|(?:Nam|Nữ)\|[^|]*\|\d{8}(?:\|[^|]*)*",
    )
    result_codes: ClassVar[tuple[str, ...]] = ("KQ.G01.000023",)
    level: ClassVar[Level] = Level.RESTRICTED
    parties: ClassVar[tuple[Party, ...]] = (
        Party(PartyRole.OWNER, "full_name", ("personal_id", "old_id"), "birth_date", owner=True),
    )

    personal_id: Annotated[
        PersonalId,
        Change(
            labels=("Số định danh cá nhân / Personal identification number:", "Số / No.:"),
            required=True,
            roles=(Role.NUMBER, Role.OWNER_ID),
        ),
    ] = None
    old_id: Annotated[
        IdNumber | None, FieldSpec("Số CMND cũ", Kind.ID_NUMBER, sensitivity=_BASIC)
    ] = None
    full_name: Annotated[
        PersonName,
        Change(
            "Họ, chữ đệm và tên",
            ("Họ và tên / Full name:", "Họ, chữ đệm và tên khai sinh / Full name:"),
            required=True,
            roles=(Role.OWNER_NAME,),
        ),
    ] = None
    birth_date: Annotated[
        BirthDate,
        Change(
            labels=("Ngày sinh / Date of birth:", "Ngày, tháng, năm sinh / Date of birth:"),
            required=True,
        ),
    ] = None
    sex: Annotated[Sex, Change(labels=("Giới tính / Sex:",))] = None
    nationality: Annotated[Nationality, Change(labels=("Quốc tịch / Nationality:",))] = None
    home_town: Annotated[HomeTown, Change(labels=("Quê quán / Place of origin:",))] = None
    birth_registered_at: Annotated[
        Text | None,
        FieldSpec(
            "Nơi đăng ký khai sinh",
            Kind.ADDRESS,
            ("Nơi đăng ký khai sinh / Place of birth:",),
            sensitivity=_BASIC,
        ),
    ] = None
    residence: Annotated[
        Residence,
        Change(labels=("Nơi thường trú / Place of residence:", "Nơi cư trú / Place of residence:")),
    ] = None
    issued_on: Annotated[
        IssuedOn,
        Change(
            labels=(
                "Ngày, tháng, năm / Date, month, year:",
                "Ngày, tháng, năm cấp / Date of issue:",
            )
        ),
    ] = None
    valid_until: Annotated[
        ValidUntil,
        Change(
            labels=(
                "Có giá trị đến:",
                "Date of expiry:",
                "Có giá trị đến / Date of expiry:",
                "Ngày, tháng, năm hết hạn / Date of expiry:",
            )
        ),
    ] = None
    agency: Agency = None
