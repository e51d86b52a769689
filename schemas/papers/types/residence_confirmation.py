"""Confirmation of residence CT07 (xác nhận thông tin về cư trú)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.model import FieldSpec, Kind, Level, PaperModel, Sensitivity

__all__ = ["ResidenceConfirmation"]

_BASIC, _SENSITIVE = Sensitivity.BASIC, Sensitivity.SENSITIVE
_Text = str | None


class ResidenceConfirmation(PaperModel):
    """Xác nhận thông tin về cư trú (CT07): where somebody lives, with whom, until when it holds."""

    paper_type: ClassVar[str] = "residence_confirmation"
    name: ClassVar[str] = "Xác nhận thông tin về cư trú (CT07)"
    titles: ClassVar[tuple[str, ...]] = ("XÁC NHẬN THÔNG TIN VỀ CƯ TRÚ",)
    result_codes: ClassVar[tuple[str, ...]] = ("KQ.G01.000062",)
    level: ClassVar[Level] = Level.RESTRICTED
    subject_field: ClassVar[str | None] = "personal_id"
    metadata_fields: ClassVar[dict[str, str]] = {
        "number": "number",
        "issued_on": "issued_on",
        "agency": "agency",
        "subject_id": "personal_id",
        "subject_name": "full_name",
        "valid_until": "valid_until",
    }

    template: Annotated[
        _Text,
        FieldSpec(
            "Mẫu ban hành theo",
            Kind.DOCUMENT_NUMBER,
            ("Mẫu CT07 ban hành kèm theo Thông tư số", "Mẫu CT07 ban hành kèm theo TT số"),
        ),
    ] = None
    agency: Annotated[_Text, FieldSpec("Cơ quan xác nhận", Kind.AGENCY, required=True)] = None
    number: Annotated[_Text, FieldSpec("Số", Kind.DOCUMENT_NUMBER, required=True)] = None
    full_name: Annotated[
        _Text,
        FieldSpec(
            "Họ, chữ đệm và tên",
            Kind.NAME,
            ("Họ, chữ đệm và tên khai sinh:", "Họ, chữ đệm và tên:"),
            None,
            _BASIC,
            True,
        ),
    ] = None
    birth_date: Annotated[
        _Text,
        FieldSpec("Ngày sinh", Kind.DATE, ("Ngày, tháng, năm sinh:",), None, _BASIC, True),
    ] = None
    sex: Annotated[_Text, FieldSpec("Giới tính", Kind.SEX, ("Giới tính:",), None, _BASIC)] = None
    personal_id: Annotated[
        _Text,
        FieldSpec(
            "Số định danh cá nhân",
            Kind.ID_NUMBER,
            ("Số định danh cá nhân:", "Số định danh cá nhân/CMND:"),
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
    nationality: Annotated[
        _Text, FieldSpec("Quốc tịch", Kind.COUNTRY, ("Quốc tịch:",), None, _BASIC)
    ] = None
    home_town: Annotated[
        _Text, FieldSpec("Quê quán", Kind.ADDRESS, ("Quê quán:",), None, _BASIC)
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
    household_head: Annotated[
        _Text, FieldSpec("Chủ hộ", Kind.NAME, ("Họ, chữ đệm và tên chủ hộ:",), None, _BASIC)
    ] = None
    relation: Annotated[
        _Text,
        FieldSpec("Quan hệ với chủ hộ", labels=("Mối quan hệ với chủ hộ:",), sensitivity=_BASIC),
    ] = None
    household_head_id: Annotated[
        _Text,
        FieldSpec(
            "Số định danh của chủ hộ",
            Kind.ID_NUMBER,
            ("Số định danh cá nhân của chủ hộ:",),
            None,
            _BASIC,
        ),
    ] = None
    members: Annotated[_Text, FieldSpec("Thành viên khác của hộ", sensitivity=_BASIC)] = None
    other: Annotated[
        _Text, FieldSpec("Nội dung xác nhận khác", labels=("Nội dung xác nhận khác:",))
    ] = None
    valid_until: Annotated[
        _Text,
        FieldSpec(
            "Có giá trị đến",
            Kind.DATE,
            ("Xác nhận thông tin cư trú này có giá trị đến hết ngày",
             "Xác nhận thông tin cư trú này có giá trị đến ngày"),
        ),
    ] = None  # fmt: skip
    issued_on: Annotated[_Text, FieldSpec("Ngày xác nhận", Kind.DATE, required=True)] = None
    signer: Annotated[_Text, FieldSpec("Người ký", Kind.NAME)] = None
