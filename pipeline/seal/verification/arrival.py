"""Verifies the signatures of files that arrive already signed.

The file is kept byte for byte; the result is evidence as of the day of arrival and is stored in the
record. For a current verdict, verify again.
"""

from __future__ import annotations

from typing import Final, Literal

from pipeline.intake.receive import MediaType
from pipeline.seal.verification.trust import Trust
from pipeline.seal.verification.verdict import SignatureKind, Validity
from pipeline.seal.verification.verify import verify_pdf
from schemas.record.paper import IncomingSignature

__all__ = ["OUTCOME_NAMES", "signatures_on_arrival"]

_SIGNED = b"/ByteRange"
"""Never compressed, because the byte range must be found in the file."""

_OUTCOMES: Final[dict[Validity, Literal["valid", "indeterminate", "invalid"]]] = {
    Validity.VALID: "valid",
    Validity.INDETERMINATE: "indeterminate",
    Validity.INVALID: "invalid",
}

OUTCOME_NAMES: Final[dict[str, str]] = {
    "valid": "chữ ký số hợp lệ",
    "indeterminate": "chữ ký số chưa kết luận được",
    "invalid": "chữ ký số KHÔNG hợp lệ",
}
"""The outcomes of `IncomingSignature` in Vietnamese."""


def signatures_on_arrival(
    data: bytes, media_type: str, trust: Trust
) -> tuple[IncomingSignature, ...]:
    """Return the signatures of a received file with the verdict on each.

    Problems of the file as a whole (e.g. data after its end) count against each signature.

    Args:
        data: The file; only signed PDFs have signatures.
        media_type: Its type, one of `pipeline.intake.receive.MediaType`.
        trust: Trust settings.
    """
    if media_type != MediaType.PDF or _SIGNED not in data:
        return ()
    verdict = verify_pdf(data, trust)
    broken = any(problem.fatal for problem in verdict.problems)
    return tuple(
        IncomingSignature(
            signer=report.signer,
            issuer=report.issuer,
            signed_at=report.signed_at,
            outcome="invalid" if broken else _OUTCOMES[report.outcome],
            problems=tuple(p.value for p in dict.fromkeys((*verdict.problems, *report.problems))),
        )
        for report in verdict.signatures
        if report.kind is SignatureKind.SIGNATURE
    )
