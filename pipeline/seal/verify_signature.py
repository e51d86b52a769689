"""The verdict on one signature or document timestamp inside a PDF."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko.sign.validation.status import SignatureCoverageLevel

from pipeline.seal.integrity import container_is_sound, metadata_changed
from pipeline.seal.keys import common_name
from pipeline.seal.trust import Trust
from pipeline.seal.verdict import Problem, ProofLevel, SignatureKind, SignatureReport

__all__ = ["examine"]

_BY_INDICATION = {
    "REVOKED": Problem.CERTIFICATE_REVOKED,
    "REVOKED_NO_POE": Problem.CERTIFICATE_REVOKED,
    "REVOKED_CA_NO_POE": Problem.CERTIFICATE_REVOKED,
    "EXPIRED": Problem.EXPIRED_WITHOUT_PROOF,
    "OUT_OF_BOUNDS_NO_POE": Problem.EXPIRED_WITHOUT_PROOF,
    "OUT_OF_BOUNDS_NOT_REVOKED": Problem.EXPIRED_WITHOUT_PROOF,
    "NOT_YET_VALID": Problem.OUTSIDE_VALIDITY,
    "NO_CERTIFICATE_CHAIN_FOUND": Problem.UNKNOWN_ISSUER,
    "TRY_LATER": Problem.REVOCATION_UNKNOWN,
    "REVOCATION_OUT_OF_BOUNDS_NO_POE": Problem.REVOCATION_UNKNOWN,
    "NO_POE": Problem.NO_PROOF_OF_TIME,
    "HASH_FAILURE": Problem.CONTENT_CHANGED,
    "SIG_CRYPTO_FAILURE": Problem.FORGED,
    "FORMAT_FAILURE": Problem.BROKEN_CONTAINER,
    "CHAIN_CONSTRAINTS_FAILURE": Problem.WRONG_CERTIFICATE_USE,
}
"""Sub-indications of ETSI EN 319 102-1 as reasons; what is missing is not verifiable."""


@dataclass(frozen=True, slots=True)
class _Findings:
    """What pyHanko says, in our words."""

    problems: tuple[Problem, ...]
    signed_at: dt.datetime | None
    time_proved: bool
    level: ProofLevel | None


async def examine(data: bytes, signature: Any, trust: Trust) -> SignatureReport:
    """Examine one embedded signature.

    Args:
        data: The file.
        signature: pyHanko's `EmbeddedPdfSignature`.
        trust: Whom to trust.
    """
    is_timestamp = signature.sig_object_type == "/DocTimeStamp"
    judge = _timestamp if is_timestamp else _signature
    found = await judge(signature, trust)
    certificate = signature.signer_cert
    problems = [*found.problems, *_beyond_the_hash(data, signature)]
    if found.signed_at and not _in_validity(certificate, found.signed_at):
        problems.append(Problem.OUTSIDE_VALIDITY)
    return SignatureReport(
        field=str(signature.field_name),
        kind=SignatureKind.TIMESTAMP if is_timestamp else SignatureKind.SIGNATURE,
        signer=common_name(certificate),
        issuer=str(certificate.issuer.native.get("common_name") or ""),
        signed_at=found.signed_at,
        time_proved=found.time_proved,
        level=found.level,
        problems=tuple(dict.fromkeys(problems)),
    )


def _in_validity(certificate: Any, moment: dt.datetime) -> bool:
    """Guard of our own: once a timestamp exists, pyHanko forgets the end of validity."""
    return bool(certificate.not_valid_before <= moment <= certificate.not_valid_after)


def _beyond_the_hash(data: bytes, signature: Any) -> list[Problem]:
    problems = []
    if not container_is_sound(data, signature):
        problems.append(Problem.BROKEN_CONTAINER)
    if metadata_changed(data, signature):
        problems.append(Problem.METADATA_CHANGED)
    return problems


async def _signature(signature: Any, trust: Trust) -> _Findings:
    status = await async_validate_pdf_signature(signature, trust.context())
    problems = _mathematics(status)
    if not status.trusted and not problems:
        problems.append(_reason(status.trust_problem_indic))
    if not status.bottom_line and not problems:
        problems.append(Problem.NOT_VERIFIABLE)
    return _Findings(tuple(problems), signature.self_reported_timestamp, False, ProofLevel.B)


async def _timestamp(signature: Any, trust: Trust) -> _Findings:
    status = await async_validate_pdf_timestamp(signature, trust.context())
    problems = _mathematics(status)
    if not status.trusted and not problems:
        problems.append(_reason(status.trust_problem_indic))
    return _Findings(tuple(problems), status.timestamp, True, None)


def _mathematics(status: Any) -> list[Problem]:
    """Problems of hash, signature, coverage and later revisions."""
    problems = []
    if not status.intact:
        problems.append(Problem.CONTENT_CHANGED)
    if not status.valid and status.intact:
        problems.append(Problem.FORGED)
    covered = status.coverage in (
        SignatureCoverageLevel.ENTIRE_FILE,
        SignatureCoverageLevel.ENTIRE_REVISION,
    )
    allowed = status.modification_level not in (None, ModificationLevel.OTHER)
    if not (covered and allowed and getattr(status, "docmdp_ok", True)):
        problems.append(Problem.CHANGED_AFTER_SIGNING)
    return problems


def _reason(indication: Any) -> Problem:
    return _BY_INDICATION.get(getattr(indication, "name", ""), Problem.NOT_VERIFIABLE)
