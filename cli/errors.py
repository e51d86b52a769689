"""Errors of the command line itself."""

from __future__ import annotations

from schemas.errors import MotlanError

__all__ = [
    "NoServerError",
    "NotPicturesError",
    "PartMissingError",
    "ReadMissingError",
    "ServerMissingError",
    "StationMissingError",
    "UnreadableFileError",
]


class UnreadableFileError(MotlanError):
    """The operating system does not let the file be read."""

    code = "E-FILE-UNREADABLE"
    remedy = "Kiểm tra quyền đọc và đường dẫn của tệp."
    exit_code = 3


class NotPicturesError(MotlanError):
    """A folder that should hold pictures of lines holds none."""

    code = "E-LINES-EMPTY"
    remedy = "Chỉ định thư mục có ảnh dòng chữ (PNG, JPEG, TIFF)."
    exit_code = 2


class NoServerError(MotlanError):
    """A schedule needs a Prefect server."""

    code = "E-SERVER-NONE"
    remedy = "Đặt PREFECT_API_URL tới máy chủ Prefect, hoặc dùng cron của hệ điều hành."
    exit_code = 2


class PartMissingError(MotlanError):
    """The command needs a part of the distribution that is not installed."""

    exit_code = 2


class ReadMissingError(PartMissingError):
    """The libraries that read papers are not installed."""

    code = "E-PART-READ"
    remedy = "Cài phần đó: pip install 'motlan[read]'"


class ServerMissingError(PartMissingError):
    """The libraries of a centre are not installed: store, database, signatures, pages."""

    code = "E-PART-SERVER"
    remedy = "Cài phần đó: pip install 'motlan[server]'"


class StationMissingError(PartMissingError):
    """The libraries of a scanning station are not installed."""

    code = "E-PART-STATION"
    remedy = "Cài phần đó: pip install 'motlan[station]'"
