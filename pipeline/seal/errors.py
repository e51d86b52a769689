"""What can go wrong between a read paper and its sealed files.

SealError
├── SealInputError          the original and its readings do not fit together
├── ArchiveError            the file made is not PDF/A; nothing is signed
├── ProfileError            a signature profile is unknown or not in force
├── KeyStoreError           the key cannot be opened
│   ├── PinError            the PIN or password is wrong: never tried again by itself
│   └── CertificateError    the certificate must not sign now
├── SigningError            the signature could not be made
└── ProofUnavailableError   no proof of the time now: add it later, lose nothing
    ├── TimestampUnavailableError    the timestamp authority is silent
    └── RevocationUnavailableError   the state of a certificate cannot be asked
"""

from __future__ import annotations

from pipeline.errors import PipelineError

__all__ = [
    "ArchiveError",
    "CertificateError",
    "KeyStoreError",
    "PinError",
    "ProfileError",
    "ProofUnavailableError",
    "RevocationUnavailableError",
    "SealError",
    "SealInputError",
    "SigningError",
    "TimestampUnavailableError",
]


class SealError(PipelineError):
    """A paper could not be sealed; its original and its record stay as they are."""

    code = "E-SEAL"
    exit_code = 5


class SealInputError(SealError):
    """The readings do not belong to the original, or the original cannot be put into a PDF."""

    code = "E-SEAL-INPUT"
    remedy = "Đọc lại giấy tờ từ tệp gốc rồi đóng dấu lại."


class ArchiveError(SealError):
    """The assembled file does not conform to PDF/A (ISO 19005)."""

    code = "E-SEAL-PDFA"
    remedy = "Tệp gốc không chuyển được thành PDF/A: quét lại giấy tờ hoặc giữ nguyên tệp gốc."


class ProfileError(SealError):
    """A signature profile is unknown, incomplete or not in force on that day."""

    code = "E-SEAL-PROFILE"
    blames_installation = True
    remedy = "Kiểm tra tên mẫu hiển thị chữ ký và hiệu lực pháp lý của mẫu trong cấu hình."


class KeyStoreError(SealError):
    """The store of the signing key cannot be used."""

    code = "E-SEAL-KEY"
    blames_installation = True
    remedy = "Kiểm tra tệp khóa hoặc thiết bị ký số, nhãn khóa và đường dẫn trình điều khiển."


class PinError(KeyStoreError):
    """The PIN or password is wrong. Tokens lock after a few tries."""

    code = "E-SEAL-PIN"
    remedy = "Nhập lại đúng mật khẩu hoặc mã PIN; không thử nhiều lần để tránh khóa thiết bị."


class CertificateError(KeyStoreError):
    """The certificate is not valid now or not meant for signatures."""

    code = "E-SEAL-CERT"
    remedy = "Chứng thư số chưa có hoặc đã hết hiệu lực: gia hạn hoặc dùng chứng thư khác."


class SigningError(SealError):
    """The signature could not be made."""

    code = "E-SEAL-SIGN"
    blames_installation = True
    remedy = "Thử ký lại; nếu vẫn lỗi, báo bộ phận quản trị chữ ký số kèm mã lỗi này."


class ProofUnavailableError(SealError):
    """The time of a signature cannot be proved now. The proof waits; nothing is lost."""

    code = "E-SEAL-PROOF"
    remedy = "Hệ thống tự bổ sung bằng chứng thời gian khi máy chủ hoạt động; không cần quét lại."
    exit_code = 75  # EX_TEMPFAIL of sysexits.h
    temporary = True


class TimestampUnavailableError(ProofUnavailableError):
    """The timestamp authority gives no timestamp now."""

    code = "E-SEAL-TSA"


class RevocationUnavailableError(ProofUnavailableError):
    """Neither OCSP nor CRL tells the state of a certificate now."""

    code = "E-SEAL-REVOCATION"
