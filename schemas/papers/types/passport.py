"""Passport (hộ chiếu phổ thông), read from its machine-readable zone (ICAO Doc 9303, TD3)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.model import FieldSpec, Kind, Level, PaperModel, Sensitivity

__all__ = ["Passport"]

_BASIC = Sensitivity.BASIC
_Text = str | None


class Passport(PaperModel):
    """Hộ chiếu phổ thông: the page with the picture."""

    paper_type: ClassVar[str] = "passport"
    name: ClassVar[str] = "Hộ chiếu phổ thông"
    titles: ClassVar[tuple[str, ...]] = ("HỘ CHIẾU", "HỘ CHIẾU / PASSPORT")
    code_patterns: ClassVar[tuple[str, ...]] = (r"P.VNM[A-Z<]{39}\s?[A-Z0-9<]{44}",)
    result_codes: ClassVar[tuple[str, ...]] = ("KQ.G01.000083",)
    level: ClassVar[Level] = Level.RESTRICTED
    subject_field: ClassVar[str | None] = "personal_id"
    metadata_fields: ClassVar[dict[str, str]] = {
        "number": "number",
        "issued_on": "issued_on",
        "valid_until": "valid_until",
        "subject_id": "personal_id",
        "subject_name": "full_name",
    }

    number: Annotated[
        _Text,
        FieldSpec(
            "Số hộ chiếu",
            Kind.DOCUMENT_NUMBER,
            ("Số hộ chiếu / Passport No.:",),
            sensitivity=_BASIC,
            required=True,
        ),
    ] = None
    full_name: Annotated[
        _Text,
        FieldSpec(
            "Họ và tên",
            Kind.NAME,
            ("Họ và tên / Full name:",),
            sensitivity=_BASIC,
            required=True,
        ),
    ] = None
    nationality: Annotated[
        _Text,
        FieldSpec("Quốc tịch", Kind.COUNTRY, ("Quốc tịch / Nationality:",), sensitivity=_BASIC),
    ] = None
    birth_date: Annotated[
        _Text,
        FieldSpec(
            "Ngày sinh",
            Kind.DATE,
            ("Ngày sinh / Date of birth:",),
            sensitivity=_BASIC,
            required=True,
        ),
    ] = None
    sex: Annotated[
        _Text, FieldSpec("Giới tính", Kind.SEX, ("Giới tính / Sex:",), sensitivity=_BASIC)
    ] = None
    birth_place: Annotated[
        _Text, FieldSpec("Nơi sinh", labels=("Nơi sinh / Place of birth:",), sensitivity=_BASIC)
    ] = None
    personal_id: Annotated[
        _Text,
        FieldSpec(
            "Số định danh cá nhân",
            Kind.ID_NUMBER,
            ("Số định danh cá nhân / ID No.:", "Số ĐDCN / ID No.:"),
            sensitivity=_BASIC,
        ),
    ] = None
    issued_on: Annotated[
        _Text, FieldSpec("Ngày cấp", Kind.DATE, ("Ngày cấp / Date of issue:",))
    ] = None
    valid_until: Annotated[
        _Text,
        FieldSpec(
            "Có giá trị đến", Kind.DATE, ("Có giá trị đến / Date of expiry:",), required=True
        ),
    ] = None
    agency: Annotated[_Text, FieldSpec("Nơi cấp", Kind.AGENCY, ("Nơi cấp / Place of issue:",))] = (
        None
    )
