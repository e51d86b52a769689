"""Errors of the station.

MotlanError
└── StationError
    ├── SettingsError           the configuration is missing or wrong
    ├── StationRunningError     another process works on this spool
    ├── SpoolError
    │   ├── SpoolFullError      the disk has no room
    │   ├── SpoolDamagedError   bytes in the spool are not what was taken in
    │   ├── BookDamagedError    the database of the spool cannot be read
    │   └── SpoolUnusableError  the folder cannot be read or written
    ├── SourceError             a file in the drop folder cannot be taken in now
    │   ├── IncompleteFileError it is truncated
    │   ├── ChangedFileError    it changed while it was copied
    │   └── FolderNameError     its folder is not named like a dossier
    ├── CentreError
    │   ├── OfflineError        the centre does not answer
    │   ├── AccountError        the centre does not accept the station's account
    │   └── RefusedError        the centre refuses this paper
    └── ScanError
        ├── NoScannerError, ScannerBusyError, PaperJamError, FeederEmptyError
        └── ScannerFailedError

None of them contains a file's content or a person's name.
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
    """Base class of the errors of a station."""

    code = "E-STATION"


class SettingsError(StationError):
    """The configuration is missing or invalid."""

    code = "E-STATION-CONFIG"


class StationRunningError(StationError):
    """Another process works on this spool."""

    code = "E-STATION-RUNNING"


class SpoolError(StationError):
    """An error of the local spool."""

    code = "E-SPOOL"


class SpoolFullError(SpoolError):
    """The disk has no room for another paper; the file stays where it was."""

    code = "E-SPOOL-FULL"
    temporary = True


class SpoolDamagedError(SpoolError):
    """The bytes in the spool no longer have the hash they were taken in with."""

    code = "E-SPOOL-DAMAGED"


class BookDamagedError(SpoolError):
    """The spool's database is damaged."""

    code = "E-SPOOL-BOOK"


class SpoolUnusableError(SpoolError):
    """The spool folder cannot be read or written."""

    code = "E-SPOOL-UNUSABLE"
    temporary = True


class SourceError(StationError):
    """A file cannot be taken in now; it stays where it is."""

    code = "E-SOURCE"


class IncompleteFileError(SourceError):
    """The file has stopped growing but is incomplete."""

    code = "E-SOURCE-INCOMPLETE"


class ChangedFileError(SourceError):
    """The file changed while it was copied."""

    code = "E-SOURCE-CHANGED"
    temporary = True


class FolderNameError(SourceError):
    """The folder that a file lies in is not named like a dossier."""

    code = "E-SOURCE-FOLDER"


class CentreError(StationError):
    """An error between the station and the centre."""

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
        problem: Error code from the centre.
        advice: What to do according to the centre, in Vietnamese; empty if it did not say.
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
        """Make an error from the centre's response; see `MotlanError`."""
        super().__init__(case, source=source, problem=problem, **facts)
        self.problem = problem
        self.advice = advice

    def remedy(self, language: Language = DEFAULT_LANGUAGE) -> str:
        """Return the remedy from the centre, else the one of the catalogue."""
        return self.advice or super().remedy(language)


class ScanError(StationError):
    """Scanning failed; the clerk still has the paper."""

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
    """The scanner stopped for another reason."""

    code = "E-SCAN-FAILED"
