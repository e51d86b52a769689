"""What can go wrong between the bytes of a file and its fields.

PipelineError
├── InputError              the file cannot be digitised; its bytes are kept
│   ├── EmptyFileError
│   ├── UnsupportedTypeError
│   ├── EncryptedFileError
│   │   └── EncryptedPdfError
│   ├── DamagedFileError
│   ├── TooLargeError
│   ├── RenderTimeoutError
│   ├── BelowFloorError
│   └── SecretPaperError
│       └── SecretDoubtError   a person must look first
└── ModelError              the reader itself is not fit for work
"""

from __future__ import annotations

from schemas.errors import MotlanError

__all__ = [
    "BelowFloorError",
    "DamagedFileError",
    "EmptyFileError",
    "EncryptedFileError",
    "EncryptedPdfError",
    "InputError",
    "ModelError",
    "PipelineError",
    "RenderTimeoutError",
    "SecretDoubtError",
    "SecretPaperError",
    "TooLargeError",
    "UnsupportedTypeError",
]


class PipelineError(MotlanError):
    """A step of the pipeline failed."""

    code = "E-PIPELINE"


class InputError(PipelineError):
    """The file itself is the reason; the next file may be fine."""

    code = "E-INPUT"
    exit_code = 3


class EmptyFileError(InputError):
    """The file holds no bytes."""

    code = "E-INPUT-EMPTY"
    remedy = "Tệp rỗng: quét lại giấy tờ hoặc chép lại tệp."


class UnsupportedTypeError(InputError):
    """The bytes are none of the accepted types, whatever the file's name says."""

    code = "E-INPUT-TYPE"
    remedy = (
        "Chỉ nhận PDF, TIFF, JPEG, PNG, HEIC, WebP hoặc zip chứa ảnh: "
        "hãy quét hoặc xuất lại đúng định dạng."
    )


class EncryptedFileError(InputError):
    """The file asks for a password."""

    code = "E-INPUT-ENCRYPTED"
    remedy = "Tệp có mật khẩu: đề nghị người nộp gỡ mật khẩu rồi nộp lại."


class EncryptedPdfError(EncryptedFileError):
    """The PDF asks for a password."""

    remedy = "PDF có mật khẩu: đề nghị người nộp gỡ mật khẩu rồi nộp lại."


class DamagedFileError(InputError):
    """The file is of an accepted type but cannot be decoded to the end."""

    code = "E-INPUT-DAMAGED"
    remedy = "Tệp hỏng hoặc thiếu dữ liệu: quét lại hoặc chép lại tệp gốc."


class TooLargeError(InputError):
    """The file exceeds a limit on bytes, pages or pixels."""

    code = "E-INPUT-TOO-LARGE"
    remedy = "Tệp vượt giới hạn: quét lại ở 200-300 dpi, khổ A4/A3, hoặc chia nhỏ tệp."


class RenderTimeoutError(InputError):
    """A page took longer to draw than the limit allows."""

    code = "E-INPUT-TIMEOUT"
    remedy = "Trang quá phức tạp: in ra và quét lại trang này."


class BelowFloorError(InputError):
    """A page is below the legal floor of 200 dpi in colour, and the installation refuses such."""

    code = "E-INPUT-BELOW-FLOOR"
    remedy = "Quét lại ở 300 dpi, ảnh màu, tỷ lệ 100 % (NĐ 30/2020/NĐ-CP, Phụ lục I)."


class SecretPaperError(InputError):
    """The paper bears a mark of state secrecy and must not enter the system (TT 01/2023, 1.1)."""

    code = "E-INPUT-SECRET"
    remedy = "Giấy tờ có dấu chỉ độ mật: không số hóa, xử lý theo quy định bảo vệ bí mật nhà nước."


class SecretDoubtError(SecretPaperError):
    """The paper may bear a mark of state secrecy: a person must look before it is read on."""

    code = "E-INPUT-SECRET-DOUBT"
    remedy = (
        "Người có thẩm quyền xem góc trên của trang: nếu không phải dấu chỉ độ mật thì số hóa lại "
        "với xác nhận đã xem (--khong-mat); nếu phải thì không số hóa."
    )


class ModelError(PipelineError):
    """A model is missing, altered, or cannot write Vietnamese."""

    code = "E-READER-MODEL"
    remedy = "Cài lại thư mục models/ đúng phiên bản (kiểm bằng sha256sum --check SHA256SUMS)."
    exit_code = 4
