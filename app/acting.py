"""Who acts and why: passed to every verb and written to the audit chain.

A verb writes its audit entry before it changes or answers anything: an action that cannot be logged
must not happen (NĐ 356/2025/NĐ-CP). The entry points (API, pages, command line, station intake)
identify the caller; they write no entries themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Self, TypeVar

from app.installation import App
from app.operation.log_scope import new_request, set_paper
from schemas.errors import MotlanError
from schemas.record.paper import StatusChange
from schemas.text.shown import shown_name
from storage.audit.chain import Action, AuditEntry, AuditEvent

__all__ = [
    "AT_MACHINE",
    "MACHINE",
    "OWN_PAPERS",
    "Asking",
    "Caller",
    "audited",
    "note",
    "refusal_noted",
]

MACHINE = "motlan"
"""Account of the system itself, for actions without a person: reading process, scheduled jobs."""

_Verb = TypeVar("_Verb", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Asking:
    """What a caller may ask the store about people (`app.purpose`).

    Attributes:
        allowed: False for postal agents, kiosks and stations: they hand in, and get no answers.
        branch: The branch for whose dossiers they may ask; None: all.
        persons_per_day: About how many people; None: as the settings say.
        at_machine: Whether they work at the shell of the installation itself, where looking for
            papers needs no dossier.
        own_papers: Whether they look at what they handed in or signed themselves, which is no
            question to the store.
    """

    allowed: bool = True
    branch: str | None = None
    persons_per_day: int | None = None
    at_machine: bool = False
    own_papers: bool = False


AT_MACHINE = Asking(at_machine=True)
OWN_PAPERS = Asking(own_papers=True)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who acts, and why.

    Attributes:
        actor: Account of the system or person that makes the call.
        officer: Account of the person responsible.
        agency: Code of the agency or branch.
        purpose: The purpose, as text.
        legal_basis: The law that permits it.
        procedure: Code of the procedure (mã TTHC).
        dossier: Code of the dossier (mã hồ sơ).
        request: Correlation ID.
        address: Client address of the request.
        session: Mark of the session on the pages.
        asking: What they may ask the store about people.
    """

    actor: str
    officer: str = ""
    agency: str = ""
    purpose: str = ""
    legal_basis: str = ""
    procedure: str = ""
    dossier: str = ""
    request: str = field(default_factory=new_request)
    address: str = ""
    session: str = ""
    asking: Asking = Asking()

    def about(self, *, dossier: str | None, procedure: str | None, agency: str = "") -> Self:
        """Return a copy of the caller for a dossier; None and empty arguments change nothing."""
        return replace(
            self,
            dossier=dossier or self.dossier,
            procedure=procedure or self.procedure,
            agency=agency or self.agency,
        )

    def change(self, app: App) -> StatusChange:
        """Return the status change, dated now, that the record of a paper stores."""
        return StatusChange(
            at=app.clock(),
            officer=self.officer,
            reason=self.purpose,
            legal_basis=self.legal_basis,
        )


def audited(*actions: Action) -> Callable[[_Verb], _Verb]:
    """Mark a verb that itself writes one of these entries before it changes or answers anything.

    Entry points may call only such verbs; `tests/app/test_doors.py` checks this with the mark.
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
    """Append an entry to the audit chain; it is durable when this returns.

    What callers say of themselves is written without what commands a terminal or breaks a line.

    Args:
        app: The installation.
        by: Who acts.
        action: The action.
        paper_id: The paper concerned.
        subject: Number of the person concerned, or the numbers of all whom a paper names; only
            their keyed hashes are kept.
        concerned: Keyed hashes of further persons, from an earlier entry.
        fields: Names of fields or other keywords; never values.
        outcome: `ok` or the code of a refusal.

    Raises:
        StoreUnavailableError: The database does not answer; the action must not happen.
    """
    set_paper(paper_id)
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
    """Log a refusal: what was requested, and the code of the error that refused it.

    Raises:
        MotlanError: The error itself, re-raised, or the audit chain cannot be written.
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
