"""Errors of the station.

MotlanError
└── StationError
    ├── SettingsError           the configuration is missing or wrong
    ├── StationRunningError     another process works on this spool
    ├── SpoolError
    │   ├── SpoolFullError      the disk has no room
    │   ├── SpoolDamagedError   bytes in the spool are not what was taken in
    │   ├── BookDamagedError    the book cannot be read
    │   └── SpoolUnusableError  the folder cannot be read or written
    ├── SourceError             a file in the drop folder cannot be taken now
    │   ├── IncompleteFileError it has no end
    │   ├── ChangedFileError    it changed while it was copied
    │   └── FolderNameError     its folder is not named like a dossier
    ├── CentreError
    │   ├── OfflineError        the centre does not answer
    │   ├── AccountError        the centre does not accept the station's account
    │   └── RefusedError        the centre refuses this paper
    └── ScanError
        ├── NoScannerError, ScannerBusyError, PaperJamError, FeederEmptyError
        └── ScannerFailedError

None of them carries a file's content or a person's name.
"""

from __future__ import annotations

from schemas.errors import MotlanError

__all__ = [
    "AccountError",
    "BookDamagedError",
    "CentreError",
    "ChangedFileError",
    "FeederEmptyError",
    "FolderNameError",
    "IncompleteFileError",
    "NoScannerError",
    "OfflineError",
    "PaperJamError",
    "RefusedError",
    "ScanError",
    "ScannerBusyError",
    "ScannerFailedError",
    "SettingsError",
    "SourceError",
    "SpoolDamagedError",
    "SpoolError",
    "SpoolFullError",
    "SpoolUnusableError",
    "StationError",
    "StationRunningError",
]


class StationError(MotlanError):
    """Base of what goes wrong at a station."""

    code = "E-STATION"


class SettingsError(StationError):
    """The configuration is missing or not of its form."""

    code = "E-STATION-CONFIG"
    remedy = "Chạy `motlan station init` để tạo tệp cấu hình mẫu, hoặc sửa mục được nêu."
    exit_code = 2


class StationRunningError(StationError):
    """Another process works on this spool."""

    code = "E-STATION-RUNNING"
    remedy = "Trạm đã chạy: xem bằng `motlan station status`, không cần chạy lần nữa."
    exit_code = 2


class SpoolError(StationError):
    """Something about the local spool."""

    code = "E-SPOOL"


class SpoolFullError(SpoolError):
    """The disk has no room for another paper; the file stays where it was."""

    code = "E-SPOOL-FULL"
    temporary = True
    remedy = "Đĩa của trạm sắp đầy: dọn đĩa hoặc giảm keep_days; tệp vẫn nằm nguyên trong thư mục."


class SpoolDamagedError(SpoolError):
    """The bytes in the spool no longer have the hash they were taken in with."""

    code = "E-SPOOL-DAMAGED"
    remedy = "Bản lưu tại trạm bị hỏng: quét lại giấy tờ này và kiểm tra đĩa của trạm."


class BookDamagedError(SpoolError):
    """The book of the spool is no sound database."""

    code = "E-SPOOL-BOOK"
    remedy = "Khởi động lại trạm: sổ được lập lại từ các bản lưu, không mất giấy tờ."


class SpoolUnusableError(SpoolError):
    """The spool folder cannot be read or written."""

    code = "E-SPOOL-UNUSABLE"
    temporary = True
    remedy = "Kiểm tra quyền ghi và đĩa của thư mục trạm, rồi chạy lại; tệp gốc chưa bị xóa."


class SourceError(StationError):
    """A file cannot be taken in now; it stays where it is."""

    code = "E-SOURCE"
    exit_code = 3


class IncompleteFileError(SourceError):
    """The file does not grow any more but has no end."""

    code = "E-SOURCE-INCOMPLETE"
    remedy = "Tệp chưa trọn vẹn: chờ máy quét ghi xong hoặc quét lại; tệp không được lấy."


class ChangedFileError(SourceError):
    """The file changed while it was copied."""

    code = "E-SOURCE-CHANGED"
    temporary = True
    remedy = "Tệp đang được ghi: trạm sẽ tự lấy lại khi tệp đứng yên."


class FolderNameError(SourceError):
    """The folder that a file lies in is not named like a dossier."""

    code = "E-SOURCE-FOLDER"
    remedy = "Đặt tên thư mục con đúng mã hồ sơ, ví dụ H26.12-261122-0001, không dấu cách."


class CentreError(StationError):
    """Something between the station and the centre."""

    code = "E-CENTRE"
    exit_code = 5


class OfflineError(CentreError):
    """The centre does not answer; papers wait in the spool."""

    code = "E-CENTRE-OFFLINE"
    temporary = True
    remedy = "Mất kết nối trung tâm: cứ quét tiếp, trạm giữ giấy tờ và tự gửi khi có mạng."


class AccountError(CentreError):
    """The centre does not accept the station's account; no paper is to blame."""

    code = "E-CENTRE-ACCOUNT"
    temporary = True
    remedy = "Trung tâm từ chối tài khoản: báo quản trị kiểm tra client_id, mật khẩu và mã quầy."


class RefusedError(CentreError):
    """The centre refuses this paper.

    Attributes:
        problem: Code that the centre gave.
        advice: What the centre says is to be done, Vietnamese.
    """

    code = "E-CENTRE-REFUSED"
    remedy = "Xem mã lỗi của trung tâm; sửa hoặc quét lại rồi chạy `motlan station retry`."
    exit_code = 3

    def __init__(
        self, what: str, *, source: str | None = None, problem: str = "", advice: str = ""
    ) -> None:
        """Make an error from the answer of the centre; see `MotlanError`."""
        super().__init__(what, source=source)
        self.problem = problem
        self.advice = advice


class ScanError(StationError):
    """The scanner did not deliver; the paper is still in the clerk's hands."""

    code = "E-SCAN"
    exit_code = 3


class NoScannerError(ScanError):
    """No scanner, or not the one that is configured."""

    code = "E-SCAN-NONE"
    remedy = "Kiểm tra máy quét đã bật và cắm; xem danh sách bằng `motlan station devices`."


class ScannerBusyError(ScanError):
    """Another program uses the scanner."""

    code = "E-SCAN-BUSY"
    temporary = True
    remedy = "Máy quét đang bận: đóng chương trình khác đang dùng máy quét rồi quét lại."


class PaperJamError(ScanError):
    """A sheet is stuck or the cover is open."""

    code = "E-SCAN-JAM"
    remedy = "Kẹt giấy hoặc nắp mở: gỡ giấy, đóng nắp, đặt lại cả xấp rồi quét lại từ đầu."


class FeederEmptyError(ScanError):
    """There is no paper in the feeder."""

    code = "E-SCAN-EMPTY"
    remedy = "Khay giấy trống: đặt giấy vào khay rồi quét lại."


class ScannerFailedError(ScanError):
    """The scanner broke off for another reason."""

    code = "E-SCAN-FAILED"
    remedy = "Máy quét ngừng giữa chừng: tắt bật máy quét, kiểm tra cáp, rồi quét lại cả xấp."
