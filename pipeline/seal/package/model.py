"""The content of an archive package."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import uuid
from dataclasses import dataclass, field
from enum import StrEnum

from pipeline.seal.errors import SealInputError
from schemas.record.paper import PaperRecord, RenditionKind

__all__ = ["FileDescription", "PackageKind", "PackageRequest", "PackagedFile", "PackagedPaper"]

_FONDS = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*\Z")


class PackageKind(StrEnum):
    """Stage of a package in the OAIS reference model (ISO 14721)."""

    SIP = "SIP"
    """Submission: handed over to the archive."""
    AIP = "AIP"
    """Archival: kept by the archive."""
    DIP = "DIP"
    """Dissemination: given to users."""


@dataclass(frozen=True, slots=True)
class FileDescription:
    """Data of an archive file (hồ sơ), TT 05/2025/TT-BNV.

    Attributes:
        code: Mã hồ sơ.
        title: Tiêu đề hồ sơ.
        retention: Thời hạn lưu trữ, e.g. `Vĩnh viễn` or `20 năm`.
        access: Mức độ tiếp cận.
        started: Thời gian bắt đầu.
        ended: Thời gian kết thúc.
        sheets: Số lượng tờ.
        paper_file_code: Mã hồ sơ gốc giấy.
        condition: Tình trạng vật lý.
        information_sign: Ký hiệu thông tin.
        trust: Mức độ tin cậy.
        backup: Chế độ dự phòng.
        keywords: Từ khóa.
        language: ISO 639-2 code.
    """

    code: str
    title: str
    retention: str
    access: str
    started: dt.date
    ended: dt.date
    sheets: int
    paper_file_code: str = ""
    condition: str = ""
    information_sign: str = ""
    trust: str = ""
    backup: str = ""
    keywords: tuple[str, ...] = ()
    language: str = "vie"


@dataclass(frozen=True, slots=True)
class PackagedFile:
    """One file of one paper."""

    kind: RenditionKind
    data: bytes
    media_type: str

    @property
    def sha256(self) -> str:
        """Hash of the file, hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class PackagedPaper:
    """One paper with its record and its files.

    Attributes:
        record: The reviewed record.
        title: Name of the paper, for the finding aid.
        files: The renditions handed over.
    """

    record: PaperRecord
    title: str
    files: tuple[PackagedFile, ...]


@dataclass(frozen=True, slots=True)
class PackageRequest:
    """A request for a package.

    Attributes:
        kind: Stage of the package.
        fonds: Code of the archival fonds (mã phông); ASCII letters, digits, dots, dashes.
        agency: Name of the agency that hands over.
        description: Data of the archive file.
        papers: Its papers, in the order of the finding aid.
        created: Time of creation, with a time zone.
        identifier: UUID of the package.
        schemas: XML schemas to include, by file name; the archive prescribes the versions.
    """

    kind: PackageKind
    fonds: str
    agency: str
    description: FileDescription
    papers: tuple[PackagedPaper, ...]
    created: dt.datetime
    identifier: uuid.UUID = field(default_factory=uuid.uuid4)
    schemas: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check the parts that are used in names.

        Raises:
            SealInputError: The fonds code is not usable in a name, or there are no papers.
        """
        if not _FONDS.match(self.fonds):
            raise SealInputError("font")
        if not self.papers:
            raise SealInputError("package-empty")

    @property
    def name(self) -> str:
        """Identifier of the package: `urn:<fonds>:uuid:<UUID>`."""
        return f"urn:{self.fonds}:uuid:{self.identifier}"

    @property
    def folder(self) -> str:
        """The identifier in the form of a folder name."""
        return self.name.replace(":", "_")
