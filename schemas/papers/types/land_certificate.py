"""Certificates of land-use rights in four generations.

The red book of 1993, the pink certificate of house and land of 1994, the pink one of 2009 to 2024
(four pages) and the one of 2024 (two pages, with a code).
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.model import FieldSpec, Kind, Level, PaperModel, Sensitivity

__all__ = ["LandCertificate"]

_BASIC = Sensitivity.BASIC
_Text = str | None


class LandCertificate(PaperModel):
    """Giấy chứng nhận quyền sử dụng đất: the owner on page 1 is the first one, not the present."""

    paper_type: ClassVar[str] = "land_certificate"
    name: ClassVar[str] = "Giấy chứng nhận quyền sử dụng đất"
    titles: ClassVar[tuple[str, ...]] = (
        "GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT QUYỀN SỞ HỮU NHÀ Ở VÀ TÀI SẢN KHÁC GẮN LIỀN VỚI ĐẤT",
        "GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT, QUYỀN SỞ HỮU TÀI SẢN GẮN LIỀN VỚI ĐẤT",
        "GIẤY CHỨNG NHẬN QUYỀN SỞ HỮU NHÀ Ở VÀ QUYỀN SỬ DỤNG ĐẤT Ở",
        "GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT",
    )
    result_codes: ClassVar[tuple[str, ...]] = ("KQ.G10.001148",)
    level: ClassVar[Level] = Level.RESTRICTED
    metadata_fields: ClassVar[dict[str, str]] = {
        "number": "serial",
        "issued_on": "issued_on",
        "agency": "agency",
        "subject": "land_address",
        "subject_name": "owner",
    }

    serial: Annotated[_Text, FieldSpec("Số phát hành", Kind.DOCUMENT_NUMBER, required=True)] = None
    owner: Annotated[
        _Text,
        FieldSpec(
            "Người được cấp",
            Kind.NAME,
            ("Ông:", "Bà:", "Ông/Bà:", "Hộ ông:", "Hộ bà:", "Hộ ông (bà):"),
            sensitivity=_BASIC,
            required=True,
        ),
    ] = None
    owner_birth: Annotated[
        _Text, FieldSpec("Năm sinh", Kind.DATE, ("Năm sinh:",), sensitivity=_BASIC)
    ] = None
    owner_id: Annotated[
        _Text,
        FieldSpec(
            "Số CCCD, CMND",
            Kind.ID_NUMBER,
            ("CCCD số:", "CMND số:", "Căn cước số:"),
            sensitivity=_BASIC,
        ),
    ] = None
    owner_residence: Annotated[
        _Text,
        FieldSpec(
            "Địa chỉ của người được cấp",
            Kind.ADDRESS,
            ("Địa chỉ thường trú:",),
            sensitivity=_BASIC,
        ),
    ] = None
    plot: Annotated[
        _Text,
        FieldSpec("Thửa đất số", Kind.DOCUMENT_NUMBER, ("Thửa đất số:",), required=True),
    ] = None
    map_sheet: Annotated[
        _Text,
        FieldSpec("Tờ bản đồ số", Kind.DOCUMENT_NUMBER, ("Tờ bản đồ số:",), required=True),
    ] = None
    land_address: Annotated[
        _Text,
        FieldSpec(
            "Địa chỉ thửa đất",
            Kind.ADDRESS,
            ("Địa chỉ:", "Địa chỉ thửa đất:", "Được quyền sử dụng đất tại:"),
        ),
    ] = None
    area: Annotated[
        _Text, FieldSpec("Diện tích (m²)", Kind.NUMBER, ("Diện tích:",), required=True)
    ] = None
    area_in_words: Annotated[_Text, FieldSpec("Diện tích bằng chữ", labels=("Bằng chữ:",))] = None
    form_of_use: Annotated[
        _Text, FieldSpec("Hình thức sử dụng", labels=("Hình thức sử dụng:",))
    ] = None
    purpose: Annotated[
        _Text, FieldSpec("Mục đích sử dụng", labels=("Mục đích sử dụng:", "Loại đất:"))
    ] = None
    term: Annotated[
        _Text,
        FieldSpec("Thời hạn sử dụng", labels=("Thời hạn sử dụng:", "Thời hạn sử dụng đất:")),
    ] = None
    origin: Annotated[_Text, FieldSpec("Nguồn gốc sử dụng", labels=("Nguồn gốc sử dụng:",))] = None
    book_number: Annotated[
        _Text,
        FieldSpec(
            "Số vào sổ cấp giấy chứng nhận",
            Kind.DOCUMENT_NUMBER,
            (
                "Số vào sổ cấp GCN:",
                "Số vào sổ cấp Giấy chứng nhận:",
                "Vào sổ cấp giấy chứng nhận quyền sử dụng đất số:",
                "Hồ sơ gốc số:",
            ),
        ),
    ] = None
    house_area: Annotated[
        _Text,
        FieldSpec("Diện tích nhà (m²)", Kind.NUMBER, ("Tổng diện tích sử dụng:",)),
    ] = None
    house_structure: Annotated[_Text, FieldSpec("Kết cấu nhà", labels=("Kết cấu nhà:",))] = None
    house_floors: Annotated[_Text, FieldSpec("Số tầng", labels=("Số tầng:",))] = None
    agency: Annotated[_Text, FieldSpec("Cơ quan cấp", Kind.AGENCY)] = None
    issued_on: Annotated[_Text, FieldSpec("Ngày cấp", Kind.DATE, required=True)] = None
    signer: Annotated[_Text, FieldSpec("Người ký", Kind.NAME)] = None
