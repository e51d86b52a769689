"""What can go wrong between the bytes of a file and its fields.

PipelineError
├── InputError              the file cannot be digitised; its bytes are kept
│   ├── EmptyFileError
│   ├── UnsupportedTypeError
│   ├── EncryptedFileError
│   ├── DamagedFileError
│   ├── TooLargeError
│   ├── RenderTimeoutError
│   ├── BelowFloorError
│   ├── SeveralPapersError
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
    "InputError",
    "ModelError",
    "PipelineError",
    "RenderTimeoutError",
    "SecretDoubtError",
    "SecretPaperError",
    "SeveralPapersError",
    "TooLargeError",
    "UnsupportedTypeError",
]


class PipelineError(MotlanError):
    """A step of the pipeline failed."""

    code = "E-PIPELINE"


class InputError(PipelineError):
    """The file itself is the reason; the next file may be fine."""

    code = "E-INPUT"


class EmptyFileError(InputError):
    """The file holds no bytes."""

    code = "E-INPUT-EMPTY"


class UnsupportedTypeError(InputError):
    """The bytes are none of the accepted types, whatever the file's name says."""

    code = "E-INPUT-TYPE"


class EncryptedFileError(InputError):
    """The file asks for a password."""

    code = "E-INPUT-ENCRYPTED"


class DamagedFileError(InputError):
    """The file is of an accepted type but cannot be decoded to the end."""

    code = "E-INPUT-DAMAGED"


class TooLargeError(InputError):
    """The file exceeds a limit on bytes, pages or pixels."""

    code = "E-INPUT-TOO-LARGE"


class RenderTimeoutError(InputError):
    """A page took longer to draw than the limit allows."""

    code = "E-INPUT-TIMEOUT"


class BelowFloorError(InputError):
    """A page is below the legal floor of 200 dpi in colour, and the installation refuses such."""

    code = "E-INPUT-BELOW-FLOOR"


class SeveralPapersError(InputError):
    """The file seems to hold several papers, and where each begins is not sure."""

    code = "E-INPUT-SEVERAL"


class SecretPaperError(InputError):
    """The paper bears a mark of state secrecy and must not enter the system (TT 01/2023, 1.1)."""

    code = "E-INPUT-SECRET"


class SecretDoubtError(SecretPaperError):
    """The paper may bear a mark of state secrecy: a person must look before it is read on."""

    code = "E-INPUT-SECRET-DOUBT"


class ModelError(PipelineError):
    """A model is missing, altered, or cannot write Vietnamese."""

    code = "E-READER-MODEL"
    blames_installation = True
