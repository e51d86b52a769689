"""Notice of birth by a hospital (giấy chứng sinh), TT 17/2012/TT-BYT as amended."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.groups import (
    BirthYear,
    DocumentNumber,
    EthnicGroup,
    PersonalId,
    PersonName,
    Residence,
    Sex,
)
from schemas.papers.model import Change, FieldSpec, Kind, Level, PaperModel, Role, Sensitivity
from schemas.papers.parties import Party, PartyRole
from schemas.papers.values import Day, Quantity, Text

__all__ = ["BirthNotice"]

_BASIC, _SENSITIVE = Sensitivity.BASIC, Sensitivity.SENSITIVE


class BirthNotice(PaperModel):
    """Giấy chứng sinh: the basis for registering a birth."""

    paper_type: ClassVar[str] = "birth_notice"
    name: ClassVar[str] = "Giấy chứng sinh"
    titles: ClassVar[tuple[str, ...]] = ("GIẤY CHỨNG SINH",)
    level: ClassVar[Level] = Level.RESTRICTED
    parties: ClassVar[tuple[Party, ...]] = (
        Party(PartyRole.MOTHER, "mother_name", ("mother_id",), "mother_birth", owner=True),
        Party(PartyRole.CHILD, "child_name", birth="born_on"),
    )

    number: DocumentNumber = None
    mother_name: Annotated[
        PersonName,
        Change(
            "Họ tên mẹ",
            ("Họ và tên mẹ/Người nuôi dưỡng:",),
            required=True,
            roles=(Role.OWNER_NAME,),
        ),
    ] = None
    mother_birth: Annotated[BirthYear, Change("Năm sinh của mẹ")] = None
    mother_ethnic_group: Annotated[EthnicGroup, Change("Dân tộc của mẹ")] = None
    mother_id: Annotated[
        PersonalId, Change("Số định danh của mẹ", ("Số CCCD/Hộ chiếu:",), roles=(Role.OWNER_ID,))
    ] = None
    residence: Annotated[Residence, Change("Nơi thường trú", ("Nơi đăng ký thường trú:",))] = None
    born_on: Annotated[
        Day | None,
        FieldSpec(
            "Ngày sinh của con",
            Kind.DATE,
            ("Đã sinh con vào lúc:",),
            sensitivity=_BASIC,
            required=True,
        ),
    ] = None
    sex: Annotated[Sex, Change("Giới tính của con", ("Giới tính của con:",))] = None
    weight: Annotated[
        Quantity | None,
        FieldSpec(
            "Cân nặng (gam)", Kind.NUMBER, ("Cân nặng:",), sensitivity=_SENSITIVE, unit="gam"
        ),
    ] = None
    child_name: Annotated[
        Text | None,
        FieldSpec("Tên dự định", Kind.NAME, ("Dự định đặt tên con là:",), sensitivity=_BASIC),
    ] = None
