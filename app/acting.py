"""Who acts, and why: what every verb is told, and what it writes on the audit chain.

A verb writes its entry before it changes or answers anything: what cannot be written down must not
happen (NĐ 356/2025/NĐ-CP). The doors (interface, pages, command line, station intake) say who
stands there; they write nothing themselves.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Self, TypeVar

from app.installation import App
from schemas.errors import MotlanError
from schemas.record.paper import StatusChange
from schemas.text.shown import shown_name
from storage.audit.chain import Action, AuditEntry, AuditEvent

__all__ = ["MACHINE", "Caller", "audited", "note", "refusal_noted"]

MACHINE = "motlan"
"""Account of the machine itself, where nobody asks: the reading process, a schedule."""

_Verb = TypeVar("_Verb", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Caller:
    """Who acts, and why.

    Attributes:
        actor: Account of the system or person that acts.
        officer: Account of the person behind it.
        agency: Code of the agency or branch.
        purpose: Why, in words.
        legal_basis: Under which law.
        procedure: Mã TTHC that it is for.
        dossier: Mã hồ sơ that it is for.
        request: Correlation id.
        address: Where the request came from.
        session: Mark of the session of the pages.
    """

    actor: str
    officer: str = ""
    agency: str = ""
    purpose: str = ""
    legal_basis: str = ""
    procedure: str = ""
    dossier: str = ""
    request: str = field(default_factory=lambda: uuid.uuid4().hex)
    address: str = ""
    session: str = ""

    def about(self, *, dossier: str | None, procedure: str | None, agency: str = "") -> Self:
        """Return the same caller at work on a dossier; what is None or empty stays as it is."""
        return replace(
            self,
            dossier=dossier or self.dossier,
            procedure=procedure or self.procedure,
            agency=agency or self.agency,
        )

    def change(self, app: App) -> StatusChange:
        """Return why a paper is changed now, as its record keeps it."""
        return StatusChange(
            at=app.clock(),
            officer=self.officer,
            reason=self.purpose,
            legal_basis=self.legal_basis,
        )


def audited(*actions: Action) -> Callable[[_Verb], _Verb]:
    """Mark a verb that writes one of these entries itself, before it changes or answers anything.

    Every door calls such verbs (`tests/app/test_doors.py`); the mark says which.
    """

    def mark(verb: _Verb) -> _Verb:
        verb.__audits__ = actions  # type: ignore[attr-defined]
        return verb

    return mark


def note(
    app: App,
    by: Caller,
    action: Action,
    *,
    paper_id: str = "",
    subject: str | Iterable[str] | None = None,
    concerned: Iterable[str] = (),
    fields: Sequence[str] = (),
    outcome: str = "ok",
) -> AuditEntry:
    """Write an entry of the audit chain; it is durable when this returns.

    What callers say of themselves is written without what commands a terminal or breaks a line.

    Args:
        app: The installation.
        by: Who acts.
        action: What is done.
        paper_id: The paper concerned.
        subject: Number of the person concerned, or the numbers of all whom a paper names; only
            their keyed hashes are kept.
        concerned: Keyed hashes of further persons, from an earlier entry.
        fields: Names of fields, or words that say more; never values.
        outcome: `ok` or the word for a refusal.

    Raises:
        StoreUnavailableError: The database does not answer; then nothing may happen.
    """
    numbers = (subject,) if isinstance(subject, str) else tuple(subject or ())
    hashes = (*map(app.audit.subject, filter(None, numbers)), *concerned)
    first, *others = dict.fromkeys(hashes) or ("",)
    return app.audit.append(
        AuditEvent(
            action=action,
            actor=shown_name(by.actor),
            officer=shown_name(by.officer),
            agency=shown_name(by.agency),
            purpose=shown_name(by.purpose),
            legal_basis=shown_name(by.legal_basis),
            procedure=shown_name(by.procedure),
            dossier=shown_name(by.dossier),
            subject=first,
            others=tuple(others),
            paper_id=paper_id,
            fields=tuple(map(shown_name, fields)),
            outcome=shown_name(outcome),
            request=by.request,
            address=shown_name(by.address),
            session=by.session,
        )
    )


@contextmanager
def refusal_noted(
    app: App,
    by: Caller,
    action: Action,
    *,
    paper_id: str = "",
    subject: str | Iterable[str] | None = None,
) -> Iterator[None]:
    """Note a refusal: what was asked for, and the code of the error that refuses it.

    Raises:
        MotlanError: The same; or the chain cannot be written.
    """
    try:
        yield
    except MotlanError as error:
        note(
            app,
            by,
            Action.REFUSE,
            paper_id=paper_id,
            subject=subject,
            fields=(action,),
            outcome=error.code,
        )
        raise
