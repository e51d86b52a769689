"""Driving licence (giấy phép lái xe), the plastic card of TT 12/2025/TT-BCA and before."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.groups import (
    BirthDate,
    DocumentNumber,
    IssuedOn,
    Nationality,
    PersonName,
    Residence,
    ValidUntil,
)
from schemas.papers.model import Change, FieldSpec, Level, PaperModel, Role, Sensitivity
from schemas.papers.parties import Party, PartyRole
from schemas.papers.values import Text

__all__ = ["CLASSES", "DrivingLicence"]

# Luật Trật tự, an toàn giao thông đường bộ 2024, Art. 57 (from 01/01/2025)
_TODAY = "A1 A B1 B C1 C D1 D2 D BE C1E CE D1E D2E DE"
# Luật Giao thông đường bộ 2008, Art. 59
_BEFORE = "A1 A2 A3 A4 B1 B2 C D E F FB2 FC FD FE"
CLASSES: frozenset[str] = frozenset(f"{_TODAY} {_BEFORE}".split())
"""Licence classes, today's and those before 2025."""

_BASIC = Sensitivity.BASIC


class DrivingLicence(PaperModel):
    """Giấy phép lái xe: its twelve digits are not the personal number."""

    paper_type: ClassVar[str] = "driving_licence"
    name: ClassVar[str] = "Giấy phép lái xe"
    titles: ClassVar[tuple[str, ...]] = ("GIẤY PHÉP LÁI XE", "GIẤY PHÉP LÁI XE/DRIVER'S LICENSE")
    result_codes: ClassVar[tuple[str, ...]] = ("KQ.G01.000185",)
    level: ClassVar[Level] = Level.RESTRICTED
    parties: ClassVar[tuple[Party, ...]] = (
        Party(PartyRole.OWNER, "full_name", birth="birth_date", owner=True),
    )

    number: Annotated[
        DocumentNumber, Change(labels=("Số/No.:", "Số/No:"), sensitivity=_BASIC, required=True)
    ] = None
    full_name: Annotated[
        PersonName,
        Change("Họ tên", ("Họ tên/Full name:",), required=True, roles=(Role.OWNER_NAME,)),
    ] = None
    birth_date: Annotated[
        BirthDate, Change("Ngày sinh", ("Ngày sinh/Date of Birth:",), required=True)
    ] = None
    nationality: Annotated[Nationality, Change(labels=("Quốc tịch/Nationality:",))] = None
    residence: Annotated[Residence, Change(labels=("Nơi cư trú/Address:",))] = None
    issued_on: IssuedOn = None
    licence_class: Annotated[
        Text | None, FieldSpec("Hạng", labels=("Hạng/Class:",), required=True)
    ] = None
    valid_until: Annotated[
        ValidUntil, Change(labels=("Có giá trị đến/Expires:", "Có giá trị đến:"), required=True)
    ] = None
