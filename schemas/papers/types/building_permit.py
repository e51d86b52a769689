"""Building permit (giấy phép xây dựng), NĐ 175/2024/NĐ-CP and NĐ 217/2026/NĐ-CP."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.model import FieldSpec, Kind, Level, PaperModel, Sensitivity

__all__ = ["BuildingPermit"]

_BASIC = Sensitivity.BASIC
_Text = str | None


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
    subject_field: ClassVar[str | None] = "investor_id"
    metadata_fields: ClassVar[dict[str, str]] = {
        "number": "number",
        "issued_on": "issued_on",
        "agency": "agency",
        "subject": "work",
        "subject_id": "investor_id",
        "subject_name": "investor",
        "valid_until": "start_before",
    }

    agency: Annotated[_Text, FieldSpec("Cơ quan cấp phép", Kind.AGENCY, required=True)] = None
    number: Annotated[_Text, FieldSpec("Số", Kind.DOCUMENT_NUMBER, required=True)] = None
    investor: Annotated[
        _Text,
        FieldSpec(
            "Chủ đầu tư", Kind.NAME, ("Cấp cho:", "Cấp cho ông/bà:"), None, _BASIC, required=True
        ),
    ] = None
    investor_id: Annotated[
        _Text,
        FieldSpec(
            "Số định danh của chủ đầu tư",
            Kind.ID_NUMBER,
            ("Số định danh cá nhân:", "Số định danh cá nhân/Mã số doanh nghiệp:", "Số CCCD:"),
            None,
            _BASIC,
        ),
    ] = None
    investor_address: Annotated[
        _Text,
        FieldSpec(
            "Địa chỉ của chủ đầu tư", Kind.ADDRESS, ("Địa chỉ:", "Địa chỉ liên hệ:"), None, _BASIC
        ),
    ] = None
    work: Annotated[
        _Text,
        FieldSpec(
            "Tên công trình",
            labels=("Được phép xây dựng công trình:", "Được phép xây dựng các công trình:"),
            required=True,
        ),
    ] = None
    grade: Annotated[
        _Text,
        FieldSpec("Loại, cấp công trình", labels=("Loại, cấp công trình:", "Cấp công trình:")),
    ] = None
    designer: Annotated[
        _Text, FieldSpec("Đơn vị thiết kế", labels=("Do:", "Thiết kế do:", "Do đơn vị:"))
    ] = None
    site: Annotated[
        _Text,
        FieldSpec(
            "Địa điểm xây dựng", Kind.ADDRESS, ("Địa điểm xây dựng:", "Vị trí xây dựng:"), None
        ),
    ] = None
    plot: Annotated[
        _Text, FieldSpec("Lô đất số", Kind.DOCUMENT_NUMBER, ("Lô đất số:", "Thửa đất số:"))
    ] = None
    plot_area: Annotated[
        _Text, FieldSpec("Diện tích lô đất (m²)", Kind.NUMBER, ("Diện tích lô đất:",))
    ] = None
    level_height: Annotated[
        _Text, FieldSpec("Cốt xây dựng", labels=("Cốt nền xây dựng công trình:", "Cốt xây dựng:"))
    ] = None
    density: Annotated[
        _Text, FieldSpec("Mật độ xây dựng (%)", Kind.NUMBER, ("Mật độ xây dựng:",))
    ] = None
    floor_ratio: Annotated[
        _Text, FieldSpec("Hệ số sử dụng đất", Kind.NUMBER, ("Hệ số sử dụng đất:",))
    ] = None
    red_line: Annotated[_Text, FieldSpec("Chỉ giới đường đỏ", labels=("Chỉ giới đường đỏ:",))] = (
        None
    )
    building_line: Annotated[
        _Text, FieldSpec("Chỉ giới xây dựng", labels=("Chỉ giới xây dựng:",))
    ] = None
    ground_floor: Annotated[
        _Text,
        FieldSpec(
            "Diện tích xây dựng tầng 1 (m²)",
            Kind.NUMBER,
            ("Diện tích xây dựng tầng 1:", "Diện tích xây dựng tầng một:"),
        ),
    ] = None
    total_floor: Annotated[
        _Text, FieldSpec("Tổng diện tích sàn (m²)", Kind.NUMBER, ("Tổng diện tích sàn:",))
    ] = None
    height: Annotated[
        _Text, FieldSpec("Chiều cao công trình (m)", Kind.NUMBER, ("Chiều cao công trình:",))
    ] = None
    floors: Annotated[_Text, FieldSpec("Số tầng", labels=("Số tầng:",))] = None
    land_paper: Annotated[
        _Text,
        FieldSpec(
            "Giấy tờ về đất", labels=("Giấy tờ về quyền sử dụng đất:", "Giấy tờ về đất đai:")
        ),
    ] = None
    issued_on: Annotated[_Text, FieldSpec("Ngày cấp", Kind.DATE, required=True)] = None
    start_before: Annotated[_Text, FieldSpec("Khởi công trước ngày", Kind.DATE)] = None
    signer: Annotated[_Text, FieldSpec("Người ký", Kind.NAME)] = None
