"""Verification of signed PDFs: ours and those of other agencies.

Nothing of a file is looked at in this process: a confined child does it
(`pipeline.seal.verification.inside`) and answers with the verdict.
"""

from __future__ import annotations

import base64
import hashlib
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from pipeline.confined.ask import Bounds, ask_once
from pipeline.errors import DamagedFileError, InputError
from pipeline.seal.verification.trust import Trust
from pipeline.seal.verification.verdict import SealProblem, Verdict, read_verdict
from schemas.record.paper import PaperRecord

__all__ = ["Examination", "attached_record", "examine_file", "verify_pdf"]

_INSIDE = "pipeline.seal.verification.inside"
_IDENTITY = re.compile(r"[0-9a-f]{64}")
_AT_ONCE = threading.BoundedSemaphore(4)
"""Children of this process at a time: each may take its whole memory."""
_MEMORY = 640 << 20
_COPIES = 6
"""Of a file in memory: readers keep it, the validator of PDF/A needs five times its size."""
_SECONDS = 40
_ONLINE_SECONDS = 90


@dataclass(frozen=True, slots=True)
class Examination:
    """What a file says and proves.

    Attributes:
        verdict: The verdict on its signatures.
        claimed: SHA-256 of the paper that it claims to be, if any: a claim, and only as
            trustworthy as the signatures.
    """

    verdict: Verdict
    claimed: str | None


def verify_pdf(data: bytes, trust: Trust, expected_sha256: str | None = None) -> Verdict:
    """Verify a signed PDF; see `examine_file`.

    Args:
        data: The bytes of the file.
        trust: Trust settings.
        expected_sha256: Hash in the store to compare the bytes with, if any.
    """
    verdict = examine_file(data, trust).verdict
    if expected_sha256 is None or verdict.sha256 == expected_sha256:
        return verdict
    return replace(verdict, problems=(SealProblem.HASH_MISMATCH, *verdict.problems))


def examine_file(data: bytes, trust: Trust) -> Examination:
    """Verify a signed PDF and read which paper it claims to be.

    Never raises because of the content of the file: an unreadable file, and one that asks for more
    time or memory than any paper needs, has a verdict, too.

    Args:
        data: The bytes of the file.
        trust: Trust settings.
    """
    digest = hashlib.sha256(data).hexdigest()
    try:
        with _AT_ONCE:
            answer = ask_once(
                f"{_INSIDE}:examination",
                _facts(trust),
                [data],
                bounds=_bounds(data, _ONLINE_SECONDS if trust.online else _SECONDS),
                network=trust.online,
            )
        verdict = read_verdict(bytes(answer.data))
    except (InputError, ValidationError):
        return Examination(Verdict(digest, (), (SealProblem.UNREADABLE,)), None)
    claimed = answer.facts
    if not (isinstance(claimed, str) and _IDENTITY.fullmatch(claimed)):
        claimed = None
    return Examination(replace(verdict, sha256=digest), claimed)


def attached_record(data: bytes) -> PaperRecord | None:
    """Return the record attached to a file of this software, or None.

    Raises:
        InputError: The file cannot be read, or what is attached under that name is no record.
    """
    with _AT_ONCE:
        answer = ask_once(f"{_INSIDE}:record", None, [data], bounds=_bounds(data, _SECONDS))
    if not answer.facts:
        return None
    try:
        return PaperRecord.model_validate_json(bytes(answer.data))
    except ValidationError as error:
        raise DamagedFileError("decoder-died") from error


def _bounds(data: bytes, seconds: int) -> Bounds:
    memory = _MEMORY + _COPIES * len(data)
    return Bounds(memory, seconds, seconds, written_bytes=2 * len(data), answer_bytes=256 << 20)


def _facts(trust: Trust) -> dict[str, Any]:
    return {
        "roots": _texts(trust.roots),
        "others": _texts(trust.others),
        "online": trust.online,
        "moment": trust.moment.isoformat() if trust.moment else None,
    }


def _texts(certificates: Sequence[Any]) -> list[str]:
    return [base64.b64encode(certificate.dump()).decode() for certificate in certificates]
