"""Application for a passport TK01 (tờ khai cấp hộ chiếu phổ thông), TT 31/2023 and TT 69/2026."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.model import FieldSpec, Kind, Level, PaperModel, Sensitivity

__all__ = ["PassportForm"]

_BASIC, _SENSITIVE = Sensitivity.BASIC, Sensitivity.SENSITIVE
_Text = str | None


class PassportForm(PaperModel):
    """Tờ khai TK01, from 14 years of age: sex and kind of passport are ticked."""

    paper_type: ClassVar[str] = "passport_form"
    name: ClassVar[str] = "Tờ khai đề nghị cấp hộ chiếu phổ thông (TK01)"
    titles: ClassVar[tuple[str, ...]] = (
        "TỜ KHAI Đề nghị cấp hộ chiếu phổ thông ở trong nước",
        "TỜ KHAI Đề nghị cấp hộ chiếu phổ thông",
    )
    level: ClassVar[Level] = Level.RESTRICTED
    subject_field: ClassVar[str | None] = "personal_id"
    metadata_fields: ClassVar[dict[str, str]] = {
        "issued_on": "made_on",
        "subject": "request",
        "subject_id": "personal_id",
        "subject_name": "full_name",
    }

    template: Annotated[
        _Text,
        FieldSpec(
            "Mẫu ban hành theo",
            Kind.DOCUMENT_NUMBER,
            ("Mẫu TK01 ban hành kèm theo Thông tư số", "Mẫu TK01 ban hành kèm theo TT số"),
        ),
    ] = None
    full_name: Annotated[
        _Text,
        FieldSpec("Họ, chữ đệm và tên", Kind.NAME, sensitivity=_BASIC, required=True),
    ] = None
    sex: Annotated[_Text, FieldSpec("Giới tính", Kind.SEX, (), None, _BASIC)] = None
    birth_date: Annotated[
        _Text, FieldSpec("Ngày sinh", Kind.DATE, ("Sinh ngày:",), None, _BASIC, True)
    ] = None
    birth_place: Annotated[
        _Text,
        FieldSpec(
            "Nơi sinh", Kind.TEXT, ("Nơi sinh (tỉnh, thành phố):", "Nơi sinh:"), None, _BASIC
        ),
    ] = None
    personal_id: Annotated[
        _Text,
        FieldSpec(
            "Số định danh cá nhân",
            Kind.ID_NUMBER,
            ("Số định danh cá nhân:", "Số định danh cá nhân/CCCD:"),
            None,
            _BASIC,
            True,
        ),
    ] = None
    ethnic_group: Annotated[
        _Text, FieldSpec("Dân tộc", Kind.ETHNIC_GROUP, ("Dân tộc:",), None, _SENSITIVE)
    ] = None
    religion: Annotated[
        _Text, FieldSpec("Tôn giáo", Kind.TEXT, ("Tôn giáo:",), None, _SENSITIVE)
    ] = None
    phone: Annotated[
        _Text,
        FieldSpec("Số điện thoại", Kind.DOCUMENT_NUMBER, ("Số điện thoại:",), None, _BASIC),
    ] = None
    permanent: Annotated[
        _Text, FieldSpec("Nơi thường trú", Kind.ADDRESS, ("Nơi thường trú:",), None, _BASIC)
    ] = None
    temporary: Annotated[
        _Text, FieldSpec("Nơi tạm trú", Kind.ADDRESS, ("Nơi tạm trú:",), None, _BASIC)
    ] = None
    present: Annotated[
        _Text, FieldSpec("Nơi ở hiện tại", Kind.ADDRESS, ("Nơi ở hiện tại:",), None, _BASIC)
    ] = None
    occupation: Annotated[
        _Text, FieldSpec("Nghề nghiệp", Kind.TEXT, ("Nghề nghiệp:",), None, _BASIC)
    ] = None
    employer: Annotated[
        _Text,
        FieldSpec(
            "Cơ quan", labels=("Tên và địa chỉ cơ quan (nếu có):", "Tên và địa chỉ cơ quan:")
        ),
    ] = None
    father: Annotated[_Text, FieldSpec("Họ tên cha", Kind.NAME, (), None, _BASIC)] = None
    mother: Annotated[_Text, FieldSpec("Họ tên mẹ", Kind.NAME, (), None, _BASIC)] = None
    spouse: Annotated[_Text, FieldSpec("Họ tên vợ/chồng", Kind.NAME, (), None, _BASIC)] = None
    last_passport: Annotated[
        _Text,
        FieldSpec(
            "Hộ chiếu lần gần nhất",
            Kind.DOCUMENT_NUMBER,
            (),
            None,
            _BASIC,
        ),
    ] = None
    last_passport_on: Annotated[
        _Text, FieldSpec("Ngày cấp hộ chiếu gần nhất", Kind.DATE, (), None, _BASIC)
    ] = None
    request: Annotated[
        _Text, FieldSpec("Nội dung đề nghị", labels=("Nội dung đề nghị:",), required=True)
    ] = None
    chip: Annotated[_Text, FieldSpec("Loại hộ chiếu")] = None
    made_on: Annotated[_Text, FieldSpec("Ngày làm tờ khai", Kind.DATE)] = None
