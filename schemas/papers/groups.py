"""Fields that many paper types share, written once: of a person, an office, a signature.

A type uses one as it is, or states in a `Change` what differs on its papers:

    birth_date: BirthDate = None
    full_name: Annotated[PersonName, Change(required=True, roles=(Role.OWNER_NAME,))] = None

A paper that names several persons gives each a `Change` of its own, with the heading of the block
that contains the labels of that person, and with whose values they are:

    _MOTHER = Change(block="Họ, chữ đệm, tên người mẹ:", whose="mẹ")
    mother_ethnic_group: Annotated[EthnicGroup, _MOTHER] = None
"""

from __future__ import annotations

from typing import Annotated

from schemas.papers.model import FieldSpec, Kind, Role, Sensitivity
from schemas.papers.values import Day, IdNumber, SexName, Text

__all__ = [
    "Agency",
    "BirthDate",
    "BirthPlace",
    "BirthYear",
    "CauseOfDeath",
    "DateInWords",
    "DeathDate",
    "DeathPlace",
    "DocumentNumber",
    "EthnicGroup",
    "FirstRegisteredOn",
    "HomeTown",
    "HouseholdHead",
    "HouseholdHeadId",
    "IdentityPaper",
    "IssuedOn",
    "LastChange",
    "MadeOn",
    "Nationality",
    "PermanentResidence",
    "PersonName",
    "PersonalId",
    "Phone",
    "PresentResidence",
    "RegisteredOn",
    "RelationToHead",
    "Religion",
    "Request",
    "Residence",
    "Sex",
    "Signer",
    "Template",
    "TemporaryResidence",
    "ValidUntil",
]

_BASIC, _SENSITIVE = Sensitivity.BASIC, Sensitivity.SENSITIVE

# A person

PersonName = Annotated[
    Text | None,
    FieldSpec("Họ, chữ đệm, tên", Kind.NAME, ("Họ, chữ đệm, tên:",), sensitivity=_BASIC),
]
BirthDate = Annotated[
    Day | None,
    FieldSpec("Ngày, tháng, năm sinh", Kind.DATE, ("Ngày, tháng, năm sinh:",), sensitivity=_BASIC),
]
BirthYear = Annotated[
    Day | None, FieldSpec("Năm sinh", Kind.DATE, ("Năm sinh:",), sensitivity=_BASIC)
]
DateInWords = Annotated[
    Day | None,
    FieldSpec("Ngày sinh bằng chữ", Kind.DATE, ("Ghi bằng chữ:",), sensitivity=_BASIC),
]
Sex = Annotated[
    SexName | None, FieldSpec("Giới tính", Kind.SEX, ("Giới tính:",), sensitivity=_BASIC)
]
EthnicGroup = Annotated[
    Text | None,
    FieldSpec("Dân tộc", Kind.ETHNIC_GROUP, ("Dân tộc:",), sensitivity=_SENSITIVE),
]
Religion = Annotated[
    Text | None, FieldSpec("Tôn giáo", labels=("Tôn giáo:",), sensitivity=_SENSITIVE)
]
Nationality = Annotated[
    Text | None, FieldSpec("Quốc tịch", Kind.COUNTRY, ("Quốc tịch:",), sensitivity=_BASIC)
]
BirthPlace = Annotated[
    Text | None, FieldSpec("Nơi sinh", Kind.ADDRESS, ("Nơi sinh:",), sensitivity=_BASIC)
]
HomeTown = Annotated[
    Text | None, FieldSpec("Quê quán", Kind.ADDRESS, ("Quê quán:",), sensitivity=_BASIC)
]
Residence = Annotated[
    Text | None, FieldSpec("Nơi cư trú", Kind.ADDRESS, ("Nơi cư trú:",), sensitivity=_BASIC)
]
PermanentResidence = Annotated[
    Text | None,
    FieldSpec("Nơi thường trú", Kind.ADDRESS, ("Nơi thường trú:",), sensitivity=_BASIC),
]
TemporaryResidence = Annotated[
    Text | None, FieldSpec("Nơi tạm trú", Kind.ADDRESS, ("Nơi tạm trú:",), sensitivity=_BASIC)
]
PresentResidence = Annotated[
    Text | None,
    FieldSpec("Nơi ở hiện tại", Kind.ADDRESS, ("Nơi ở hiện tại:",), sensitivity=_BASIC),
]
PersonalId = Annotated[
    IdNumber | None,
    FieldSpec(
        "Số định danh cá nhân", Kind.ID_NUMBER, ("Số định danh cá nhân:",), sensitivity=_BASIC
    ),
]
IdentityPaper = Annotated[
    Text | None,
    FieldSpec("Giấy tờ tùy thân", labels=("Giấy tờ tùy thân:",), sensitivity=_BASIC),
]
Phone = Annotated[
    Text | None,
    FieldSpec("Số điện thoại", Kind.DOCUMENT_NUMBER, ("Số điện thoại:",), sensitivity=_BASIC),
]

# A household

HouseholdHead = Annotated[
    Text | None,
    FieldSpec("Chủ hộ", Kind.NAME, ("Họ, chữ đệm và tên chủ hộ:",), sensitivity=_BASIC),
]
RelationToHead = Annotated[
    Text | None,
    FieldSpec("Quan hệ với chủ hộ", labels=("Mối quan hệ với chủ hộ:",), sensitivity=_BASIC),
]
HouseholdHeadId = Annotated[
    IdNumber | None,
    FieldSpec(
        "Số định danh của chủ hộ",
        Kind.ID_NUMBER,
        ("Số định danh cá nhân của chủ hộ:",),
        sensitivity=_BASIC,
    ),
]

# A death

DeathDate = Annotated[
    Day | None, FieldSpec("Ngày chết", Kind.DATE, ("Đã chết vào lúc:",), sensitivity=_BASIC)
]
DeathPlace = Annotated[
    Text | None, FieldSpec("Nơi chết", Kind.ADDRESS, ("Nơi chết:",), sensitivity=_BASIC)
]
CauseOfDeath = Annotated[
    Text | None,
    FieldSpec("Nguyên nhân chết", labels=("Nguyên nhân chết:",), sensitivity=_SENSITIVE),
]

# An office, and how its papers are dated and numbered

Agency = Annotated[Text | None, FieldSpec("Cơ quan cấp", Kind.AGENCY, roles=(Role.AGENCY,))]
DocumentNumber = Annotated[
    Text | None, FieldSpec("Số", Kind.DOCUMENT_NUMBER, ("Số:",), roles=(Role.NUMBER,))
]
IssuedOn = Annotated[Day | None, FieldSpec("Ngày cấp", Kind.DATE, roles=(Role.ISSUED_ON,))]
RegisteredOn = Annotated[
    Day | None,
    FieldSpec(
        "Ngày, tháng, năm đăng ký",
        Kind.DATE,
        ("Ngày, tháng, năm đăng ký:",),
        required=True,
        roles=(Role.ISSUED_ON,),
    ),
]
FirstRegisteredOn = Annotated[
    Day | None,
    FieldSpec(
        "Đăng ký lần đầu",
        Kind.DATE,
        ("Đăng ký lần đầu,",),
        required=True,
        roles=(Role.ISSUED_ON,),
    ),
]
LastChange = Annotated[
    Text | None, FieldSpec("Đăng ký thay đổi", labels=("Đăng ký thay đổi lần thứ:",))
]
ValidUntil = Annotated[
    Day | None, FieldSpec("Có giá trị đến", Kind.DATE, roles=(Role.VALID_UNTIL,))
]
Signer = Annotated[Text | None, FieldSpec("Người ký", Kind.NAME)]

# A form that a person fills in

Template = Annotated[Text | None, FieldSpec("Mẫu ban hành theo", Kind.DOCUMENT_NUMBER)]
Request = Annotated[
    Text | None,
    FieldSpec(
        "Nội dung đề nghị", labels=("Nội dung đề nghị:",), required=True, roles=(Role.ABSTRACT,)
    ),
]
MadeOn = Annotated[Day | None, FieldSpec("Ngày làm tờ khai", Kind.DATE, roles=(Role.ISSUED_ON,))]
