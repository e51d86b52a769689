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
from schemas.messages.catalogue import DEFAULT_LANGUAGE, Fact, Language

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


class StationRunningError(StationError):
    """Another process works on this spool."""

    code = "E-STATION-RUNNING"


class SpoolError(StationError):
    """Something about the local spool."""

    code = "E-SPOOL"


class SpoolFullError(SpoolError):
    """The disk has no room for another paper; the file stays where it was."""

    code = "E-SPOOL-FULL"
    temporary = True


class SpoolDamagedError(SpoolError):
    """The bytes in the spool no longer have the hash they were taken in with."""

    code = "E-SPOOL-DAMAGED"


class BookDamagedError(SpoolError):
    """The book of the spool is no sound database."""

    code = "E-SPOOL-BOOK"


class SpoolUnusableError(SpoolError):
    """The spool folder cannot be read or written."""

    code = "E-SPOOL-UNUSABLE"
    temporary = True


class SourceError(StationError):
    """A file cannot be taken in now; it stays where it is."""

    code = "E-SOURCE"


class IncompleteFileError(SourceError):
    """The file does not grow any more but has no end."""

    code = "E-SOURCE-INCOMPLETE"


class ChangedFileError(SourceError):
    """The file changed while it was copied."""

    code = "E-SOURCE-CHANGED"
    temporary = True


class FolderNameError(SourceError):
    """The folder that a file lies in is not named like a dossier."""

    code = "E-SOURCE-FOLDER"


class CentreError(StationError):
    """Something between the station and the centre."""

    code = "E-CENTRE"


class OfflineError(CentreError):
    """The centre does not answer; papers wait in the spool."""

    code = "E-CENTRE-OFFLINE"
    temporary = True


class AccountError(CentreError):
    """The centre does not accept the station's account; no paper is to blame."""

    code = "E-CENTRE-ACCOUNT"
    temporary = True


class RefusedError(CentreError):
    """The centre refuses this paper.

    Attributes:
        problem: Code that the centre gave.
        advice: What the centre says is to be done, Vietnamese; empty where it says nothing.
    """

    code = "E-CENTRE-REFUSED"

    def __init__(
        self,
        case: str | None = None,
        /,
        *,
        problem: str,
        advice: str = "",
        source: str | None = None,
        **facts: Fact,
    ) -> None:
        """Make an error from the answer of the centre; see `MotlanError`."""
        super().__init__(case, source=source, problem=problem, **facts)
        self.problem = problem
        self.advice = advice

    def remedy(self, language: Language = DEFAULT_LANGUAGE) -> str:
        """Return what the centre says is to be done, else what the catalogue says."""
        return self.advice or super().remedy(language)


class ScanError(StationError):
    """The scanner did not deliver; the paper is still in the clerk's hands."""

    code = "E-SCAN"


class NoScannerError(ScanError):
    """No scanner, or not the one that is configured."""

    code = "E-SCAN-NONE"


class ScannerBusyError(ScanError):
    """Another program uses the scanner."""

    code = "E-SCAN-BUSY"
    temporary = True


class PaperJamError(ScanError):
    """A sheet is stuck or the cover is open."""

    code = "E-SCAN-JAM"


class FeederEmptyError(ScanError):
    """There is no paper in the feeder."""

    code = "E-SCAN-EMPTY"


class ScannerFailedError(ScanError):
    """The scanner broke off for another reason."""

    code = "E-SCAN-FAILED"
