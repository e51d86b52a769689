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


class SourceError(BackfillError):
    """A source, or a file in it, cannot be read."""

    code = "E-BACKFILL-SOURCE"


class ManifestError(BackfillError):
    """A manifest that cannot be understood."""

    code = "E-BACKFILL-MANIFEST"


class ReaderCrashError(BackfillError):
    """The process that read a paper ended while reading it."""

    code = "E-BACKFILL-CRASH"


class ReaderMemoryError(BackfillError):
    """Reading a paper took more memory than is allowed."""

    code = "E-BACKFILL-MEMORY"


class ReaderTimeError(BackfillError):
    """Reading a page took longer than is allowed."""

    code = "E-BACKFILL-TIME"


class ReaderFaultError(BackfillError):
    """Something that nobody foresaw; a fault of the software."""

    code = "E-BACKFILL-FAULT"


class ConfirmedElsewhereError(BackfillError):
    """Doing a paper again would make it another type, and a person has confirmed its values."""

    code = "E-BACKFILL-CONFIRMED"
