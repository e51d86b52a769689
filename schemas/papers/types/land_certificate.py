"""Certificates of land-use rights, in four generations.

The red book of 1993, the pink certificate of house and land of 1994, the pink one of 2009 to 2024
(four pages) and that of 2024 (two pages, with a code).
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.papers.groups import Agency, BirthYear, IssuedOn, PersonalId, Residence, Signer
from schemas.papers.model import Change, FieldSpec, Kind, Level, PaperModel, Role, Sensitivity
from schemas.papers.parties import Party, PartyRole
from schemas.papers.values import Quantity, Text

__all__ = ["LandCertificate"]

_BASIC = Sensitivity.BASIC


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
    parties: ClassVar[tuple[Party, ...]] = (
        Party(
            PartyRole.OWNER,
            "owner",
            ("owner_id",),
            "owner_birth",
            owner=True,
            before="thửa đất",
        ),
        Party(PartyRole.SIGNER, "signer"),
    )

    serial: Annotated[
        Text | None,
        FieldSpec("Số phát hành", Kind.DOCUMENT_NUMBER, required=True, roles=(Role.NUMBER,)),
    ] = None
    owner: Annotated[
        Text | None,
        FieldSpec(
            "Người được cấp",
            Kind.NAME,
            ("Ông:", "Bà:", "Ông/Bà:", "Hộ ông:", "Hộ bà:", "Hộ ông (bà):"),
            sensitivity=_BASIC,
            required=True,
            roles=(Role.OWNER_NAME,),
        ),
    ] = None
    owner_birth: BirthYear = None
    owner_id: Annotated[
        PersonalId, Change("Số CCCD, CMND", ("CCCD số:", "CMND số:", "Căn cước số:"))
    ] = None
    owner_residence: Annotated[
        Residence, Change("Địa chỉ của người được cấp", ("Địa chỉ thường trú:",))
    ] = None
    plot: Annotated[
        Text | None,
        FieldSpec("Thửa đất số", Kind.DOCUMENT_NUMBER, ("Thửa đất số:",), required=True),
    ] = None
    map_sheet: Annotated[
        Text | None,
        FieldSpec("Tờ bản đồ số", Kind.DOCUMENT_NUMBER, ("Tờ bản đồ số:",), required=True),
    ] = None
    land_address: Annotated[
        Text | None,
        FieldSpec(
            "Địa chỉ thửa đất",
            Kind.ADDRESS,
            ("Địa chỉ:", "Địa chỉ thửa đất:", "Được quyền sử dụng đất tại:"),
            roles=(Role.ABSTRACT,),
        ),
    ] = None
    area: Annotated[
        Quantity | None,
        FieldSpec("Diện tích (m²)", Kind.NUMBER, ("Diện tích:",), required=True, unit="m²"),
    ] = None
    area_in_words: Annotated[
        Text | None, FieldSpec("Diện tích bằng chữ", labels=("Bằng chữ:",))
    ] = None
    form_of_use: Annotated[
        Text | None, FieldSpec("Hình thức sử dụng", labels=("Hình thức sử dụng:",))
    ] = None
    purpose: Annotated[
        Text | None, FieldSpec("Mục đích sử dụng", labels=("Mục đích sử dụng:", "Loại đất:"))
    ] = None
    term: Annotated[
        Text | None,
        FieldSpec("Thời hạn sử dụng", labels=("Thời hạn sử dụng:", "Thời hạn sử dụng đất:")),
    ] = None
    origin: Annotated[
        Text | None, FieldSpec("Nguồn gốc sử dụng", labels=("Nguồn gốc sử dụng:",))
    ] = None
    book_number: Annotated[
        Text | None,
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
        Quantity | None,
        FieldSpec("Diện tích nhà (m²)", Kind.NUMBER, ("Tổng diện tích sử dụng:",), unit="m²"),
    ] = None
    house_structure: Annotated[Text | None, FieldSpec("Kết cấu nhà", labels=("Kết cấu nhà:",))] = (
        None
    )
    house_floors: Annotated[Text | None, FieldSpec("Số tầng", labels=("Số tầng:",))] = None
    agency: Agency = None
    issued_on: Annotated[IssuedOn, Change(required=True)] = None
    signer: Signer = None
