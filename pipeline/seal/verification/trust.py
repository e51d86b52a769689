"""Trust settings: trusted certificates, and whether authorities may be queried online."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from asn1crypto import pem, x509
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import InsufficientRevinfoError

from pipeline.seal.errors import KeyStoreError

__all__ = ["Trust", "fetching", "lacks_revocation_data", "load_certificates"]


@dataclass(frozen=True, slots=True)
class Trust:
    """The trust settings of one verification.

    Attributes:
        roots: Trusted root certificates (`asn1crypto.x509.Certificate`).
        others: Additional certificates that may complete a chain.
        online: Whether OCSP and CRL may be fetched; then an unknown revocation state is a problem.
        moment: Verify as of this time; now if None.
    """

    roots: tuple[Any, ...]
    others: tuple[Any, ...] = ()
    online: bool = False
    moment: dt.datetime | None = None

    @classmethod
    def from_files(cls, paths: Iterable[Path], *, online: bool = False) -> Trust:
        """Trust the certificates in some PEM or DER files.

        Raises:
            KeyStoreError: A file contains no certificate.
        """
        return cls(tuple(c for path in paths for c in load_certificates(path)), online=online)


@asynccontextmanager
async def fetching(trust: Trust) -> AsyncIterator[ValidationContext]:
    """Return a context that fetches revocation data and requires it if certificates promise it."""
    context = ValidationContext(
        trust_roots=list(trust.roots),
        other_certs=list(trust.others),
        allow_fetching=True,
        revocation_mode="hard-fail",
    )
    try:
        yield context
    finally:
        await context.aclose()


def lacks_revocation_data(error: BaseException | None) -> bool:
    """Return whether a pyHanko error means that OCSP or CRL data is currently unavailable."""
    while error is not None:
        if isinstance(error, InsufficientRevinfoError):
            return True
        error = error.__cause__ or error.__context__
    return False


def load_certificates(path: Path) -> list[Any]:
    """Return the certificates of a PEM or DER file.

    Raises:
        KeyStoreError: The file cannot be read or contains no certificate.
    """
    try:
        data = path.read_bytes()
        blocks = [b for _, _, b in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
        certificates = [x509.Certificate.load(block, strict=True) for block in blocks]
        _ = [certificate.subject.native for certificate in certificates]
    except (OSError, ValueError) as error:
        raise KeyStoreError("trust-unreadable", source=path.name) from error
    return certificates
