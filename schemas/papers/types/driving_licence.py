"""Driving licence (giấy phép lái xe), the plastic card of TT 12/2025/TT-BCA and before."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.model import FieldSpec, Kind, Level, PaperModel, Sensitivity

__all__ = ["CLASSES", "DrivingLicence"]

# Luật Trật tự, an toàn giao thông đường bộ 2024, Art. 57 (from 01/01/2025)
_TODAY = "A1 A B1 B C1 C D1 D2 D BE C1E CE D1E D2E DE"
# Luật Giao thông đường bộ 2008, Art. 59
_BEFORE = "A1 A2 A3 A4 B1 B2 C D E F FB2 FC FD FE"
CLASSES: frozenset[str] = frozenset(f"{_TODAY} {_BEFORE}".split())
"""Classes of licences, of today and of before 2025."""

_BASIC = Sensitivity.BASIC
_Text = str | None


class DrivingLicence(PaperModel):
    """Giấy phép lái xe: its twelve digits are not the personal number."""

    paper_type: ClassVar[str] = "driving_licence"
    name: ClassVar[str] = "Giấy phép lái xe"
    titles: ClassVar[tuple[str, ...]] = ("GIẤY PHÉP LÁI XE", "GIẤY PHÉP LÁI XE/DRIVER'S LICENSE")
    result_codes: ClassVar[tuple[str, ...]] = ("KQ.G01.000185",)
    level: ClassVar[Level] = Level.RESTRICTED
    metadata_fields: ClassVar[dict[str, str]] = {
        "number": "number",
        "issued_on": "issued_on",
        "valid_until": "valid_until",
        "subject_name": "full_name",
    }

    number: Annotated[
        _Text,
        FieldSpec("Số", Kind.DOCUMENT_NUMBER, ("Số/No.:", "Số/No:"), None, _BASIC, required=True),
    ] = None
    full_name: Annotated[
        _Text,
        FieldSpec("Họ tên", Kind.NAME, ("Họ tên/Full name:",), sensitivity=_BASIC, required=True),
    ] = None
    birth_date: Annotated[
        _Text,
        FieldSpec(
            "Ngày sinh",
            Kind.DATE,
            ("Ngày sinh/Date of Birth:",),
            sensitivity=_BASIC,
            required=True,
        ),
    ] = None
    nationality: Annotated[
        _Text,
        FieldSpec("Quốc tịch", Kind.COUNTRY, ("Quốc tịch/Nationality:",), sensitivity=_BASIC),
    ] = None
    residence: Annotated[
        _Text,
        FieldSpec("Nơi cư trú", Kind.ADDRESS, ("Nơi cư trú/Address:",), sensitivity=_BASIC),
    ] = None
    issued_on: Annotated[_Text, FieldSpec("Ngày cấp", Kind.DATE)] = None
    licence_class: Annotated[
        _Text, FieldSpec("Hạng", Kind.TEXT, ("Hạng/Class:",), required=True)
    ] = None
    valid_until: Annotated[
        _Text,
        FieldSpec(
            "Có giá trị đến",
            Kind.DATE,
            ("Có giá trị đến/Expires:", "Có giá trị đến:"),
            required=True,
        ),
    ] = None
