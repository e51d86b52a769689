"""Marriage certificate (giấy chứng nhận kết hôn) and its copy, TT 04/2020/TT-BTP."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.model import FieldSpec, Kind, Level, PaperModel, Sensitivity

__all__ = ["HUSBAND", "WIFE", "MarriageCertificate"]

WIFE = "Họ, chữ đệm, tên vợ:"
HUSBAND = "Họ, chữ đệm, tên chồng:"

_BASIC, _SENSITIVE = Sensitivity.BASIC, Sensitivity.SENSITIVE
_BORN = ("Ngày, tháng, năm sinh:", "Năm sinh:")
_GROUP, _NATION = ("Dân tộc:",), ("Quốc tịch:",)
_LIVES, _PAPER = ("Nơi cư trú:",), ("Giấy tờ tùy thân:",)
_Text = str | None


class MarriageCertificate(PaperModel):
    """Giấy chứng nhận kết hôn: wife in the left column, husband in the right."""

    paper_type: ClassVar[str] = "marriage_certificate"
    name: ClassVar[str] = "Giấy chứng nhận kết hôn"
    titles: ClassVar[tuple[str, ...]] = ("GIẤY CHỨNG NHẬN KẾT HÔN", "TRÍCH LỤC KẾT HÔN")
    result_codes: ClassVar[tuple[str, ...]] = ("KQ.G15.000032",)
    level: ClassVar[Level] = Level.RESTRICTED
    metadata_fields: ClassVar[dict[str, str]] = {
        "number": "number",
        "issued_on": "registered_on",
        "agency": "agency",
        "subject_name": "wife_name",
    }

    number: Annotated[_Text, FieldSpec("Số", Kind.DOCUMENT_NUMBER, ("Số:",), required=True)] = None

    wife_name: Annotated[
        _Text, FieldSpec("Họ tên vợ", Kind.NAME, (WIFE,), WIFE, _BASIC, required=True)
    ] = None
    wife_birth: Annotated[
        _Text, FieldSpec("Ngày sinh của vợ", Kind.DATE, _BORN, WIFE, _BASIC, required=True)
    ] = None
    wife_ethnic_group: Annotated[
        _Text, FieldSpec("Dân tộc của vợ", Kind.ETHNIC_GROUP, _GROUP, WIFE, _SENSITIVE)
    ] = None
    wife_nationality: Annotated[
        _Text, FieldSpec("Quốc tịch của vợ", Kind.COUNTRY, _NATION, WIFE, _BASIC)
    ] = None
    wife_residence: Annotated[
        _Text, FieldSpec("Nơi cư trú của vợ", Kind.ADDRESS, _LIVES, WIFE, _BASIC)
    ] = None
    wife_paper: Annotated[
        _Text, FieldSpec("Giấy tờ tùy thân của vợ", Kind.TEXT, _PAPER, WIFE, _BASIC)
    ] = None

    husband_name: Annotated[
        _Text, FieldSpec("Họ tên chồng", Kind.NAME, (HUSBAND,), HUSBAND, _BASIC, required=True)
    ] = None
    husband_birth: Annotated[
        _Text, FieldSpec("Ngày sinh của chồng", Kind.DATE, _BORN, HUSBAND, _BASIC, required=True)
    ] = None
    husband_ethnic_group: Annotated[
        _Text, FieldSpec("Dân tộc của chồng", Kind.ETHNIC_GROUP, _GROUP, HUSBAND, _SENSITIVE)
    ] = None
    husband_nationality: Annotated[
        _Text, FieldSpec("Quốc tịch của chồng", Kind.COUNTRY, _NATION, HUSBAND, _BASIC)
    ] = None
    husband_residence: Annotated[
        _Text, FieldSpec("Nơi cư trú của chồng", Kind.ADDRESS, _LIVES, HUSBAND, _BASIC)
    ] = None
    husband_paper: Annotated[
        _Text, FieldSpec("Giấy tờ tùy thân của chồng", Kind.TEXT, _PAPER, HUSBAND, _BASIC)
    ] = None

    agency: Annotated[
        _Text,
        FieldSpec(
            "Nơi đăng ký kết hôn",
            Kind.AGENCY,
            ("Nơi đăng ký kết hôn:", "Đăng ký kết hôn tại:"),
            required=True,
        ),
    ] = None
    registered_on: Annotated[
        _Text,
        FieldSpec(
            "Ngày, tháng, năm đăng ký", Kind.DATE, ("Ngày, tháng, năm đăng ký:",), required=True
        ),
    ] = None
    signer: Annotated[_Text, FieldSpec("Người ký", Kind.NAME)] = None
