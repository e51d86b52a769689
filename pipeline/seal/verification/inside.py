"""What the confined child of a verification does; `pipeline.seal.verification.verify` asks it.

pyHanko verifies signatures and chains; `integrity` checks what signatures do not cover. A file is
valid only if both find nothing, because each accepts something that the other refuses.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import logging
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
import pydantic
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader

from pipeline.confined.frames import Answer, Question
from pipeline.seal.pdf.conformance import conformance_failures
from pipeline.seal.pdf.description import RECORD_NAME
from pipeline.seal.signing.loop import run
from pipeline.seal.verification.integrity import tail_problem
from pipeline.seal.verification.trust import Trust
from pipeline.seal.verification.verdict import SealProblem, SignatureReport, Verdict, written
from pipeline.seal.verification.verify_signature import examine
from schemas.record.paper import PaperRecord

__all__ = ["examination", "record", "verdict_on"]

_log = logging.getLogger(__name__)
_LARGEST_RECORD = 64 << 20
_IDENTIFIER = re.compile(r"sha256:([0-9a-f]{64})")


def examination(question: Question) -> Iterator[Answer]:
    """Answer with the verdict on a file, and with the paper that it claims to be."""
    (data,) = question.blobs
    yield Answer(_claimed_paper(data), written(verdict_on(data, _trust(question.facts))))


def record(question: Question) -> Iterator[Answer]:
    """Answer with the record attached to a file; with nothing where it has none.

    Raises:
        ValueError: There is an attachment of that name, but it is not a record.
        pikepdf.PdfError: The file cannot be read.
    """
    found = _attached_record(question.blobs[0])
    yield Answer(found is not None, found.model_dump_json().encode() if found else b"")


def _trust(facts: dict[str, Any]) -> Trust:
    roots, others = (
        tuple(x509.Certificate.load(base64.b64decode(one)) for one in facts[name])
        for name in ("roots", "others")
    )
    moment = facts["moment"]
    at = dt.datetime.fromisoformat(moment) if moment else None
    return Trust(roots, others, facts["online"], at)


def verdict_on(data: bytes, trust: Trust) -> Verdict:
    """Verify a signed PDF in this process; an unreadable file has a verdict, too.

    Args:
        data: The bytes of the file.
        trust: Trust settings.
    """
    digest = hashlib.sha256(data).hexdigest()
    try:
        signatures = run(_examine(data, trust))
    except MemoryError:
        raise
    except Exception as error:  # a hostile file can make parsers raise anything
        _log.warning("unreadable file", extra={"error": type(error).__name__})
        return Verdict(digest, (), (SealProblem.UNREADABLE,))
    if not signatures:
        return Verdict(digest, (), (SealProblem.NO_SIGNATURE,))
    problems: list[SealProblem] = []
    if tail := tail_problem(data):
        problems.append(tail)
    attached = None
    try:
        attached = _attached_record(data)
    except (ValueError, pikepdf.PdfError):
        problems.append(SealProblem.RECORD_INVALID)
    intact = not any(SealProblem.CHANGED_AFTER_SIGNING in s.problems for s in signatures)
    failures = conformance_failures(data, signatures_cover=intact)
    return Verdict(digest, signatures, tuple(problems), attached, failures)


async def _examine(data: bytes, trust: Trust) -> tuple[SignatureReport, ...]:
    return await examine(data, PdfFileReader(io.BytesIO(data), strict=False), trust)


def _claimed_paper(data: bytes) -> str | None:
    """Return the paper that a file of this software claims to represent, else None.

    This is a claim of the file, and only as trustworthy as its signatures.
    """
    try:
        with (
            pikepdf.open(io.BytesIO(data)) as pdf,
            pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata,
        ):
            found = _IDENTIFIER.fullmatch(str(metadata.get("dc:identifier", "")))
    except MemoryError:
        raise
    except Exception as error:  # a hostile file can make parsers raise anything
        _log.info("no identifier", extra={"error": type(error).__name__})
        return None
    return found[1] if found else None


def _attached_record(data: bytes) -> PaperRecord | None:
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
