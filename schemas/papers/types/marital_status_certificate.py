"""Certificate of marital status (giấy xác nhận tình trạng hôn nhân), TT 04/2020/TT-BTP."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.model import FieldSpec, Kind, Level, PaperModel, Sensitivity

__all__ = ["MaritalStatusCertificate"]

_BASIC, _SENSITIVE = Sensitivity.BASIC, Sensitivity.SENSITIVE
_Text = str | None


class MaritalStatusCertificate(PaperModel):
    """Giấy xác nhận tình trạng hôn nhân: for one purpose, for six months (NĐ 123/2015 Art. 23)."""

    paper_type: ClassVar[str] = "marital_status_certificate"
    name: ClassVar[str] = "Giấy xác nhận tình trạng hôn nhân"
    titles: ClassVar[tuple[str, ...]] = ("GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN",)
    result_codes: ClassVar[tuple[str, ...]] = ("KQ.G15.000038",)
    level: ClassVar[Level] = Level.RESTRICTED
    metadata_fields: ClassVar[dict[str, str]] = {
        "number": "number",
        "issued_on": "issued_on",
        "agency": "agency",
        "subject": "purpose",
        "valid_until": "valid_until",
        "subject_name": "full_name",
    }

    agency: Annotated[_Text, FieldSpec("Cơ quan cấp", Kind.AGENCY, required=True)] = None
    number: Annotated[_Text, FieldSpec("Số", Kind.DOCUMENT_NUMBER, required=True)] = None
    issued_on: Annotated[_Text, FieldSpec("Ngày cấp", Kind.DATE, required=True)] = None
    full_name: Annotated[
        _Text,
        FieldSpec(
            "Họ, chữ đệm, tên",
            Kind.NAME,
            ("Họ, chữ đệm, tên:",),
            sensitivity=_BASIC,
            required=True,
        ),
    ] = None
    birth_date: Annotated[
        _Text,
        FieldSpec(
            "Ngày, tháng, năm sinh",
            Kind.DATE,
            ("Ngày, tháng, năm sinh:",),
            sensitivity=_BASIC,
            required=True,
        ),
    ] = None
    sex: Annotated[_Text, FieldSpec("Giới tính", Kind.SEX, ("Giới tính:",), sensitivity=_BASIC)] = (
        None
    )
    ethnic_group: Annotated[
        _Text,
        FieldSpec("Dân tộc", Kind.ETHNIC_GROUP, ("Dân tộc:",), sensitivity=_SENSITIVE),
    ] = None
    nationality: Annotated[
        _Text, FieldSpec("Quốc tịch", Kind.COUNTRY, ("Quốc tịch:",), sensitivity=_BASIC)
    ] = None
    identity_paper: Annotated[
        _Text, FieldSpec("Giấy tờ tùy thân", labels=("Giấy tờ tùy thân:",), sensitivity=_BASIC)
    ] = None
    residence: Annotated[
        _Text, FieldSpec("Nơi cư trú", Kind.ADDRESS, ("Nơi cư trú:",), sensitivity=_BASIC)
    ] = None
    marital_status: Annotated[
        _Text,
        FieldSpec(
            "Tình trạng hôn nhân",
            labels=("Tình trạng hôn nhân:",),
            sensitivity=_BASIC,
            required=True,
        ),
    ] = None
    purpose: Annotated[
        _Text,
        FieldSpec("Mục đích sử dụng", labels=("Giấy này được sử dụng để:",), required=True),
    ] = None
    valid_until: Annotated[_Text, FieldSpec("Có giá trị đến", Kind.DATE)] = None
    signer: Annotated[_Text, FieldSpec("Người ký", Kind.NAME)] = None
