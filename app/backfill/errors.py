"""Errors of the backfill.

MotlanError
└── BackfillError
    ├── SourceError         a source, or a file in it, cannot be read
    ├── ManifestError       a manifest that cannot be understood
    ├── ReaderCrashError    the process that read a paper ended
    ├── ReaderMemoryError   ... took more memory than allowed
    ├── ReaderTimeError     ... took longer than allowed
    ├── ReaderFaultError    ... met something that nobody foresaw
    └── ConfirmedElsewhereError    doing it again would overrule a person
"""

from __future__ import annotations

from schemas.errors import MotlanError

__all__ = [
    "BackfillError",
    "ConfirmedElsewhereError",
    "ManifestError",
    "ReaderCrashError",
    "ReaderFaultError",
    "ReaderMemoryError",
    "ReaderTimeError",
    "SourceError",
]


class BackfillError(MotlanError):
    """Base of what goes wrong in the backfill."""

    code = "E-BACKFILL"
    exit_code = 3


class SourceError(BackfillError):
    """A source, or a file in it, cannot be read."""

    code = "E-BACKFILL-SOURCE"
    remedy = "Kiểm tra đường dẫn, quyền đọc và tệp nén, rồi thử lại (`retry --failed`)."


class ManifestError(BackfillError):
    """A manifest that cannot be understood."""

    code = "E-BACKFILL-MANIFEST"
    remedy = "Sửa bảng kê: cần cột `file`; có thể có `dossier`, `type`, `box`, `shelf`."
    exit_code = 2


class ReaderCrashError(BackfillError):
    """The process that read a paper ended while reading it."""

    code = "E-BACKFILL-CRASH"
    remedy = "Mở tệp kiểm tra; nếu đọc được thì quét lại rồi thử lại (`retry --failed`)."


class ReaderMemoryError(BackfillError):
    """Reading a paper took more memory than is allowed."""

    code = "E-BACKFILL-MEMORY"
    remedy = "Tệp quá lớn: tách tệp hoặc tăng MOTLAN_BACKFILL_PAPER_MIB rồi thử lại."


class ReaderTimeError(BackfillError):
    """Reading a page took longer than is allowed."""

    code = "E-BACKFILL-TIME"
    remedy = "Tệp đọc quá lâu: tách tệp hoặc tăng MOTLAN_BACKFILL_PAGE_SECONDS rồi thử lại."


class ReaderFaultError(BackfillError):
    """Something that nobody foresaw; a fault of the software."""

    code = "E-BACKFILL-FAULT"
    remedy = "Gửi tệp này cho bộ phận hỗ trợ kèm mã lỗi; các tệp khác vẫn chạy tiếp."


class ConfirmedElsewhereError(BackfillError):
    """Doing a paper again would make it another type, and a person has confirmed its values."""

    code = "E-BACKFILL-CONFIRMED"
    remedy = "Mở giấy tờ này để cán bộ xem lại loại giấy tờ; bản đã xác nhận được giữ nguyên."
