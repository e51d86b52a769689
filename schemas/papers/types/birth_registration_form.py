"""Birth-registration form (tờ khai đăng ký khai sinh), TT 04/2020/TT-BTP and TT 04/2024/TT-BTP."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.model import FieldSpec, Kind, Level, PaperModel, Sensitivity

__all__ = ["BirthRegistrationForm"]

_BASIC, _SENSITIVE = Sensitivity.BASIC, Sensitivity.SENSITIVE
_CHILD = "Đề nghị cơ quan đăng ký khai sinh cho người dưới đây:"
_MOTHER = "Họ, chữ đệm, tên người mẹ:"
_FATHER = "Họ, chữ đệm, tên người cha:"
_NAME = ("Họ, chữ đệm, tên:",)
_BORN = ("Ngày, tháng, năm sinh:", "Năm sinh:")
_ETHNIC, _NATION = ("Dân tộc:",), ("Quốc tịch:",)
_HOME, _PAPER = ("Nơi cư trú:",), ("Giấy tờ tùy thân:",)
_Text = str | None


class BirthRegistrationForm(PaperModel):
    """Tờ khai đăng ký khai sinh: who asks, then the child, then mother and father."""

    paper_type: ClassVar[str] = "birth_registration_form"
    name: ClassVar[str] = "Tờ khai đăng ký khai sinh"
    titles: ClassVar[tuple[str, ...]] = ("TỜ KHAI ĐĂNG KÝ KHAI SINH",)
    level: ClassVar[Level] = Level.RESTRICTED
    metadata_fields: ClassVar[dict[str, str]] = {
        "issued_on": "made_on",
        "agency": "addressee",
        "subject_name": "full_name",
    }

    addressee: Annotated[_Text, FieldSpec("Kính gửi", Kind.AGENCY, ("Kính gửi:",))] = None
    applicant: Annotated[
        _Text,
        FieldSpec(
            "Người yêu cầu", Kind.NAME, ("Họ, chữ đệm, tên người yêu cầu:",), None, _BASIC, True
        ),
    ] = None
    applicant_birth: Annotated[
        _Text, FieldSpec("Ngày sinh của người yêu cầu", Kind.DATE, _BORN, None, _BASIC)
    ] = None
    applicant_residence: Annotated[
        _Text, FieldSpec("Nơi cư trú của người yêu cầu", Kind.ADDRESS, _HOME, None, _BASIC)
    ] = None
    applicant_paper: Annotated[
        _Text, FieldSpec("Giấy tờ tùy thân của người yêu cầu", Kind.TEXT, _PAPER, None, _BASIC)
    ] = None
    relation: Annotated[
        _Text,
        FieldSpec("Quan hệ", labels=("Quan hệ với người được khai sinh:",), sensitivity=_BASIC),
    ] = None
    full_name: Annotated[
        _Text, FieldSpec("Họ, chữ đệm, tên của con", Kind.NAME, _NAME, _CHILD, _BASIC, True)
    ] = None
    birth_date: Annotated[
        _Text, FieldSpec("Ngày sinh của con", Kind.DATE, _BORN, _CHILD, _BASIC, True)
    ] = None
    birth_date_in_words: Annotated[
        _Text,
        FieldSpec("Ngày sinh bằng chữ", Kind.DATE, ("Ghi bằng chữ:",), _CHILD, _BASIC),
    ] = None
    sex: Annotated[
        _Text, FieldSpec("Giới tính", Kind.SEX, ("Giới tính:",), _CHILD, _BASIC, True)
    ] = None
    ethnic_group: Annotated[
        _Text, FieldSpec("Dân tộc", Kind.ETHNIC_GROUP, _ETHNIC, _CHILD, _SENSITIVE)
    ] = None
    nationality: Annotated[_Text, FieldSpec("Quốc tịch", Kind.COUNTRY, _NATION, _CHILD, _BASIC)] = (
        None
    )
    birth_place: Annotated[
        _Text, FieldSpec("Nơi sinh", Kind.ADDRESS, ("Nơi sinh:",), _CHILD, _BASIC)
    ] = None
    home_town: Annotated[
        _Text, FieldSpec("Quê quán", Kind.ADDRESS, ("Quê quán:",), _CHILD, _BASIC)
    ] = None
    mother_name: Annotated[
        _Text, FieldSpec("Họ tên mẹ", Kind.NAME, (_MOTHER,), _MOTHER, _BASIC)
    ] = None
    mother_birth: Annotated[
        _Text, FieldSpec("Ngày sinh của mẹ", Kind.DATE, _BORN, _MOTHER, _BASIC)
    ] = None
    mother_ethnic_group: Annotated[
        _Text, FieldSpec("Dân tộc của mẹ", Kind.ETHNIC_GROUP, _ETHNIC, _MOTHER, _SENSITIVE)
    ] = None
    mother_nationality: Annotated[
        _Text, FieldSpec("Quốc tịch của mẹ", Kind.COUNTRY, _NATION, _MOTHER, _BASIC)
    ] = None
    mother_residence: Annotated[
        _Text, FieldSpec("Nơi cư trú của mẹ", Kind.ADDRESS, _HOME, _MOTHER, _BASIC)
    ] = None
    mother_paper: Annotated[
        _Text, FieldSpec("Giấy tờ tùy thân của mẹ", Kind.TEXT, _PAPER, _MOTHER, _BASIC)
    ] = None
    father_name: Annotated[
        _Text, FieldSpec("Họ tên cha", Kind.NAME, (_FATHER,), _FATHER, _BASIC)
    ] = None
    father_birth: Annotated[
        _Text, FieldSpec("Ngày sinh của cha", Kind.DATE, _BORN, _FATHER, _BASIC)
    ] = None
    father_ethnic_group: Annotated[
        _Text, FieldSpec("Dân tộc của cha", Kind.ETHNIC_GROUP, _ETHNIC, _FATHER, _SENSITIVE)
    ] = None
    father_nationality: Annotated[
        _Text, FieldSpec("Quốc tịch của cha", Kind.COUNTRY, _NATION, _FATHER, _BASIC)
    ] = None
    father_residence: Annotated[
        _Text, FieldSpec("Nơi cư trú của cha", Kind.ADDRESS, _HOME, _FATHER, _BASIC)
    ] = None
    father_paper: Annotated[
        _Text, FieldSpec("Giấy tờ tùy thân của cha", Kind.TEXT, _PAPER, _FATHER, _BASIC)
    ] = None
    made_on: Annotated[_Text, FieldSpec("Ngày làm tờ khai", Kind.DATE)] = None
