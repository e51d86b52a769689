"""Seals a paper by composing the steps.

A digitised paper has two files, linked by hash through the record attached to the second:

* the *signed master*: only the picture, signed by the person who scanned it (TT 01/2023/TT-VPCP,
  Điều 8), and
* the *searchable copy*: the picture with its hidden text and the reviewed record attached, signed
  by the agency (NĐ 30/2020/NĐ-CP, Phụ lục I), so that one signature covers picture and data.

The original is never altered. A file that is already signed or born digital is not converted.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.intake.receive import MediaType
from pipeline.seal.clock import VIETNAM, Clock, utc_now
from pipeline.seal.errors import ArchiveError, ProofUnavailableError, SealInputError
from pipeline.seal.pdf.description import RECORD_NAME, Attachment, DocumentInfo, Treatment
from pipeline.seal.pdf.draft import DraftSource, draft, why_kept
from pipeline.seal.signed_file import SignedFile
from pipeline.seal.signing.keys import Signer, common_name
from pipeline.seal.signing.profiles import (
    AGENCY_PROFILE,
    OPERATOR_PROFILE,
    SignatureProfile,
    signature_profile,
)
from pipeline.seal.signing.proof import Proof, proof_expires
from pipeline.seal.signing.sign import FormOfCopy, SignatureRequest, sign_file
from schemas.record.paper import PaperRecord, Rendition, RenditionKind
from schemas.record.reading import PageReading

__all__ = ["AGENCY_FIELD", "OPERATOR_FIELD", "SealPolicy", "SealedPaper", "Signers", "seal_paper"]

OPERATOR_FIELD = "NguoiSoHoa"
AGENCY_FIELD = "CoQuan"


@dataclass(frozen=True, slots=True)
class Signers:
    """The signers: the person who scanned, and the agency that makes the copy."""

    operator: Signer
    agency: Signer


@dataclass(frozen=True, slots=True)
class SealPolicy:
    """How to seal a paper.

    Attributes:
        operator_profile: Profile of the operator's signature.
        agency_profile: Profile of the agency's signature.
        form_of_copy: `Sao y`, `Sao lục` or `Trích sao`.
        title: Vietnamese name of the paper type, for the document's metadata.
        subject: Abstract (trích yếu), for the document's metadata.
        proof: Proof of the time of both signatures; None for B-B. If it is not available now, the
            paper is signed without it and marked, and the proof is added later
            (`proof.renew_proof`).
    """

    operator_profile: str = OPERATOR_PROFILE
    agency_profile: str = AGENCY_PROFILE
    form_of_copy: FormOfCopy = "Sao y"
    title: str = "Giấy tờ số hóa"
    subject: str = ""
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class SealedPaper:
    """Result of sealing a paper.

    Attributes:
        record: The record as attached, with the renditions known before the agency signed.
        renditions: The original and the created files, with hashes, for the record in the store.
        reason: Why nothing was converted, in Vietnamese; None if it was.
        delay: Why the proof of time has to be added later, in Vietnamese; None if it is present.
        files: The signed files; none if the original is kept as it is.
    """

    record: PaperRecord
    renditions: tuple[Rendition, ...]
    reason: str | None = None
    delay: str | None = None
    files: Mapping[RenditionKind, SignedFile] = field(default_factory=dict)

    @property
    def signed_master(self) -> bytes | None:
        """The operator's file, read from disk; None if the original is kept as it is."""
        return self.content(RenditionKind.SIGNED_MASTER)

    @property
    def searchable(self) -> bytes | None:
        """The agency's file, read from disk; None if the original is kept as it is."""
        return self.content(RenditionKind.SEARCHABLE)

    def content(self, kind: RenditionKind) -> bytes | None:
        """Return a signed file, read from disk, or None if there is none."""
        return self.files[kind].read() if kind in self.files else None


@dataclass(frozen=True, slots=True)
class _Task:
    """The input of both files."""

    original: bytes
    sha256: str
    media_type: str
    readings: Sequence[PageReading]
    policy: SealPolicy
    moment: dt.datetime
    proof_follows: bool = False
    treatment: Treatment = Treatment.AS_IT_IS

    @property
    def source(self) -> DraftSource:
        return DraftSource(self.original, self.media_type, self.readings, self.treatment)

    def profile(self, name: str) -> SignatureProfile:
        return signature_profile(name, self.moment.astimezone(VIETNAM).date())


def seal_paper(
    original: bytes,
    media_type: str,
    readings: Sequence[PageReading],
    record: PaperRecord,
    signers: Signers,
    policy: SealPolicy | None = None,
    clock: Clock = utc_now,
    sha256: str | None = None,
) -> SealedPaper:
    """Create the two signed files of a paper.

    Args:
        original: Bytes of the original.
        media_type: Their type, one of `pipeline.intake.receive.MediaType`.
        readings: One reading per page.
        record: The reviewed record.
        signers: The signers.
        policy: How to seal; None: the legal defaults.
        clock: Returns the time of signing.
        sha256: Hash of the original if already verified; None: compute it.

    Raises:
        SealInputError: Original, readings and record do not match.
        ArchiveError: The picture cannot be converted to PDF/A; a scan PDF is kept as it is instead.
        ProfileError: A signature profile is not in force.
        CertificateError: A certificate is not currently valid.
        SigningError: A signature could not be made.
    """
    source = Rendition(
        kind=RenditionKind.ORIGINAL,
        sha256=sha256 or hashlib.sha256(original).hexdigest(),
        media_type=str(media_type),
        size=len(original),
    )
    if source.sha256 != record.paper_id:
        raise SealInputError("record")
    if reason := why_kept(original, media_type):
        return _kept(record, source, reason)
    task = _Task(original, source.sha256, media_type, readings, policy or SealPolicy(), clock())
    for treatment in Treatment:
        treated = replace(task, treatment=treatment)
        try:
            return _sealed_with_or_without_proof(treated, record, source, signers)
        except ArchiveError:
            if media_type != MediaType.PDF:
                raise
    return _kept(record, source, "bản quét không đạt PDF/A-2b: giữ nguyên, chưa ký số")


def _kept(record: PaperRecord, source: Rendition, reason: str) -> SealedPaper:
    """Return only the original, with a separate record."""
    kept = record.model_copy(update={"renditions": (source,)})
    return SealedPaper(kept, (source,), reason)


def _sealed_with_or_without_proof(
    task: _Task, record: PaperRecord, source: Rendition, signers: Signers
) -> SealedPaper:
    """Seal; if the time cannot be proven now, sign anyway and leave the proof for later.

    The person whose signature TT 01/2023/TT-VPCP requires is at the counter now, with the key; the
    proof of time needs neither and can be appended at any time.
    """
    try:
        return _sealed(task, record, source, signers)
    except ProofUnavailableError as error:
        bare = replace(task, policy=replace(task.policy, proof=None), proof_follows=True)
        return replace(_sealed(bare, record, source, signers), delay=error.text())


def _sealed(task: _Task, record: PaperRecord, source: Rendition, signers: Signers) -> SealedPaper:
    master = _signed_master(task, signers.operator)
    named = _signed_rendition(task, RenditionKind.SIGNED_MASTER, master, source)
    attached = record.model_copy(update={"renditions": (source, named)})
    searchable = _searchable(task, attached, signers.agency)
    copy = _signed_rendition(task, RenditionKind.SEARCHABLE, searchable, source)
    files = {named.kind: master, copy.kind: searchable}
    return SealedPaper(attached, (source, named, copy), files=files)


def _signed_master(task: _Task, operator: Signer) -> SignedFile:
    """Return only the picture as PDF/A-2b, signed by the operator."""
    profile = task.profile(task.policy.operator_profile)
    with tempfile.TemporaryDirectory(prefix="motlan-") as folder:
        drafted = draft(folder, task.source, _info(task, ""))
        request = SignatureRequest(
            OPERATOR_FIELD,
            profile,
            task.moment,
            obstacles=drafted.codes,
            proof=task.policy.proof,
        )
        return _signed(drafted.path, operator, request)


def _searchable(task: _Task, record: PaperRecord, agency: Signer) -> SignedFile:
    """Return picture, hidden text and record as PDF/A-3b, signed by the agency."""
    profile = task.profile(task.policy.agency_profile)
    info = _info(task, common_name(agency.certificate))
    with tempfile.TemporaryDirectory(prefix="motlan-") as folder:
        drafted = draft(folder, task.source, info, _attachment(record))
        request = SignatureRequest(
            AGENCY_FIELD,
            profile,
            task.moment,
            task.policy.form_of_copy,
            drafted.codes,
            task.policy.proof,
        )
        return _signed(drafted.path, agency, request)


def _signed(path: Path, signer: Signer, request: SignatureRequest) -> SignedFile:
    with path.open("r+b") as file:
        sign_file(file, signer, request)
    return SignedFile(path)


def _attachment(record: PaperRecord) -> Attachment:
    return Attachment(
        RECORD_NAME,
        record.model_dump_json(indent=1).encode(),
        "application/json",
        "Dữ liệu đã kiểm tra của giấy tờ",
    )


def _info(task: _Task, publisher: str) -> DocumentInfo:
    digest = f"sha256:{task.sha256}"
    title, subject = task.policy.title, task.policy.subject
    return DocumentInfo(title, digest, task.moment, subject, publisher, digest)


def _signed_rendition(
    task: _Task, kind: RenditionKind, made: SignedFile, source: Rendition
) -> Rendition:
    """Describe a signed file: a missing proof is due at once, an existing one when it expires."""
    with made.open() as file:
        due = task.moment if task.proof_follows else proof_expires(file)
    return Rendition(
        kind=kind,
        sha256=made.sha256,
        media_type=str(MediaType.PDF),
        size=made.size,
        derived_from=source.sha256,
        proof_due=due,
    )
