"""Application for a passport TK01 (tờ khai cấp hộ chiếu phổ thông), TT 31/2023 and TT 69/2026."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.groups import (
    BirthDate,
    EthnicGroup,
    MadeOn,
    PermanentResidence,
    PersonalId,
    PersonName,
    Phone,
    PresentResidence,
    Religion,
    Request,
    Sex,
    Template,
    TemporaryResidence,
)
from schemas.papers.model import Change, FieldSpec, Kind, Level, PaperModel, Role, Sensitivity
from schemas.papers.parties import Party, PartyRole
from schemas.papers.values import Day, Text

__all__ = ["PassportForm"]

_BASIC = Sensitivity.BASIC


class PassportForm(PaperModel):
    """Tờ khai TK01, from 14 years of age: sex and kind of passport are ticked."""

    paper_type: ClassVar[str] = "passport_form"
    name: ClassVar[str] = "Tờ khai đề nghị cấp hộ chiếu phổ thông (TK01)"
    titles: ClassVar[tuple[str, ...]] = (
        "TỜ KHAI Đề nghị cấp hộ chiếu phổ thông ở trong nước",
        "TỜ KHAI Đề nghị cấp hộ chiếu phổ thông",
    )
    level: ClassVar[Level] = Level.RESTRICTED
    parties: ClassVar[tuple[Party, ...]] = (
        Party(
            PartyRole.OWNER, "full_name", ("personal_id", "last_passport"), "birth_date", owner=True
        ),
        Party(PartyRole.FATHER, "father"),
        Party(PartyRole.MOTHER, "mother"),
        Party(PartyRole.SPOUSE, "spouse"),
    )

    template: Annotated[
        Template,
        Change(
            labels=("Mẫu TK01 ban hành kèm theo Thông tư số", "Mẫu TK01 ban hành kèm theo TT số")
        ),
    ] = None
    full_name: Annotated[
        PersonName, Change("Họ, chữ đệm và tên", (), required=True, roles=(Role.OWNER_NAME,))
    ] = None
    sex: Annotated[Sex, Change(labels=())] = None
    birth_date: Annotated[BirthDate, Change("Ngày sinh", ("Sinh ngày:",), required=True)] = None
    birth_place: Annotated[
        Text | None,
        FieldSpec(
            "Nơi sinh", labels=("Nơi sinh (tỉnh, thành phố):", "Nơi sinh:"), sensitivity=_BASIC
        ),
    ] = None
    personal_id: Annotated[
        PersonalId,
        Change(
            labels=("Số định danh cá nhân:", "Số định danh cá nhân/CCCD:"),
            required=True,
            roles=(Role.OWNER_ID,),
        ),
    ] = None
    ethnic_group: EthnicGroup = None
    religion: Religion = None
    phone: Phone = None
    permanent: PermanentResidence = None
    temporary: TemporaryResidence = None
    present: PresentResidence = None
    occupation: Annotated[
        Text | None, FieldSpec("Nghề nghiệp", labels=("Nghề nghiệp:",), sensitivity=_BASIC)
    ] = None
    employer: Annotated[
        Text | None,
        FieldSpec(
            "Cơ quan", labels=("Tên và địa chỉ cơ quan (nếu có):", "Tên và địa chỉ cơ quan:")
        ),
    ] = None
    father: Annotated[Text | None, FieldSpec("Họ tên cha", Kind.NAME, sensitivity=_BASIC)] = None
    mother: Annotated[Text | None, FieldSpec("Họ tên mẹ", Kind.NAME, sensitivity=_BASIC)] = None
    spouse: Annotated[Text | None, FieldSpec("Họ tên vợ/chồng", Kind.NAME, sensitivity=_BASIC)] = (
        None
    )
    last_passport: Annotated[
        Text | None, FieldSpec("Hộ chiếu lần gần nhất", Kind.DOCUMENT_NUMBER, sensitivity=_BASIC)
    ] = None
    last_passport_on: Annotated[
        Day | None, FieldSpec("Ngày cấp hộ chiếu gần nhất", Kind.DATE, sensitivity=_BASIC)
    ] = None
    request: Request = None
    chip: Annotated[Text | None, FieldSpec("Loại hộ chiếu")] = None
    made_on: MadeOn = None
