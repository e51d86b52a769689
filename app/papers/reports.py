"""The reporting verbs: accesses to a person's papers, the change feed, the indicators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.acting import Caller, audited, note
from app.installation import App
from storage.audit.chain import Action, AuditEntry
from storage.audit.verification import AuditFinding, AuditReport
from storage.papers.indicators import Counters, DossierFact, count, judge
from storage.papers.ledger import Change
from storage.papers.reuse.check import known_subject
from storage.papers.search.entries import birth_sign

__all__ = ["count_dossiers", "follow_changes", "import_chain", "report_accesses", "verify_chain"]


@audited(Action.REPORT)
def report_accesses(app: App, by: Caller, subject: str) -> tuple[AuditEntry, ...]:
    """Report who looked at papers that name a person, when, why and under which law.

    Papers without a number count where name and day of birth are the person's.

    Args:
        app: The installation.
        by: The caller.
        subject: Number of the person.

    Raises:
        StoreUnavailableError: The database does not answer.
    """
    known = known_subject(app.index, subject, app.number_links)
    signs = (birth_sign(name, born) for name in known.names for born in known.births)
    found = app.audit.of_person(*known.numbers, *filter(None, signs))
    note(app, by, Action.REPORT, subject=known.numbers)
    return found


@audited(Action.SEARCH)
def follow_changes(app: App, by: Caller, after: int, limit: int) -> tuple[Change, ...]:
    """Return the changes after a feed number: each new version once, in order.

    Args:
        app: The installation.
        by: Who asks.
        after: Number of the last change that the caller knows.
        limit: Maximum number of changes.

    Raises:
        StoreUnavailableError: The database does not answer.
    """
    note(app, by, Action.SEARCH, fields=("changes",))
    return app.archive.ledger.changes(after, limit)


@audited(Action.REPORT)
def count_dossiers(app: App, by: Caller, facts: Iterable[DossierFact]) -> list[Counters]:
    """Count dossiers per branch, channel and day: digitised, reused, resolved.

    Args:
        app: The installation.
        by: Who asks.
        facts: What the case system knows about them.

    Raises:
        StoreUnavailableError: The database does not answer.
    """
    note(app, by, Action.REPORT, fields=("indicators",))
    return count(judge(facts, app.index, app.audit))


@audited(Action.UPKEEP)
def import_chain(app: App, by: Caller) -> int:
    """Bring entries of the audit chain back that the store has and the database lost.

    Args:
        app: The installation.
        by: Who lets it be done.

    Returns:
        How many came back.

    Raises:
        StoreUnavailableError: The store or the database does not answer, or the sealed entries do
            not continue those of the database: somebody went on with an older copy.
    """
    back = app.chain.take_back(app.store)
    note(app, by, Action.UPKEEP, fields=("audit-import", str(back)))
    return back


def verify_chain(app: App, kept: Sequence[str] = ()) -> AuditReport:
    """Search the audit chain for removed, changed, inserted and reordered entries.

    Args:
        app: The installation.
        kept: Lines of heads that were printed or stored on another machine.

    Raises:
        StoreUnavailableError: The store or the database does not answer.
    """
    report = app.chain.verify(app.store, kept)
    if report.entries == 0 and next(iter(app.ledger.stored_papers()), None) is not None:
        unknown = AuditFinding(0, "unknown_papers")
        report = replace(report, findings=(*report.findings, unknown))
    return report
