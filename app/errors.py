"""Errors of the verbs, of the procedure catalogue and of the settings.

MotlanError
├── CatalogueError     an imported procedure, or the file it comes from
├── FormError          a form that cannot be filled from what is on file
├── FormGoneError      a filled form that is not there, or stands no more
├── FieldValueError    a correction that no field of the type can take
├── HealthError        a machine is not fit for its work
├── GivenUpError       a paper over which every reading process died
├── NoScanError        a paper that is no scan of another one
├── NotDraftedError    a paper that was not read yet
├── NotProposedError   a paper for reuse that no check proposed, or that stands no more
├── OtherProcedureError a dossier that is open for another procedure
├── PurposeError       a question about people without a dossier that needs the answer
├── TooManyPersonsError more people asked about than a dossier or a day of work has
├── SamePersonError    the second look by the person who had the first
├── SameScanError      a new scan whose bytes are those of a paper that is there
├── SettingsError      a setting that there is not, or a value of another kind
├── SubjectNumberError a number that nobody can have, or that has probably lost a digit
├── NotTheSignerError  a key that is not that of the account that signs
├── SigningLockedError a key that its person has not opened
└── WeakPasswordError  a password that is soon guessed
"""

from __future__ import annotations

from schemas.errors import MotlanError

__all__ = [
    "CatalogueError",
    "FieldValueError",
    "FormError",
    "FormGoneError",
    "GivenUpError",
    "HealthError",
    "NoScanError",
    "NotDraftedError",
    "NotProposedError",
    "NotTheSignerError",
    "OtherProcedureError",
    "PurposeError",
    "SamePersonError",
    "SameScanError",
    "SettingsError",
    "SigningLockedError",
    "SubjectNumberError",
    "TooManyPersonsError",
    "WeakPasswordError",
]


class CatalogueError(MotlanError):
    """A procedure cannot be imported or approved."""

    code = "E-PROCEDURE-IMPORT"


class FieldValueError(MotlanError):
    """A correction names a field that the type does not have, or a value of the wrong format."""

    code = "E-FIELD-VALUE"


class FormError(MotlanError):
    """A form cannot be filled from what is on file."""

    code = "E-FORM"


class FormGoneError(MotlanError):
    """A filled form is not there, or a paper behind it serves no more."""

    code = "E-FORM-GONE"


class GivenUpError(MotlanError):
    """Reading processes died repeatedly while reading a paper."""

    code = "E-DESK-GIVEN-UP"


class NoScanError(MotlanError):
    """The two are not considered scans of the same paper."""

    code = "E-PAPER-NO-SCAN"


class HealthError(MotlanError):
    """A machine is not fit for its work: what was checked says why."""

    code = "E-HEALTH"
    blames_installation = True


class NotDraftedError(MotlanError):
    """A paper has not been read yet, so there is nothing to review."""

    code = "E-DESK-NOT-READ"


class NotProposedError(MotlanError):
    """No check by this account proposed the paper for this dossier, or it is no longer valid."""

    code = "E-REUSE-NOT-PROPOSED"


class OtherProcedureError(MotlanError):
    """A dossier is open for another procedure, and no change was requested."""

    code = "E-DESK-PROCEDURE"


class PurposeError(MotlanError):
    """Nobody is told about people but for an open dossier that needs the answer."""

    code = "E-PURPOSE"


class TooManyPersonsError(MotlanError):
    """More people were asked about than one dossier, or one day of work, has."""

    code = "E-PURPOSE-PERSONS"


class SamePersonError(MotlanError):
    """Papers of this type require two different persons."""

    code = "E-DESK-SAME-PERSON"


class SameScanError(MotlanError):
    """A new scan has the same bytes as a paper that is already on the desk."""

    code = "E-DESK-SAME-SCAN"


class SettingsError(MotlanError):
    """The environment names an unknown setting or gives a setting an invalid value."""

    code = "E-SETTINGS"
    blames_installation = True


class SubjectNumberError(MotlanError):
    """The number of a person or organisation cannot be right as it was given."""

    code = "E-SUBJECT-NUMBER"


class WeakPasswordError(MotlanError):
    """A new password is short, simple or well known."""

    code = "E-ACCOUNT-PASSWORD"


class NotTheSignerError(MotlanError):
    """Who clicks is not whom the certificate names, or may not sign at all."""

    code = "E-SIGN-HOLDER"


class SigningLockedError(MotlanError):
    """The person has not opened their key in this session, or a while ago."""

    code = "E-SIGN-LOCKED"
