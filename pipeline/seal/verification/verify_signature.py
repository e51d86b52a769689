"""The verdict on each signature and document timestamp inside a PDF."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation.ades import (
    ades_basic_validation,
    ades_lta_validation,
    ades_timestamp_validation,
    ades_with_time_validation,
)
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.status import (
    DocumentTimestampStatus,
    PdfSignatureStatus,
    SignatureCoverageLevel,
)

from pipeline.seal.signing.keys import SIGNING_USES, common_name
from pipeline.seal.verification.integrity import container_is_sound, metadata_changed
from pipeline.seal.verification.specification import Specification, specification
from pipeline.seal.verification.trust import Trust
from pipeline.seal.verification.verdict import (
    ProofLevel,
    SealProblem,
    SignatureKind,
    SignatureReport,
)

__all__ = ["examine"]

_BY_INDICATION = {
    "REVOKED": SealProblem.CERTIFICATE_REVOKED,
    "REVOKED_NO_POE": SealProblem.CERTIFICATE_REVOKED,
    "REVOKED_CA_NO_POE": SealProblem.CERTIFICATE_REVOKED,
    "EXPIRED": SealProblem.EXPIRED_WITHOUT_PROOF,
    "OUT_OF_BOUNDS_NO_POE": SealProblem.EXPIRED_WITHOUT_PROOF,
    "OUT_OF_BOUNDS_NOT_REVOKED": SealProblem.EXPIRED_WITHOUT_PROOF,
    "NOT_YET_VALID": SealProblem.OUTSIDE_VALIDITY,
    "NO_CERTIFICATE_CHAIN_FOUND": SealProblem.UNKNOWN_ISSUER,
    "TRY_LATER": SealProblem.REVOCATION_UNKNOWN,
    "REVOCATION_OUT_OF_BOUNDS_NO_POE": SealProblem.REVOCATION_UNKNOWN,
    "NO_POE": SealProblem.NO_PROOF_OF_TIME,
    "HASH_FAILURE": SealProblem.CONTENT_CHANGED,
    "SIG_CRYPTO_FAILURE": SealProblem.FORGED,
    "FORMAT_FAILURE": SealProblem.BROKEN_CONTAINER,
    "CHAIN_CONSTRAINTS_FAILURE": SealProblem.WRONG_CERTIFICATE_USE,
}
"""Problems for sub-indications of ETSI EN 319 102-1; those not listed count as unverifiable."""


@dataclass(frozen=True, slots=True)
class _Findings:
    """pyHanko's results in our terms."""

    problems: tuple[SealProblem, ...]
    signed_at: dt.datetime | None
    time_proved: bool = False
    level: ProofLevel | None = None


async def examine(data: bytes, reader: PdfFileReader, trust: Trust) -> tuple[SignatureReport, ...]:
    """Examine the signatures and document timestamps of a file, in order.

    Args:
        data: The file.
        reader: The same, opened.
        trust: Trust settings.
    """
    embedded: list[Any] = list(reader.embedded_signatures)
    if not embedded:
        return ()
    rules = specification(reader, trust)
    reports = []
    for index, signature in enumerate(embedded):
        later = [s for s in embedded[index + 1 :] if _is_timestamp(s)]
        judge = _document_timestamp if _is_timestamp(signature) else _signature
        try:
            found = await judge(signature, rules, later)
            reports.append(_report(data, signature, found))
        except SignatureValidationError as error:
            reports.append(_malformed(signature, error))
    return tuple(reports)


def _malformed(signature: Any, error: SignatureValidationError) -> SignatureReport:
    """Return the report on a malformed signature."""
    indication = getattr(error.ades_subindication, "name", "")
    kind = SignatureKind.TIMESTAMP if _is_timestamp(signature) else SignatureKind.SIGNATURE
    problem = _BY_INDICATION.get(indication, SealProblem.FORGED)
    return SignatureReport(
        field=str(signature.field_name),
        kind=kind,
        signer="",
        issuer="",
        signed_at=None,
        time_proved=False,
        level=None,
        problems=(problem if problem.fatal else SealProblem.FORGED,),
    )


def _is_timestamp(signature: Any) -> bool:
    return bool(signature.sig_object_type == "/DocTimeStamp")


def _report(data: bytes, signature: Any, found: _Findings) -> SignatureReport:
    certificate = signature.signer_cert
    problems = list(found.problems)
    if not container_is_sound(data, signature):
        problems.append(SealProblem.BROKEN_CONTAINER)
    if metadata_changed(data, signature):
        problems.append(SealProblem.METADATA_CHANGED)
    if found.signed_at and not _in_validity(certificate, found.signed_at):
        problems.append(SealProblem.OUTSIDE_VALIDITY)
    kind = SignatureKind.TIMESTAMP if _is_timestamp(signature) else SignatureKind.SIGNATURE
    return SignatureReport(
        field=str(signature.field_name),
        kind=kind,
        signer=common_name(certificate),
        issuer=str(certificate.issuer.native.get("common_name") or ""),
        signed_at=found.signed_at,
        time_proved=found.time_proved,
        level=found.level,
        problems=tuple(dict.fromkeys(problems)),
    )


def _in_validity(certificate: Any, moment: dt.datetime) -> bool:
    """Additional check: once a timestamp exists, pyHanko ignores the end of validity."""
    return bool(certificate.not_valid_before <= moment <= certificate.not_valid_after)


async def _signature(signature: Any, rules: Specification, later: list[Any]) -> _Findings:
    """Judge a signature by the strongest proof of time in the file."""
    signature.compute_integrity_info()
    attached = next(iter(extract_tst_data_iter(signature.signer_info, signed=False)), None)
    certified = _stated_time(later[0]) if later else None
    result = await _validated(signature, rules, certified, attached=attached is not None)
    problems = _problems(signature, result)
    if problems == [SealProblem.NOT_VERIFIABLE]:
        problems = [await _closer_reason(signature, rules)]
    if later:
        level = ProofLevel.LTA
    elif attached:
        level = ProofLevel.LT if _carries_revocation(signature) else ProofLevel.T
    else:
        level = ProofLevel.B
    more, proved = _proved_time(result, certified)
    said = signature.self_reported_timestamp
    return _Findings((*problems, *more), proved or said, proved is not None, level)


async def _validated(
    signature: Any, rules: Specification, certified: dt.datetime | None, *, attached: bool
) -> Any:
    """Run the validation process of ETSI EN 319 102-1 that fits; others refuse valid signatures.

    Args:
        signature: The signature.
        rules: The rules of verification.
        certified: Time of the first document timestamp after the signature, if there is one.
        attached: Whether the signature has a timestamp of its own.
    """
    if certified and attached:
        return await ades_lta_validation(signature, rules.document, timing_info=rules.timing)
    if attached:
        return await ades_with_time_validation(
            signature.signed_data,
            rules.signature,
            timing_info=rules.timing,
            raw_digest=signature.compute_digest(),
            extra_status_kwargs=signature.summarise_integrity_info(),
            status_cls=PdfSignatureStatus,
        )
    return await _basic(signature, rules, rules.at(certified) if certified else rules.timing)


async def _basic(
    signature: Any, rules: Specification, timing: Any, *, lenient: bool = False
) -> Any:
    return await ades_basic_validation(
        signature.signed_data,
        rules.lenient if lenient else rules.signature,
        timing_info=timing,
        raw_digest=signature.compute_digest(),
    )


async def _closer_reason(signature: Any, rules: Specification) -> SealProblem:
    """Distinguish a wrong kind of certificate from one whose revocation state is unavailable."""
    usage = signature.signer_cert.key_usage_value
    if usage is not None and not usage.native & SIGNING_USES:
        return SealProblem.WRONG_CERTIFICATE_USE
    result = await _basic(signature, rules, rules.timing, lenient=True)
    known = result.ades_subindic is AdESPassed.OK
    return SealProblem.REVOCATION_UNKNOWN if known else SealProblem.NOT_VERIFIABLE


def _proved_time(
    result: Any, certified: dt.datetime | None
) -> tuple[tuple[SealProblem, ...], dt.datetime | None]:
    """Return the problems of the timestamp and the time it proves."""
    sound = result.ades_subindic is AdESPassed.OK
    stamp = getattr(result.api_status, "timestamp_validity", None)
    if certified and sound:
        return (), getattr(result, "best_signature_time", certified)
    if stamp is None:
        return (), None
    if not (stamp.valid and stamp.intact):
        return (SealProblem.TIMESTAMP_INVALID,), None
    if not stamp.trusted:
        return (SealProblem.NO_PROOF_OF_TIME,), None
    return (), stamp.timestamp


def _carries_revocation(signature: Any) -> bool:
    return "/DSS" in signature.reader.root


async def _document_timestamp(signature: Any, rules: Specification, later: list[Any]) -> _Findings:
    """Judge a document timestamp; a later one proves at what time it was still valid."""
    signature.compute_integrity_info()
    timing = rules.at(_stated_time(later[0])) if later else rules.timing
    result = await ades_timestamp_validation(
        signature.signed_data,
        rules.signature,
        signature.compute_digest,
        timing_info=timing,
        extra_status_kwargs={
            "coverage": signature.coverage,
            "diff_result": signature.diff_result,
        },
        status_cls=DocumentTimestampStatus,
    )
    problems = _problems(signature, result)
    return _Findings(tuple(problems), _stated_time(signature), True)


def _stated_time(timestamp: Any) -> dt.datetime:
    content = timestamp.signed_data["encap_content_info"]["content"]
    moment: dt.datetime = content.parsed["gen_time"].native
    return moment


def _problems(signature: Any, result: Any) -> list[SealProblem]:
    """Return problems of hash, signature, coverage and later revisions, else those of trust."""
    status = result.api_status
    problems = []
    if status is not None and not status.intact:
        problems.append(SealProblem.CONTENT_CHANGED)
    elif status is not None and not status.valid:
        problems.append(SealProblem.FORGED)
    if _changed_later(signature):
        problems.append(SealProblem.CHANGED_AFTER_SIGNING)
    if not problems and result.ades_subindic is not AdESPassed.OK:
        problems.append(_reason(result.ades_subindic))
    if not problems and not _sound(status):
        problems.append(SealProblem.NOT_VERIFIABLE)
    return problems


def _sound(status: Any) -> bool:
    """Return pyHanko's overall result, which document timestamps lack."""
    if status is None:
        return False
    simple = status.intact and status.valid and status.trusted
    return bool(getattr(status, "bottom_line", simple))


def _changed_later(signature: Any) -> bool:
    """Return whether a later revision does more than add signatures and validation data."""
    whole = signature.coverage in (
        SignatureCoverageLevel.ENTIRE_FILE,
        SignatureCoverageLevel.ENTIRE_REVISION,
    )
    return not (whole and signature.summarise_integrity_info()["docmdp_ok"])


def _reason(indication: Any) -> SealProblem:
    return _BY_INDICATION.get(getattr(indication, "name", ""), SealProblem.NOT_VERIFIABLE)
