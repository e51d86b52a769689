"""What the query service answers, under the names of its description (`/openapi.json`)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

__all__ = [
    "AccessOut",
    "Accesses",
    "Approval",
    "Availability",
    "ChangeOut",
    "ChangePage",
    "Channel",
    "Component",
    "ComponentOut",
    "Condition",
    "Counters",
    "DecisionOut",
    "DossierFact",
    "ErasureGround",
    "ErasureOut",
    "FieldOut",
    "Fields",
    "FormOfPaper",
    "Kind",
    "LinkOut",
    "NumbersOut",
    "OpenDossierOut",
    "Outcome",
    "PaperOut",
    "PaperPage",
    "Problem",
    "Procedure",
    "Quantity",
    "ReuseCheckOut",
    "SchemaOut",
    "SignatureOut",
    "TokenOut",
    "VerdictOut",
]

Channel = Literal["counter", "kiosk", "mobile", "agent", "online", "backfill"]
"""Where a paper was handed in."""
FormOfPaper = Literal[
    "ban_chinh",
    "ban_sao_chung_thuc",
    "ban_sao_tu_so_goc",
    "ban_chup",
    "xuat_trinh",
    "ban_dien_tu",
    "chua_ro",
]
"""What kind of original or copy a paper is (TT 01/2023/TT-VPCP)."""
Availability = Literal[
    "on_file_valid",
    "on_file_expired",
    "on_file_copy_only",
    "data_lookup_available",
    "must_submit_original",
    "must_present",
    "not_on_file",
    "not_applicable",
    "needs_officer",
]
"""What is to be done about a component."""
ErasureGround = Literal["retention_ended", "order", "unlawful"]
"""Why a paper may no longer be kept."""
Kind = Literal[
    "text",
    "name",
    "date",
    "id_number",
    "number",
    "sex",
    "ethnic_group",
    "country",
    "address",
    "agency",
    "document_number",
]
"""What a value of a paper is."""
Outcome = Literal["valid", "indeterminate", "invalid", "unsigned"]
"""The verdict on a file or a signature."""

_Name = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class Problem(_Answer):
    """What went wrong (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    remedy: str


class TokenOut(_Answer):
    """A token (RFC 6749 section 5.1)."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a kind of token, no secret
    expires_in: int
    scope: str


class PaperOut(_Answer):
    """What kind of paper one is; neither names nor values."""

    paper_id: str
    version: int
    paper_type: str
    status: Literal["current", "revoked", "replaced", "withdrawn"]
    form_of_paper: FormOfPaper
    needs_review: bool
    number: str | None
    agency: str | None
    issued_on: dt.date | None
    valid_until: dt.date | None
    received_at: dt.datetime
    scans: tuple[str, ...]
    likely_scans: tuple[str, ...]


class PaperPage(_Answer):
    """Some papers, newest arrival first."""

    papers: tuple[PaperOut, ...]
    next: str | None


class SchemaOut(_Answer):
    """A type of paper whose values have a JSON Schema."""

    paper_type: str
    name: str
    href: str


class Quantity(_Answer):
    """A figure and the unit in which the paper states it."""

    amount: Decimal
    unit: str


class FieldOut(_Answer):
    """One value with its evidence."""

    title: str
    kind: Kind
    value: str | None
    typed: str | Quantity | None
    misfit: str | None
    raw: str | None
    state: str
    confidence: float
    page: int | None
    polygon: tuple[tuple[float, float], ...] | None
    reader: str | None
    rules_failed: tuple[str, ...]
    confirmed_at: dt.datetime | None


class Fields(_Answer):
    """The values this account may see; `withheld` names the sensitive ones it may not."""

    paper_id: str
    version: int
    paper_type: str
    fields: dict[str, FieldOut]
    withheld: tuple[str, ...]


class ErasureOut(_Answer):
    """The paper is erased for everybody; a lock may keep its bytes for a while."""

    paper_id: str
    erased_at: dt.datetime
    locked_until: dt.datetime | None


class LinkOut(_Answer):
    """A link; whoever has it has the file, until it ends."""

    url: str
    expires_at: dt.datetime


class FoundOut(_Answer):
    """A paper that was looked at for a component, and what speaks for or against it."""

    paper_id: str
    paper_type: str
    why: str
    dossier: str | None


class ComponentOut(_Answer):
    """The answer for one component."""

    component: str
    name: str
    availability: Availability
    reason: str
    legal_basis: str
    paper_id: str | None
    one_of: str | None
    dossier: str | None
    branch: str | None
    valid_until: dt.date | None
    condition: str | None
    condition_text: str | None
    applies: bool | None
    found: tuple[FoundOut, ...]


class ReuseCheckOut(_Answer):
    """The answer for all components, and the number to decide on it."""

    check: int
    procedure: str
    name: str
    day: dt.date
    components: tuple[ComponentOut, ...]
    notices: tuple[str, ...]
    open_conditions: dict[str, str]


class DecisionOut(_Answer):
    """The decision is on the audit chain under this number."""

    entry: int


class ChangeOut(_Answer):
    """A new version of a paper, or its end; drop what you keep of a withdrawn or erased one."""

    number: int
    paper_id: str
    version: int
    at: dt.datetime
    standing: Literal["current", "revoked", "replaced", "withdrawn", "erased"]


class ChangePage(_Answer):
    """Changes, oldest first."""

    changes: tuple[ChangeOut, ...]
    next: int


class SignatureOut(_Answer):
    """What was found about one signature or document timestamp."""

    kind: Literal["signature", "timestamp"]
    signer: str
    issuer: str
    signed_at: dt.datetime | None
    time_proved: bool
    level: str | None
    outcome: Outcome
    problems: tuple[str, ...]


class VerdictOut(_Answer):
    """The verdict on a file, and what the store knows of it."""

    outcome: Outcome
    summary: str
    sha256: str
    problems: tuple[str, ...]
    signatures: tuple[SignatureOut, ...]
    record_attached: bool
    archive_failures: tuple[str, ...]
    store: Literal["current", "superseded", "differs", "not_on_file"]
    store_message: str
    paper_id: str | None


class NumbersOut(_Answer):
    """How two numbers stand: whether they are one person's."""

    linked: bool


class OpenDossierOut(_Answer):
    """How a dossier of the case system stands now."""

    open: bool


class AccessOut(_Answer):
    """One access to a person's papers."""

    at: dt.datetime
    action: str
    agency: str
    officer: str
    purpose: str
    legal_basis: str
    procedure: str
    dossier: str
    fields: tuple[str, ...]
    outcome: str


class Accesses(_Answer):
    """Who looked at a person's papers, oldest first."""

    accesses: tuple[AccessOut, ...]


class Condition(_Answer):
    """When a component is asked for at all."""

    key: str
    text: str


class Component(_Answer):
    """One component of the dossier of a procedure (thành phần hồ sơ)."""

    key: str
    name: str
    obligation: Literal["submit", "present"] = "submit"
    condition: Condition | None = None
    one_of: str | None = None
    made_for_dossier: bool = False
    requires_original: bool = False
    accepts: tuple[str, ...] = ()
    seen_as: tuple[str, ...] = ()
    fields: tuple[str, ...] | None = None
    forms: tuple[FormOfPaper, ...] = ()
    names: Literal["owner", "anyone"] = "owner"
    max_age_days: int | None = None
    max_age_months: int | None = None
    purposes: tuple[str, ...] = ()
    ended_by: tuple[str, ...] = ()
    data_sources: tuple[str, ...] = ()
    legal_basis: str


class Approval(_Answer):
    """Who let an imported procedure count."""

    officer: str
    at: dt.datetime


class Procedure(_Answer):
    """An administrative procedure (thủ tục hành chính) as it rules in a time."""

    code: str
    name: str
    level: str
    field: str
    decision: str
    source: str = ""
    results: tuple[str, ...] = ()
    working_days: int | None = None
    effective_from: dt.date
    effective_to: dt.date | None = None
    proposed_by: str | None = None
    approval: Approval | None = None
    components: tuple[Component, ...] = ()


@dataclass(frozen=True, slots=True)
class DossierFact:
    """What the case system says of a dossier.

    Attributes:
        code: Mã hồ sơ.
        procedure: Mã TTHC.
        branch: Where it was received.
        channel: How it was handed in.
        accepted_on: Day of acceptance, in Hanoi.
        resolved_on: Day on which the result was there, or None.
        reused_from_portal: Whether a component came from the national portal's own store.
    """

    code: _Name
    procedure: _Name
    branch: _Name
    channel: Channel
    accepted_on: dt.date
    resolved_on: dt.date | None = None
    reused_from_portal: bool = False


@dataclass(frozen=True, slots=True)
class Counters:
    """One row of the report "mức độ số hóa", under the names of the report (QĐ 766/QĐ-TTg)."""

    chiNhanh: str  # noqa: N815 - the report's own names
    kenh: str
    ngay: dt.date
    tiepNhan: int = 0  # noqa: N815
    chuaSoHoaTPHS: int = 0  # noqa: N815
    coSoHoaTPHS: int = 0  # noqa: N815
    coTaiSuDungTPHS: int = 0  # noqa: N815
    coTaiSuDungTPHSTuDvcQg: int = 0  # noqa: N815
    daGiaiQuyet: int = 0  # noqa: N815
    daGiaiQuyetChuaSoHoa: int = 0  # noqa: N815
    daGiaiQuyetDaSoHoa: int = 0  # noqa: N815
