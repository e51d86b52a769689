"""What a file that comes in already signed says of itself: who signed it, and whether that holds.

The file is kept byte for byte; the finding is evidence of the day it arrived and goes into the
record. Whoever needs the verdict of today verifies again.
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
"""Never compressed: the range must be found in the file."""

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
    """Return the signatures of a file that came in, with the verdict on each.

    What is wrong with the file as a whole (data behind its end, ...) counts against each.

    Args:
        data: The file; anything but a signed PDF has none.
        media_type: Its type, one of `pipeline.intake.receive.MediaType`.
        trust: Whom to trust.
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
