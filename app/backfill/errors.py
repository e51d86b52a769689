"""Errors of the backfill.

MotlanError
└── BackfillError
    ├── SourceError         a source, or a file in it, cannot be read
    ├── ManifestError       a manifest cannot be parsed
    ├── ReaderCrashError    the process that read a paper ended unexpectedly
    ├── ReaderMemoryError   ... used more memory than allowed
    ├── ReaderTimeError     ... took longer than allowed
    ├── ReaderFaultError    ... raised an unexpected exception
    └── ConfirmedElsewhereError    reprocessing would overrule a person
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
    """Base class of the errors of the backfill."""

    code = "E-BACKFILL"


class SourceError(BackfillError):
    """A source, or a file in it, cannot be read."""

    code = "E-BACKFILL-SOURCE"


class ManifestError(BackfillError):
    """A manifest cannot be parsed."""

    code = "E-BACKFILL-MANIFEST"


class ReaderCrashError(BackfillError):
    """A reader process ended unexpectedly while it was reading a paper."""

    code = "E-BACKFILL-CRASH"


class ReaderMemoryError(BackfillError):
    """Reading a paper used more memory than allowed."""

    code = "E-BACKFILL-MEMORY"


class ReaderTimeError(BackfillError):
    """Reading a page took longer than allowed."""

    code = "E-BACKFILL-TIME"


class ReaderFaultError(BackfillError):
    """An unexpected exception; a fault of the software."""

    code = "E-BACKFILL-FAULT"


class ConfirmedElsewhereError(BackfillError):
    """Reprocessing would change the type of a paper whose values a person has confirmed."""

    code = "E-BACKFILL-CONFIRMED"
