"""The record of one paper: what the store keeps beside the pictures.

The record is the unit that is reviewed, attached to the PDF, signed, stored and indexed. It is
immutable; a correction makes the next version.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from schemas.record.evidence import FieldEvidence, FieldState
from schemas.record.page import Defect, PageQuality
from schemas.record.reading import CodeReading, InkMark

__all__ = [
    "Channel",
    "Classification",
    "Duplicate",
    "FormOfPaper",
    "HandIn",
    "IncomingSignature",
    "PageInfo",
    "PaperRecord",
    "PaperStatus",
    "Rendition",
    "RenditionKind",
    "StatusChange",
    "Withheld",
]

Sha256 = str

_SURE_OF_TURN = 0.8
"""Confidence from which the way up of a page is told well enough (docs/intake.md)."""


class Channel(StrEnum):
    """Where a paper was handed in."""

    COUNTER = "counter"
    KIOSK = "kiosk"
    MOBILE = "mobile"
    AGENT = "agent"
    ONLINE = "online"
    BACKFILL = "backfill"


class FormOfPaper(StrEnum):
    """What kind of original or copy the paper is (TT 01/2023/TT-VPCP)."""

    ORIGINAL = "ban_chinh"
    CERTIFIED_COPY = "ban_sao_chung_thuc"
    REGISTER_COPY = "ban_sao_tu_so_goc"
    PHOTOCOPY = "ban_chup"
    PRESENTED = "xuat_trinh"
    ELECTRONIC = "ban_dien_tu"
    UNKNOWN = "chua_ro"


class RenditionKind(StrEnum):
    """The files that stand for one paper."""

    ORIGINAL = "original"
    SIGNED_MASTER = "signed_master"
    SEARCHABLE = "searchable_pdf"


class PaperStatus(StrEnum):
    """Whether a paper may be offered for reuse."""

    CURRENT = "current"
    REVOKED = "revoked"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    """Its owner does not want it reused; it stays on file (`PaperRecord.withdrawal`)."""


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rendition(_Value):
    """One stored file of a paper."""

    kind: RenditionKind
    sha256: Sha256
    media_type: str
    size: int = Field(ge=0, description="bytes")
    derived_from: Sha256 | None = Field(default=None, description="rendition it was made from")
    proof_due: dt.datetime | None = Field(
        default=None,
        description="UTC; by then a fresh timestamp has to cover the file; None: none is wanted",
    )


class IncomingSignature(_Value):
    """A signature that a file already had when it came in, and its verification result then."""

    signer: str = Field(description="name in the certificate")
    issuer: str = Field(description="who issued the certificate")
    signed_at: dt.datetime | None
    outcome: Literal["valid", "indeterminate", "invalid"]
    problems: tuple[str, ...] = Field(
        default=(), description="codes of `pipeline.seal.verification.verdict`"
    )


class Classification(_Value):
    """The type a paper was classified as, and why."""

    paper_type: str = Field(description="identifier of the type, or `unknown`")
    confidence: float = Field(ge=0, le=1)
    reason: str = Field(description="the title, code or wording that decided")
    chosen_by: str | None = Field(
        default=None, description="account of the person who chose the type; None: nobody had to"
    )


class PageInfo(_Value):
    """What is known of one page besides its text."""

    number: int = Field(ge=1)
    width: int = Field(gt=0, description="pixels")
    height: int = Field(gt=0, description="pixels")
    dpi: float = Field(gt=0)
    rotation: Literal[0, 90, 180, 270] = 0
    rotation_confidence: float = Field(default=1.0, ge=0, le=1)
    skew: float = 0.0
    blank: bool = False
    line_count: int = Field(default=0, ge=0)
    codes: tuple[CodeReading, ...] = ()
    marks: tuple[InkMark, ...] = ()
    quality: PageQuality | None = Field(
        default=None, description="None for a born-digital page, and for records made before"
    )
    picture_key: str | None = Field(
        default=None,
        pattern=r"^[0-9a-f]{64}$",
        description="perceptual hash of the upright picture, 256 bits; None for a blank page",
    )
    seen_by: str | None = Field(
        default=None, description="account of the person who looked at a page in doubt"
    )

    @property
    def in_doubt(self) -> bool:
        """Whether nothing could be read of its print, or which way up it is was hardly told."""
        unreadable = self.quality is not None and Defect.UNREADABLE in self.quality.defects
        unsure = self.line_count > 0 and self.rotation_confidence < _SURE_OF_TURN
        return unreadable or unsure


class Duplicate(_Value):
    """Another paper on file that is, or seems to be, this one; both are kept."""

    paper_id: Sha256
    why: Literal["same_paper", "same_picture", "alike"] = Field(
        description="type, number and owner agree; or the pictures look the same; or what could be"
        " read of both does not tell them apart"
    )


class HandIn(_Value):
    """A paper on file that was handed in once more: for another dossier, or in another form."""

    received_at: dt.datetime = Field(description="UTC")
    channel: Channel
    dossier: str = Field(description="mã hồ sơ")
    procedure: str | None = Field(default=None, description="mã TTHC")
    form_of_paper: FormOfPaper = Field(
        default=FormOfPaper.UNKNOWN, description="as declared for this dossier"
    )
    operator: str | None = Field(default=None, description="account, not a name")


class Withheld(_Value):
    """The picture of a paper that was not kept, and why."""

    rule: str = Field(description="identifier of the rule of intake")
    reference: str = Field(description="the legal text, in Vietnamese")
    at: dt.datetime = Field(description="UTC")


class StatusChange(_Value):
    """Who marked a paper as invalid, valid again, or not to be reused, and why."""

    at: dt.datetime = Field(description="UTC")
    officer: str = Field(min_length=1, max_length=200, description="account, not a name")
    reason: str = Field(min_length=1, max_length=600, description="Vietnamese, as stated")
    legal_basis: str = Field(default="", max_length=600)


class PaperRecord(_Value):
    """Everything known about one paper, without the pictures.

    The identity of a paper is the SHA-256 of the bytes that came in: the same file handed in twice
    is one paper.
    """

    schema_version: Literal[1] = 1
    paper_id: Sha256 = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the original bytes")
    version: int = Field(default=1, ge=1)
    received_at: dt.datetime = Field(description="UTC")
    processed_at: dt.datetime = Field(description="UTC")
    software: str = Field(description="motlan and model versions that made this record")
    rules: str | None = Field(
        default=None, description="version of the rules of its type; None in records made before"
    )

    channel: Channel = Channel.COUNTER
    dossier: str | None = Field(default=None, description="mã hồ sơ")
    procedure: str | None = Field(default=None, description="mã TTHC")
    operator: str | None = Field(default=None, description="account, not a name")

    media_type: str = Field(description="sniffed type of the original")
    size: int = Field(ge=0, description="bytes of the original")
    pages: tuple[PageInfo, ...] = ()
    classification: Classification
    form_of_paper: FormOfPaper = FormOfPaper.UNKNOWN
    status: PaperStatus = Field(
        default=PaperStatus.CURRENT, description="current, revoked or replaced"
    )
    status_change: StatusChange | None = Field(
        default=None, description="why `status` is what it is; None: as the paper came in"
    )
    withdrawal: StatusChange | None = Field(
        default=None, description="set while its owner's consent to reuse is withdrawn"
    )
    fields: dict[str, FieldEvidence] = Field(default_factory=dict)
    text: str = Field(default="", description="lines in reading order, form feeds between pages")
    signatures: tuple[IncomingSignature, ...] = Field(
        default=(), description="signatures on the original when it came in"
    )
    renditions: tuple[Rendition, ...] = ()
    duplicates: tuple[Duplicate, ...] = Field(
        default=(), description="as known when it was read; the index knows those found since"
    )
    apart: tuple[Sha256, ...] = Field(
        default=(), description="papers that look like this one and are not, as a person has said"
    )
    hand_ins: tuple[HandIn, ...] = Field(
        default=(), description="when it was handed in again, for other dossiers"
    )
    withheld: Withheld | None = Field(default=None, description="set where no picture was kept")

    @property
    def standing(self) -> PaperStatus:
        """Whether the paper may be offered for reuse; a withdrawal overrides everything else."""
        return PaperStatus.WITHDRAWN if self.withdrawal else self.status

    @property
    def dossiers(self) -> tuple[str, ...]:
        """Every dossier that it was handed in for, the first one first."""
        named = (self.dossier, *(again.dossier for again in self.hand_ins))
        return tuple(dict.fromkeys(filter(None, named)))

    @property
    def needs_review(self) -> bool:
        """Whether a person has to look at this paper before it may be reused."""
        return (
            self.classification.paper_type == "unknown"
            or bool(self.unseen_pages)
            or any(field.state is FieldState.REVIEW for field in self.fields.values())
        )

    @property
    def unseen_pages(self) -> tuple[int, ...]:
        """Numbers of the pages in doubt that no person has looked at; none without a picture."""
        if self.withheld is not None:
            return ()
        return tuple(page.number for page in self.pages if page.in_doubt and page.seen_by is None)

    def value(self, field: str) -> str | None:
        """Return a field's normalised value, or None where there is none."""
        evidence = self.fields.get(field)
        return evidence.value if evidence else None

    def values(self) -> dict[str, str | None]:
        """Return the normalised values by field."""
        return {name: evidence.value for name, evidence in self.fields.items()}

    def rendition(self, kind: RenditionKind) -> Rendition | None:
        """Return the stored file of a kind, or None."""
        return next((r for r in self.renditions if r.kind is kind), None)
