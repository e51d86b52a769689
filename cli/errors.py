"""Errors of the command line itself."""

from __future__ import annotations

from schemas.errors import MotlanError

__all__ = [
    "NoServerError",
    "NotPicturesError",
    "PartMissingError",
    "ReadMissingError",
    "ServerMissingError",
    "StationMissingError",
    "UnreadableFileError",
]


class UnreadableFileError(MotlanError):
    """The operating system does not allow the file to be read."""

    code = "E-FILE-UNREADABLE"


class NotPicturesError(MotlanError):
    """A folder contains no pictures of lines."""

    code = "E-LINES-EMPTY"


class NoServerError(MotlanError):
    """A schedule needs a Prefect server."""

    code = "E-SERVER-NONE"


class PartMissingError(MotlanError):
    """The command needs a part of the distribution that is not installed."""

    code = "E-PART"


class ReadMissingError(PartMissingError):
    """The libraries for reading papers are not installed."""

    code = "E-PART-READ"


class ServerMissingError(PartMissingError):
    """The libraries of a centre are not installed: store, database, signatures, pages."""

    code = "E-PART-SERVER"


class StationMissingError(PartMissingError):
    """The libraries of a scanning station are not installed."""

    code = "E-PART-STATION"
