"""Errors of the store, the ledger and the index.

MotlanError
└── StorageError
    ├── StoreUnavailableError   the object store or database does not answer
    ├── ObjectMissingError      no object under a key
    ├── ObjectConflictError     other content already stands under a key
    ├── ObjectCorruptError      the bytes do not have the hash they were stored with
    ├── InvalidKeyError         a key that the layout does not allow
    ├── InvalidStoreUrlError    an address that names no store
    ├── PaperMissingError       no such paper on file
    │   └── PaperErasedError    it was on file and was erased
    ├── PaperMismatchError      bytes that are not those of the record
    ├── VersionConflictError    somebody else wrote that version of the record
    ├── PaperStandingError      the paper is not in the state that the change needs
    ├── AccountExistsError      an account of that name exists
    ├── AccountMissingError     no account of that name
    ├── BusyError               too many passwords are checked at the moment
    ├── DeskConflictError       a paper on the work list was changed in between
    ├── BackupError             a backup that cannot be restored, or not here
    ├── SchemaError             the tables of a database are of another release
    ├── KeyUnknownError         a key that does not belong to the installation
    ├── KeyMissingError         a key of the installation is not on this machine
    ├── BatchError              a batch of the backfill
    │   ├── BatchExistsError    the name is taken
    │   ├── BatchMissingError   no batch of that name
    │   └── BatchStateError     not in the state that the step needs
    └── UnknownProcedureError   no such procedure in the catalogue

None of them carries a name, a number or a value read from a paper.
"""

from __future__ import annotations

import errno

from schemas.errors import MotlanError

__all__ = [
    "AccountExistsError",
    "AccountMissingError",
    "BackupError",
    "BatchError",
    "BatchExistsError",
    "BatchMissingError",
    "BatchStateError",
    "BusyError",
    "DeskConflictError",
    "InvalidKeyError",
    "InvalidStoreUrlError",
    "KeyMissingError",
    "KeyUnknownError",
    "ObjectConflictError",
    "ObjectCorruptError",
    "ObjectMissingError",
    "PaperErasedError",
    "PaperMismatchError",
    "PaperMissingError",
    "PaperStandingError",
    "SchemaError",
    "StorageError",
    "StoreUnavailableError",
    "UnknownProcedureError",
    "VersionConflictError",
    "unwritable",
]


class StorageError(MotlanError):
    """Base of everything that goes wrong between us and the store."""

    code = "E-STORE"


class StoreUnavailableError(StorageError):
    """The store or the database does not answer, or refuses our account."""

    code = "E-STORE-UNAVAILABLE"
    temporary = True


class ObjectMissingError(StorageError):
    """Nothing stands under a key."""

    code = "E-STORE-MISSING"


class ObjectConflictError(StorageError):
    """Other content already stands under a key that is written only once."""

    code = "E-STORE-CONFLICT"


class ObjectCorruptError(StorageError):
    """The bytes that came back are not the bytes that were stored."""

    code = "E-STORE-CORRUPT"


class InvalidKeyError(StorageError):
    """A key outside the layout: it could carry personal data or leave the folder."""

    code = "E-STORE-KEY"


class InvalidStoreUrlError(StorageError):
    """An address that names no store."""

    code = "E-STORE-URL"


class PaperMissingError(StorageError):
    """No paper of that identifier is on file."""

    code = "E-PAPER-MISSING"


class PaperErasedError(PaperMissingError):
    """The paper was erased; these bytes are not taken in again."""

    code = "E-PAPER-ERASED"


class PaperStandingError(StorageError):
    """A change does not fit what the paper is: revoked twice, consent given that was not taken."""

    code = "E-PAPER-STANDING"


class PaperMismatchError(StorageError):
    """The bytes handed over are not those the record speaks of."""

    code = "E-PAPER-MISMATCH"


class VersionConflictError(StorageError):
    """The version of a record that was to be written is already there, with other content."""

    code = "E-PAPER-VERSION"


class AccountExistsError(StorageError):
    """There is an account of that name."""

    code = "E-ACCOUNT-EXISTS"


class AccountMissingError(StorageError):
    """There is no account of that name."""

    code = "E-ACCOUNT-MISSING"


class BusyError(StorageError):
    """Too many passwords are being checked at the moment; nothing was looked at."""

    code = "E-ACCOUNT-BUSY"
    temporary = True


class DeskConflictError(StorageError):
    """A paper on the work list is not as the caller saw it."""

    code = "E-DESK-CHANGED"


class UnknownProcedureError(StorageError):
    """The catalogue knows no procedure of that code."""

    code = "E-PROCEDURE-UNKNOWN"


class BackupError(StorageError):
    """A backup is not whole, or there is something already where it is to be restored."""

    code = "E-BACKUP"


class SchemaError(StorageError):
    """The tables of a database are of an earlier or a later release of this software."""

    code = "E-STORE-SCHEMA"
    blames_installation = True


class KeyUnknownError(StorageError):
    """The installation has another key for this use; nothing was written with this one."""

    code = "E-KEY-UNKNOWN"
    blames_installation = True


class KeyMissingError(StorageError):
    """The installation has a key for this use, and this machine has none; none is made."""

    code = "E-KEY-MISSING"
    blames_installation = True


class BatchError(StorageError):
    """Something about a batch of the backfill."""

    code = "E-BATCH"


class BatchExistsError(BatchError):
    """A batch of that name was planned before."""

    code = "E-BATCH-EXISTS"


class BatchMissingError(BatchError):
    """There is no batch of that name."""

    code = "E-BATCH-MISSING"


class BatchStateError(BatchError):
    """A batch is not in the state that the step needs."""

    code = "E-BATCH-STATE"


def unwritable(error: OSError, source: str) -> StoreUnavailableError:
    """Return what to tell of a file that could not be written.

    Args:
        error: What the operating system says.
        source: What was to be written.
    """
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreUnavailableError("full", source=source)
    if error.errno == errno.EROFS:
        return StoreUnavailableError("read-only", source=source)
    return StoreUnavailableError("write", source=source)
