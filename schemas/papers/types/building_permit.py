"""Building permit (giấy phép xây dựng), NĐ 175/2024/NĐ-CP and NĐ 217/2026/NĐ-CP."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.groups import Agency, DocumentNumber, IssuedOn, PersonalId, Signer
from schemas.papers.model import Change, FieldSpec, Kind, Level, PaperModel, Role, Sensitivity
from schemas.papers.parties import Party, PartyRole
from schemas.papers.values import Day, Number, Quantity, Text

__all__ = ["BuildingPermit"]

_BASIC = Sensitivity.BASIC


class BuildingPermit(PaperModel):
    """Giấy phép xây dựng; extensions are written on the original, below the signature."""

    paper_type: ClassVar[str] = "building_permit"
    name: ClassVar[str] = "Giấy phép xây dựng"
    titles: ClassVar[tuple[str, ...]] = ("GIẤY PHÉP XÂY DỰNG",)
    result_codes: ClassVar[tuple[str, ...]] = (
        "KQ.G17.000311",
        "KQ.G17.000314",
        "KQ.G17.000315",
        "KQ.G17.000316",
    )
    level: ClassVar[Level] = Level.INTERNAL
    parties: ClassVar[tuple[Party, ...]] = (
        Party(PartyRole.OWNER, "investor", ("investor_id",), owner=True),
        Party(PartyRole.SIGNER, "signer"),
    )

    agency: Annotated[Agency, Change("Cơ quan cấp phép", required=True)] = None
    number: Annotated[DocumentNumber, Change(labels=(), required=True)] = None
    investor: Annotated[
        Text | None,
        FieldSpec(
            "Chủ đầu tư",
            Kind.NAME,
            ("Cấp cho:", "Cấp cho ông/bà:"),
            sensitivity=_BASIC,
            required=True,
            roles=(Role.OWNER_NAME,),
        ),
    ] = None
    investor_id: Annotated[
        PersonalId,
        Change(
            "Số định danh của chủ đầu tư",
            ("Số định danh cá nhân:", "Số định danh cá nhân/Mã số doanh nghiệp:", "Số CCCD:"),
            roles=(Role.OWNER_ID,),
        ),
    ] = None
    investor_address: Annotated[
        Text | None,
        FieldSpec(
            "Địa chỉ của chủ đầu tư",
            Kind.ADDRESS,
            ("Địa chỉ:", "Địa chỉ liên hệ:"),
            sensitivity=_BASIC,
        ),
    ] = None
    work: Annotated[
        Text | None,
        FieldSpec(
            "Tên công trình",
            labels=("Được phép xây dựng công trình:", "Được phép xây dựng các công trình:"),
            required=True,
            roles=(Role.ABSTRACT,),
        ),
    ] = None
    grade: Annotated[
        Text | None,
        FieldSpec("Loại, cấp công trình", labels=("Loại, cấp công trình:", "Cấp công trình:")),
    ] = None
    designer: Annotated[
        Text | None, FieldSpec("Đơn vị thiết kế", labels=("Do:", "Thiết kế do:", "Do đơn vị:"))
    ] = None
    site: Annotated[
        Text | None,
        FieldSpec("Địa điểm xây dựng", Kind.ADDRESS, ("Địa điểm xây dựng:", "Vị trí xây dựng:")),
    ] = None
    plot: Annotated[
        Text | None, FieldSpec("Lô đất số", Kind.DOCUMENT_NUMBER, ("Lô đất số:", "Thửa đất số:"))
    ] = None
    plot_area: Annotated[
        Quantity | None,
        FieldSpec("Diện tích lô đất (m²)", Kind.NUMBER, ("Diện tích lô đất:",), unit="m²"),
    ] = None
    level_height: Annotated[
        Text | None,
        FieldSpec("Cốt xây dựng", labels=("Cốt nền xây dựng công trình:", "Cốt xây dựng:")),
    ] = None
    density: Annotated[
        Quantity | None,
        FieldSpec("Mật độ xây dựng (%)", Kind.NUMBER, ("Mật độ xây dựng:",), unit="%"),
    ] = None
    floor_ratio: Annotated[
        Number | None, FieldSpec("Hệ số sử dụng đất", Kind.NUMBER, ("Hệ số sử dụng đất:",))
    ] = None
    red_line: Annotated[
        Text | None, FieldSpec("Chỉ giới đường đỏ", labels=("Chỉ giới đường đỏ:",))
    ] = None
    building_line: Annotated[
        Text | None, FieldSpec("Chỉ giới xây dựng", labels=("Chỉ giới xây dựng:",))
    ] = None
    ground_floor: Annotated[
        Quantity | None,
        FieldSpec(
            "Diện tích xây dựng tầng 1 (m²)",
            Kind.NUMBER,
            ("Diện tích xây dựng tầng 1:", "Diện tích xây dựng tầng một:"),
            unit="m²",
        ),
    ] = None
    total_floor: Annotated[
        Quantity | None,
        FieldSpec("Tổng diện tích sàn (m²)", Kind.NUMBER, ("Tổng diện tích sàn:",), unit="m²"),
    ] = None
    height: Annotated[
        Quantity | None,
        FieldSpec("Chiều cao công trình (m)", Kind.NUMBER, ("Chiều cao công trình:",), unit="m"),
    ] = None
    floors: Annotated[Text | None, FieldSpec("Số tầng", labels=("Số tầng:",))] = None
    land_paper: Annotated[
        Text | None,
        FieldSpec(
            "Giấy tờ về đất", labels=("Giấy tờ về quyền sử dụng đất:", "Giấy tờ về đất đai:")
        ),
    ] = None
    issued_on: Annotated[IssuedOn, Change(required=True)] = None
    start_before: Annotated[
        Day | None, FieldSpec("Khởi công trước ngày", Kind.DATE, roles=(Role.VALID_UNTIL,))
    ] = None
    signer: Signer = None
