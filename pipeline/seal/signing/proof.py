"""How the time of a signature is proven, and how the proof is renewed.

| level | what is added | holds |
|---|---|---|
| B-B | nothing; the signer states the time | while the certificate is valid |
| B-T | a timestamp on the signature | while the revocation state can be queried |
| B-LT | the revocation data of that time, embedded | while the authority is trusted |
| B-LTA | a timestamp over all of it, renewed before it expires | as long as it is renewed |

(ETSI EN 319 142-1, 6.)
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, field
from typing import BinaryIO

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError as PyHankoSigningError
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko.sign.validation import async_add_validation_info
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator.errors import ValidationError

from pipeline.seal.errors import (
    RevocationUnavailableError,
    SigningError,
    TimestampUnavailableError,
)
from pipeline.seal.signing.adapter import PortTimeStamper
from pipeline.seal.signing.loop import run
from pipeline.seal.signing.timestamp import TimestampAuthority
from pipeline.seal.verification.trust import Trust, fetching, lacks_revocation_data
from pipeline.seal.verification.verdict import ProofLevel

__all__ = ["Proof", "proof_expires", "renew_proof"]

_DIGEST = "sha256"


@dataclass(frozen=True, slots=True)
class Proof:
    """The proof of time that a signature is to have.

    Attributes:
        level: B-T, B-LT or B-LTA.
        authority: Where timestamps come from.
        trust: Roots of signer and authority; for B-LT and above, revocation data is fetched.
        revocation_period: Longest lifetime of the authority's revocation data. A certificate must
            be valid for longer than that, because revocation data that outlives it never proves
            anything.
    """

    level: ProofLevel
    authority: TimestampAuthority
    trust: Trust
    revocation_period: dt.timedelta = field(default=dt.timedelta(days=30))

    @property
    def long_term(self) -> bool:
        """Whether revocation data is embedded in the file."""
        return self.level in (ProofLevel.LT, ProofLevel.LTA)


def renew_proof(data: bytes, authority: TimestampAuthority, trust: Trust) -> bytes:
    """Add a fresh timestamp to a signed file, with the revocation data of what it covers.

    Extends a B-LTA file before the certificate or the algorithms of its last timestamp expire, and
    upgrades a B-B, B-T or B-LT file to an archive timestamp. Bytes are only appended.

    Args:
        data: The signed file. Verify it first: a timestamp on a damaged file proves nothing.
        authority: The timestamp authority.
        trust: Roots of signers and authorities; revocation data is fetched.

    Raises:
        ProofUnavailableError: No timestamp or no revocation data is available.
        SigningError: What is to be covered can no longer be validated, or the file is damaged.
    """
    buffer = io.BytesIO(data)  # pyHanko appends in place
    try:
        run(_renew(buffer, PdfTimeStamper(PortTimeStamper(authority)), trust))
    except TimestampRequestError as error:
        raise TimestampUnavailableError("refused") from error
    except (PyHankoSigningError, SignatureValidationError, ValidationError, PdfError) as error:
        if lacks_revocation_data(error):
            raise RevocationUnavailableError() from error
        raise SigningError("renewal", reason=str(error)) from error
    return buffer.getvalue()


async def _renew(buffer: io.BytesIO, stamper: PdfTimeStamper, trust: Trust) -> None:
    reader = PdfFileReader(buffer, strict=True)
    if not reader.embedded_timestamp_signatures:
        for index in range(len(reader.embedded_regular_signatures)):
            signature = PdfFileReader(buffer, strict=True).embedded_regular_signatures[index]
            async with fetching(trust) as context:
                await async_add_validation_info(signature, context, in_place=True)
        reader = PdfFileReader(buffer, strict=True)
    async with fetching(trust) as context:
        await stamper.async_update_archival_timestamp_chain(
            reader, context, in_place=True, default_md_algorithm=_DIGEST
        )


def proof_expires(data: bytes | BinaryIO) -> dt.datetime | None:
    """Return when the certificate of a file's last timestamp expires, None without a timestamp.

    The proof has to be renewed before that time.

    Args:
        data: The file, or its content.

    Raises:
        pyhanko.pdf_utils.misc.PdfError: The file cannot be read.
    """
    file = io.BytesIO(data) if isinstance(data, bytes) else data
    reader = PdfFileReader(file, strict=False)
    stamps = list(reader.embedded_timestamp_signatures)
    if not stamps:
        return None
    end: dt.datetime = stamps[-1].signer_cert.not_valid_after
    return end
