"""Birth certificate (giấy khai sinh) and its copy, TT 04/2020/TT-BTP."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.model import FieldSpec, Kind, Level, PaperModel, Sensitivity

__all__ = ["BirthCertificate"]

_BASIC, _SENSITIVE = Sensitivity.BASIC, Sensitivity.SENSITIVE
_MOTHER = "Họ, chữ đệm, tên người mẹ:"
_FATHER = "Họ, chữ đệm, tên người cha:"
_BORN = ("Năm sinh:", "Ngày, tháng, năm sinh:")

_Text = str | None


class BirthCertificate(PaperModel):
    """Giấy khai sinh: mother before father, the date of birth also in words."""

    paper_type: ClassVar[str] = "birth_certificate"
    name: ClassVar[str] = "Giấy khai sinh"
    titles: ClassVar[tuple[str, ...]] = ("GIẤY KHAI SINH", "TRÍCH LỤC KHAI SINH")
    result_codes: ClassVar[tuple[str, ...]] = ("KQ.G15.000031", "KQ.G15.000342")
    level: ClassVar[Level] = Level.RESTRICTED
    subject_field: ClassVar[str | None] = "personal_id"
    metadata_fields: ClassVar[dict[str, str]] = {
        "number": "number",
        "issued_on": "registered_on",
        "agency": "agency",
        "subject_id": "personal_id",
        "subject_name": "full_name",
    }

    number: Annotated[_Text, FieldSpec("Số", Kind.DOCUMENT_NUMBER, ("Số:",), required=True)] = None
    full_name: Annotated[
        _Text,
        FieldSpec(
            "Họ, chữ đệm, tên",
            Kind.NAME,
            ("Họ, chữ đệm, tên:", "Họ và tên:"),
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
    birth_date_in_words: Annotated[
        _Text,
        FieldSpec("Ngày sinh bằng chữ", Kind.DATE, ("Ghi bằng chữ:",), sensitivity=_BASIC),
    ] = None
    sex: Annotated[
        _Text,
        FieldSpec("Giới tính", Kind.SEX, ("Giới tính:",), sensitivity=_BASIC, required=True),
    ] = None
    ethnic_group: Annotated[
        _Text,
        FieldSpec("Dân tộc", Kind.ETHNIC_GROUP, ("Dân tộc:",), sensitivity=_SENSITIVE),
    ] = None
    nationality: Annotated[
        _Text, FieldSpec("Quốc tịch", Kind.COUNTRY, ("Quốc tịch:",), sensitivity=_BASIC)
    ] = None
    birth_place: Annotated[
        _Text, FieldSpec("Nơi sinh", Kind.ADDRESS, ("Nơi sinh:",), sensitivity=_BASIC)
    ] = None
    home_town: Annotated[
        _Text, FieldSpec("Quê quán", Kind.ADDRESS, ("Quê quán:",), sensitivity=_BASIC)
    ] = None
    personal_id: Annotated[
        _Text,
        FieldSpec(
            "Số định danh cá nhân",
            Kind.ID_NUMBER,
            ("Số định danh cá nhân:",),
            sensitivity=_BASIC,
        ),
    ] = None

    mother_name: Annotated[
        _Text, FieldSpec("Họ tên mẹ", Kind.NAME, (_MOTHER,), _MOTHER, _BASIC)
    ] = None
    mother_birth: Annotated[
        _Text, FieldSpec("Năm sinh của mẹ", Kind.DATE, _BORN, _MOTHER, _BASIC)
    ] = None
    mother_ethnic_group: Annotated[
        _Text,
        FieldSpec("Dân tộc của mẹ", Kind.ETHNIC_GROUP, ("Dân tộc:",), _MOTHER, _SENSITIVE),
    ] = None
    mother_nationality: Annotated[
        _Text, FieldSpec("Quốc tịch của mẹ", Kind.COUNTRY, ("Quốc tịch:",), _MOTHER, _BASIC)
    ] = None
    mother_residence: Annotated[
        _Text, FieldSpec("Nơi cư trú của mẹ", Kind.ADDRESS, ("Nơi cư trú:",), _MOTHER, _BASIC)
    ] = None

    father_name: Annotated[
        _Text, FieldSpec("Họ tên cha", Kind.NAME, (_FATHER,), _FATHER, _BASIC)
    ] = None
    father_birth: Annotated[
        _Text, FieldSpec("Năm sinh của cha", Kind.DATE, _BORN, _FATHER, _BASIC)
    ] = None
    father_ethnic_group: Annotated[
        _Text,
        FieldSpec("Dân tộc của cha", Kind.ETHNIC_GROUP, ("Dân tộc:",), _FATHER, _SENSITIVE),
    ] = None
    father_nationality: Annotated[
        _Text, FieldSpec("Quốc tịch của cha", Kind.COUNTRY, ("Quốc tịch:",), _FATHER, _BASIC)
    ] = None
    father_residence: Annotated[
        _Text, FieldSpec("Nơi cư trú của cha", Kind.ADDRESS, ("Nơi cư trú:",), _FATHER, _BASIC)
    ] = None

    applicant: Annotated[
        _Text,
        FieldSpec(
            "Người đi khai sinh",
            Kind.NAME,
            ("Họ, chữ đệm, tên người đi khai sinh:",),
            sensitivity=_BASIC,
        ),
    ] = None
    applicant_paper: Annotated[
        _Text,
        FieldSpec(
            "Giấy tờ tùy thân của người đi khai sinh",
            labels=("Giấy tờ tùy thân:",),
            sensitivity=_BASIC,
        ),
    ] = None
    agency: Annotated[
        _Text,
        FieldSpec(
            "Nơi đăng ký khai sinh",
            Kind.AGENCY,
            ("Nơi đăng ký khai sinh:", "Đăng ký khai sinh tại:"),
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
