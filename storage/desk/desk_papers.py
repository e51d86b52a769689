"""A paper on the desk: its state, its pages as judged, and what happened to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from schemas.record.intake import Intake
from schemas.record.page import PageQuality
from schemas.record.paper import Channel, FormOfPaper

__all__ = [
    "CLOSED",
    "DOUBTS",
    "SYSTEM",
    "DeskEvent",
    "DeskPaper",
    "DeskState",
    "EventKind",
    "JudgedPage",
]

SYSTEM = "motlan"
"""Actor of events that no person caused."""
DOUBTS = "doubts"
"""Detail of `EventKind.READ` if the paper needs review: the others were accepted unseen."""


class DeskState(StrEnum):
    """The state of a paper in the workflow."""

    WAITING = "waiting"
    """The bytes are stored; the pages have not been judged yet."""
    READING = "reading"
    """The pages were judged; they are being read or about to be."""
    RESCAN = "rescan"
    """A page is to be scanned again, unless the operator says otherwise."""
    TO_REVIEW = "to_review"
    TO_CHECK = "to_check"
    """A second person has to check it."""
    TO_SIGN = "to_sign"
    SIGNED = "signed"
    FAILED = "failed"
    REPLACED = "replaced"
    """Replaced by other papers: scanned again, split or regrouped."""
    REJECTED = "rejected"
    """Given back unsigned."""


CLOSED = (DeskState.SIGNED, DeskState.REPLACED, DeskState.REJECTED)
_AGAIN = (DeskState.FAILED, DeskState.REPLACED, DeskState.REJECTED)


class EventKind(StrEnum):
    """What was done with a paper."""

    RECEIVED = "received"
    JUDGED = "judged"
    RESCAN_ASKED = "rescan_asked"
    KEPT_AS_IS = "kept_as_is"
    READ = "read"
    FAILED = "failed"
    RETRIED = "retried"
    ON_FILE = "on_file"
    """The same bytes were digitised before."""
    REVIEWED = "reviewed"
    CHECKED = "checked"
    SENT_BACK = "sent_back"
    CORRECTED = "corrected"
    TAKEN_IN = "taken_in"
    """A clerk took into the dossier what lay apart."""
    REOPENED = "reopened"
    """A paper on file came back, because values of it were never looked at."""
    SIGNED = "signed"
    REPLACED = "replaced"
    REJECTED = "rejected"


class JudgedPage(BaseModel):
    """The verdict on one page when it came in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int = Field(ge=1)
    blank: bool = False
    quality: PageQuality


@dataclass(frozen=True, slots=True)
class DeskPaper:
    """One row of the work queue.

    Attributes:
        paper_id: SHA-256 of the original.
        state: Its state.
        revision: Increases with every change; a change must name the revision it is based on.
        dossier: Mã hồ sơ.
        procedure: Mã TTHC.
        branch: Chi nhánh, or the postal agent's own code.
        station: Quầy.
        channel: Where it was handed in.
        operator: Account that handed it in.
        form_of_paper: As declared.
        seen_not_secret: Whether a person looked and found no mark of secrecy.
        place: Position within its dossier, for people.
        file_name: Name of the file as handed in; of a part, that of the whole. May be empty.
        handover: Random name of the occasion on which a machine handed it in, or None.
        apart: Whether it lies apart until a clerk takes it into the dossier.
        taken_by: Account that took it in, or None.
        pages: Verdicts, empty until the pages were judged.
        paper_type: As read, or None.
        doubts: Fields that need a person.
        sampled: Whether it was sampled for a check although nothing is in doubt.
        draft: SHA-256 of the draft in the store, or None.
        error_code: Error code of the last failure.
        replaced_by: Paper that replaced it.
        reviewed_by, checked_by, signed_by: Accounts.
        attempts: How often a worker started on it.
        worker: Who holds the lease.
        lease_until: When it runs out, UTC.
        received_at: UTC.
        updated_at: UTC.
    """

    paper_id: str
    state: DeskState
    revision: int
    dossier: str | None
    procedure: str | None
    branch: str
    station: str
    channel: Channel
    operator: str | None
    form_of_paper: FormOfPaper
    seen_not_secret: bool
    place: int
    file_name: str
    handover: str | None
    apart: bool
    taken_by: str | None
    pages: tuple[JudgedPage, ...]
    paper_type: str | None
    doubts: int
    sampled: bool
    draft: str | None
    error_code: str | None
    replaced_by: str | None
    reviewed_by: str | None
    checked_by: str | None
    signed_by: str | None
    attempts: int
    worker: str | None
    lease_until: dt.datetime | None
    received_at: dt.datetime
    updated_at: dt.datetime

    @property
    def intake(self) -> Intake:
        """How it was handed in."""
        return Intake.of(self, seen_not_secret=self.seen_not_secret)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state not in CLOSED

    @property
    def owner(self) -> str:
        """Account that answers for it now: who reviewed it, took it in, or handed it in."""
        return self.reviewed_by or self.taken_by or self.operator or ""

    def is_of(self, account: str) -> bool:
        """Whether an account has had a hand in it."""
        return account in (self.operator, self.taken_by, self.reviewed_by)

    @property
    def is_kept(self) -> bool:
        """Whether handing it in again changes nothing."""
        return self.state not in _AGAIN


@dataclass(frozen=True, slots=True)
class DeskEvent:
    """Something that was done with a paper.

    Attributes:
        number: Increasing number.
        paper_id: SHA-256 of the paper.
        kind: What was done.
        actor: Account, or `motlan`.
        branch, station, channel: As of the paper.
        detail: A code: of an error, of a field, of a defect; never a value.
        amount: Fields corrected, milliseconds of reading, pages judged; by kind.
        at: UTC.
    """

    number: int
    paper_id: str
    kind: EventKind
    actor: str
    branch: str
    station: str
    channel: Channel
    detail: str
    amount: int
    at: dt.datetime
