"""Verification of signed PDFs: ours and those of other agencies.

pyHanko verifies signatures and chains; `integrity` checks what signatures do not cover. A file is
valid only if both find nothing, because each accepts something that the other refuses.
"""

from __future__ import annotations

import hashlib
import io
import logging
import re

import pikepdf
import pydantic
from pyhanko.pdf_utils.reader import PdfFileReader

from pipeline.seal.pdf.archive import RECORD_NAME
from pipeline.seal.pdf.conformance import conformance_failures
from pipeline.seal.signing.loop import run
from pipeline.seal.verification.integrity import tail_problem
from pipeline.seal.verification.trust import Trust
from pipeline.seal.verification.verdict import SealProblem, SignatureReport, Verdict
from pipeline.seal.verification.verify_signature import examine
from schemas.record.paper import PaperRecord

__all__ = ["attached_record", "claimed_paper", "verify_pdf"]

_log = logging.getLogger(__name__)
_LARGEST_RECORD = 64 << 20
_IDENTIFIER = re.compile(r"sha256:([0-9a-f]{64})")


def verify_pdf(data: bytes, trust: Trust, expected_sha256: str | None = None) -> Verdict:
    """Verify a signed PDF.

    Never raises because of the content of the file: an unreadable file has a verdict, too.

    Args:
        data: The bytes of the file.
        trust: Trust settings.
        expected_sha256: Hash in the store to compare the bytes with, if any.
    """
    digest = hashlib.sha256(data).hexdigest()
    problems: list[SealProblem] = []
    if expected_sha256 is not None and digest != expected_sha256:
        problems.append(SealProblem.HASH_MISMATCH)
    try:
        signatures = run(_examine(data, trust))
    except Exception as error:  # a hostile file can make parsers raise anything
        _log.warning("unreadable file: %s", type(error).__name__)  # messages may contain names
        return Verdict(digest, (), (*problems, SealProblem.UNREADABLE))
    if not signatures:
        return Verdict(digest, (), (*problems, SealProblem.NO_SIGNATURE))
    if tail := tail_problem(data):
        problems.append(tail)
    record = None
    try:
        record = attached_record(data)
    except (ValueError, pikepdf.PdfError):
        problems.append(SealProblem.RECORD_INVALID)
    intact = not any(SealProblem.CHANGED_AFTER_SIGNING in s.problems for s in signatures)
    failures = conformance_failures(data, signatures_cover=intact)
    return Verdict(digest, signatures, tuple(problems), record, failures)


async def _examine(data: bytes, trust: Trust) -> tuple[SignatureReport, ...]:
    return await examine(data, PdfFileReader(io.BytesIO(data), strict=False), trust)


def claimed_paper(data: bytes) -> str | None:
    """Return the paper that a file of this software claims to represent, else None.

    This is a claim of the file, and only as trustworthy as its signatures.
    """
    try:
        with (
            pikepdf.open(io.BytesIO(data)) as pdf,
            pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata,
        ):
            found = _IDENTIFIER.fullmatch(str(metadata.get("dc:identifier", "")))
    except Exception as error:  # a hostile file can make parsers raise anything
        _log.info("no identifier: %s", type(error).__name__)
        return None
    return found[1] if found else None


def attached_record(data: bytes) -> PaperRecord | None:
    """Return the record attached to a file of this software, or None.

    Raises:
        ValueError: There is an attachment of that name, but it is not a record.
        pikepdf.PdfError: The file cannot be read.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        specification = pdf.attachments.get(RECORD_NAME)
        if specification is None:
            return None
        text = specification.get_file().read_bytes()
    if len(text) > _LARGEST_RECORD:
        raise ValueError("attached record too large")
    try:
        return PaperRecord.model_validate_json(text)
    except pydantic.ValidationError as error:
        raise ValueError("attached record does not follow its schema") from error
