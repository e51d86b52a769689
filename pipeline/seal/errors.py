"""Errors that can occur between a read paper and its sealed files.

SealError
├── SealInputError          the original and its readings do not match
├── ArchiveError            the created file is not PDF/A; nothing is signed
├── ProfileError            a signature profile is unknown or not in force
├── KeyStoreError           the key cannot be opened
│   ├── KeysUnsetError      no keys are configured, and this is no trial
│   ├── PinError            the PIN or password is wrong: never retried automatically
│   └── CertificateError    the certificate must not sign now
├── SigningError            the signature could not be made
└── ProofUnavailableError   no proof of time is available now; it can be added later
    ├── TimestampUnavailableError    the timestamp authority does not answer
    └── RevocationUnavailableError   the state of a certificate cannot be queried
"""

from __future__ import annotations

from pipeline.errors import PipelineError

__all__ = [
    "ArchiveError",
    "CertificateError",
    "KeyStoreError",
    "KeysUnsetError",
    "PinError",
    "ProfileError",
    "ProofUnavailableError",
    "RevocationUnavailableError",
    "SealError",
    "SealInputError",
    "SigningError",
    "TimestampUnavailableError",
]


class SealError(PipelineError):
    """A paper could not be sealed; its original and its record stay as they are."""

    code = "E-SEAL"


class SealInputError(SealError):
    """The readings do not belong to the original, or the original cannot be embedded in a PDF."""

    code = "E-SEAL-INPUT"


class ArchiveError(SealError):
    """The assembled file does not conform to PDF/A (ISO 19005)."""

    code = "E-SEAL-PDFA"


class ProfileError(SealError):
    """A signature profile is unknown, incomplete or not in force on that day."""

    code = "E-SEAL-PROFILE"
    blames_installation = True


class KeyStoreError(SealError):
    """The store of the signing key cannot be used."""

    code = "E-SEAL-KEY"
    blames_installation = True


class KeysUnsetError(KeyStoreError):
    """No keys are configured, and the installation is not a trial: nothing is signed or trusted."""

    code = "E-SEAL-KEYS-UNSET"


class PinError(KeyStoreError):
    """The PIN or password is wrong. Tokens lock after a few tries."""

    code = "E-SEAL-PIN"


class CertificateError(KeyStoreError):
    """The certificate is not valid now or not intended for signatures."""

    code = "E-SEAL-CERT"


class SigningError(SealError):
    """The signature could not be made."""

    code = "E-SEAL-SIGN"
    blames_installation = True


class ProofUnavailableError(SealError):
    """The time of a signature cannot be proven now; the proof can be added later."""

    code = "E-SEAL-PROOF"
    temporary = True


class TimestampUnavailableError(ProofUnavailableError):
    """The timestamp authority issues no timestamp now."""

    code = "E-SEAL-TSA"


class RevocationUnavailableError(ProofUnavailableError):
    """Neither OCSP nor CRL gives the state of a certificate now."""

    code = "E-SEAL-REVOCATION"
