"""Errors that can occur between the bytes of a file and its fields.

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
│       └── SecretDoubtError   a person must decide first
├── NoChildError            this machine cannot start what reads foreign files
└── ModelError              the reader itself cannot be used
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
    "NoChildError",
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
    """The file itself is at fault; the next file may be fine."""

    code = "E-INPUT"


class EmptyFileError(InputError):
    """The file is empty."""

    code = "E-INPUT-EMPTY"


class UnsupportedTypeError(InputError):
    """The bytes are of no accepted type, regardless of the file name."""

    code = "E-INPUT-TYPE"


class EncryptedFileError(InputError):
    """The file is protected by a password."""

    code = "E-INPUT-ENCRYPTED"


class DamagedFileError(InputError):
    """The file is of an accepted type but cannot be decoded completely."""

    code = "E-INPUT-DAMAGED"


class TooLargeError(InputError):
    """The file exceeds a limit on bytes, pages or pixels."""

    code = "E-INPUT-TOO-LARGE"


class RenderTimeoutError(InputError):
    """Rendering a page exceeded the time limit."""

    code = "E-INPUT-TIMEOUT"


class BelowFloorError(InputError):
    """A page is below the legal floor of 200 dpi in colour, which the installation refuses."""

    code = "E-INPUT-BELOW-FLOOR"


class SeveralPapersError(InputError):
    """The file seems to hold several papers, and where each begins is not sure."""

    code = "E-INPUT-SEVERAL"


class SecretPaperError(InputError):
    """The paper bears a secrecy mark and must not enter the system (TT 01/2023, 1.1)."""

    code = "E-INPUT-SECRET"


class SecretDoubtError(SecretPaperError):
    """The paper may bear a secrecy mark: a person must decide before reading continues."""

    code = "E-INPUT-SECRET-DOUBT"


class NoChildError(PipelineError):
    """No child process could be started for a foreign file; the file is not at fault."""

    code = "E-PIPELINE-CHILD"
    temporary = True


class ModelError(PipelineError):
    """A model is missing, altered or cannot output Vietnamese."""

    code = "E-READER-MODEL"
    blames_installation = True
