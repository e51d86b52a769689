"""Verification results: one sentence for the clerk, fields for machines."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache

from pydantic import TypeAdapter

from pipeline.seal.clock import shown_time
from schemas.record.paper import PaperRecord

__all__ = [
    "ProofLevel",
    "SealProblem",
    "SignatureKind",
    "SignatureReport",
    "Validity",
    "Verdict",
    "read_verdict",
    "written",
]


class Validity(StrEnum):
    """The verification verdict on a file."""

    VALID = "valid"
    """Every signature is valid and nothing was changed afterwards."""
    INDETERMINATE = "indeterminate"
    """Intact, but whether a certificate can be trusted cannot be determined here and now."""
    INVALID = "invalid"
    """Changed, forged or signed with a certificate that must not sign."""
    UNSIGNED = "unsigned"
    """There is no signature to verify."""


class SealProblem(StrEnum):
    """A reason why a file or a signature is not simply valid. The values are stable codes."""

    UNREADABLE = "unreadable"
    HASH_MISMATCH = "hash_mismatch"
    NO_SIGNATURE = "no_signature"
    CONTENT_CHANGED = "content_changed"
    CHANGED_AFTER_SIGNING = "changed_after_signing"
    METADATA_CHANGED = "metadata_changed"
    TRAILING_DATA = "trailing_data"
    BROKEN_CONTAINER = "broken_container"
    FORGED = "forged"
    WRONG_CERTIFICATE_USE = "wrong_certificate_use"
    CERTIFICATE_REVOKED = "certificate_revoked"
    OUTSIDE_VALIDITY = "outside_validity"
    EXPIRED_WITHOUT_PROOF = "expired_without_proof"
    UNKNOWN_ISSUER = "unknown_issuer"
    REVOCATION_UNKNOWN = "revocation_unknown"
    NO_PROOF_OF_TIME = "no_proof_of_time"
    TIMESTAMP_INVALID = "timestamp_invalid"
    RECORD_INVALID = "record_invalid"
    NOT_VERIFIABLE = "not_verifiable"

    @property
    def fatal(self) -> bool:
        """Whether the file must be refused, not merely investigated."""
        return self not in _UNDECIDED

    @property
    def message(self) -> str:
        """The reason in Vietnamese."""
        return _MESSAGES[self]


_UNDECIDED = {
    SealProblem.UNKNOWN_ISSUER,
    SealProblem.REVOCATION_UNKNOWN,
    SealProblem.NO_PROOF_OF_TIME,
    SealProblem.EXPIRED_WITHOUT_PROOF,
    SealProblem.NOT_VERIFIABLE,
}

_MESSAGES = {
    SealProblem.UNREADABLE: "tệp hỏng, không đọc được",
    SealProblem.HASH_MISMATCH: "tệp khác với bản đã lưu trong kho",
    SealProblem.NO_SIGNATURE: "tệp không có chữ ký số",
    SealProblem.CONTENT_CHANGED: "nội dung đã bị sửa so với lúc ký",
    SealProblem.CHANGED_AFTER_SIGNING: "có nội dung thêm hoặc thay sau khi ký",
    SealProblem.METADATA_CHANGED: "thông tin mô tả tệp đã bị sửa sau khi ký",
    SealProblem.TRAILING_DATA: "có dữ liệu lạ nối vào cuối tệp",
    SealProblem.BROKEN_CONTAINER: "vùng chứa chữ ký đã bị sửa",
    SealProblem.FORGED: "chữ ký không khớp với chứng thư số",
    SealProblem.WRONG_CERTIFICATE_USE: "chứng thư số không dùng để ký văn bản",
    SealProblem.CERTIFICATE_REVOKED: "chứng thư số đã bị thu hồi",
    SealProblem.OUTSIDE_VALIDITY: "ký ngoài thời hạn hiệu lực của chứng thư số",
    SealProblem.EXPIRED_WITHOUT_PROOF: "chứng thư số đã hết hạn và không có bằng chứng ký trước đó",
    SealProblem.UNKNOWN_ISSUER: "chưa tin cậy được tổ chức cấp chứng thư số",
    SealProblem.REVOCATION_UNKNOWN: "chưa kiểm tra được tình trạng thu hồi chứng thư số",
    SealProblem.NO_PROOF_OF_TIME: "chưa có bằng chứng về thời điểm ký",
    SealProblem.TIMESTAMP_INVALID: "dấu thời gian không hợp lệ",
    SealProblem.RECORD_INVALID: "dữ liệu đính kèm không đúng cấu trúc",
    SealProblem.NOT_VERIFIABLE: "không đủ căn cứ để kết luận",
}


class SignatureKind(StrEnum):
    """What a signature field contains."""

    SIGNATURE = "signature"
    TIMESTAMP = "timestamp"


class ProofLevel(StrEnum):
    """Level of proof of the time of a signature (ETSI EN 319 142-1)."""

    B = "B-B"
    T = "B-T"
    LT = "B-LT"
    LTA = "B-LTA"


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """Verification result of one signature or document timestamp.

    Attributes:
        field: Name of the signature field.
        kind: Signature of a person or agency, or document timestamp.
        signer: Name in the certificate, unchanged.
        issuer: Name of the authority that issued the certificate.
        signed_at: Time of signing: proven by a timestamp if `time_proved`, else as stated.
        time_proved: Whether a trusted timestamp proves the time.
        level: Level of proof; None for timestamps.
        problems: Why it is not simply valid; empty if it is.
    """

    field: str
    kind: SignatureKind
    signer: str
    issuer: str
    signed_at: dt.datetime | None
    time_proved: bool
    level: ProofLevel | None
    problems: tuple[SealProblem, ...]

    @property
    def outcome(self) -> Validity:
        """The verdict on this signature alone."""
        return _outcome(self.problems)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Verification result of a file.

    Attributes:
        sha256: Hash of the verified bytes.
        signatures: One report per signature, in the order of signing.
        problems: Problems of the file as a whole.
        record: The attached record, if there is one of this software.
        archive_failures: PDF/A rules that the file violates; for information.
    """

    sha256: str
    signatures: tuple[SignatureReport, ...]
    problems: tuple[SealProblem, ...]
    record: PaperRecord | None = None
    archive_failures: tuple[str, ...] = ()

    @property
    def all_problems(self) -> tuple[SealProblem, ...]:
        """Problems of the file and of its signatures, each once."""
        found = [*self.problems, *(p for s in self.signatures for p in s.problems)]
        return tuple(dict.fromkeys(found))

    @property
    def outcome(self) -> Validity:
        """The verdict."""
        if self.problems == (SealProblem.NO_SIGNATURE,):
            return Validity.UNSIGNED
        return _outcome(self.all_problems)

    @property
    def valid(self) -> bool:
        """Whether the file may be relied upon."""
        return self.outcome is Validity.VALID

    @property
    def summary(self) -> str:
        """The verdict as one sentence in Vietnamese, for the clerk."""
        reasons = "; ".join(problem.message for problem in self.all_problems)
        match self.outcome:
            case Validity.VALID:
                return f"HỢP LỆ: {'; '.join(map(_signed_by, self.signatures))}."
            case Validity.UNSIGNED:
                return "KHÔNG CÓ CHỮ KÝ SỐ để kiểm tra."
            case Validity.INDETERMINATE:
                return f"CHƯA KẾT LUẬN ĐƯỢC: {reasons}. Tệp không bị sửa; cần kiểm tra thêm."
            case _:
                return f"KHÔNG HỢP LỆ: {reasons}. Không sử dụng tệp này."

    def to_json(self) -> str:
        """Return the full result as JSON."""
        report = {
            "outcome": self.outcome,
            "summary": self.summary,
            "sha256": self.sha256,
            "problems": self.problems,
            "signatures": [{**asdict(s), "outcome": s.outcome} for s in self.signatures],
            "record": self.record.model_dump(mode="json") if self.record else None,
            "archive_failures": self.archive_failures,
        }
        return json.dumps(report, ensure_ascii=False, indent=1, default=_plain)


def written(verdict: Verdict) -> bytes:
    """Return a verdict as JSON that `read_verdict` reads."""
    return _adapter().dump_json(verdict)


def read_verdict(text: bytes) -> Verdict:
    """Return the verdict that `written` wrote.

    Raises:
        pydantic.ValidationError: It is none.
    """
    return _adapter().validate_json(text)


@cache
def _adapter() -> TypeAdapter[Verdict]:
    return TypeAdapter(Verdict)


def _outcome(problems: tuple[SealProblem, ...]) -> Validity:
    if any(problem.fatal for problem in problems):
        return Validity.INVALID
    return Validity.INDETERMINATE if problems else Validity.VALID


def _signed_by(report: SignatureReport) -> str:
    time = shown_time(report.signed_at) if report.signed_at else "không rõ thời điểm"
    if report.kind is SignatureKind.TIMESTAMP:
        return f"dấu thời gian {time}"
    proof = "có dấu thời gian" if report.time_proved else "thời điểm do người ký ghi"
    return f"{report.signer} ký {time} ({proof})"


def _plain(value: object) -> str:
    if isinstance(value, dt.datetime):
        return shown_time(value)
    return str(value)
