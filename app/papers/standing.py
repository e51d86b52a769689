"""The verbs that change how a paper on file stands: revoke, replace, restore, withdraw, erase.

Each looks first whether it may, writes its entry, then changes; a refusal is an entry, too. What is
said of a paper holds for all of its scans (`app.papers.scans`).
"""

from __future__ import annotations

from collections.abc import Callable

from app.acting import Caller, audited, note, refusal_noted
from app.installation import App
from app.papers import lifecycle
from app.papers.lifecycle import Erasure, with_consent, with_status
from app.papers.scans import Changed, named_on, other_scans
from schemas.record.paper import PaperRecord, PaperStatus
from schemas.record.tombstone import ErasureGround
from storage.audit.chain import Action
from storage.errors import PaperStandingError

__all__ = ["consent", "erase", "purge", "replace", "restore", "revoke", "withdraw"]


@audited(Action.REVOKE)
def revoke(app: App, by: Caller, paper_id: str, *, version: int | None = None) -> Changed:
    """Say that a paper was revoked: no scan of it is offered from this moment.

    Args:
        app: The installation.
        by: Who says so, and why.
        paper_id: SHA-256 of the original.
        version: Version that the person has seen; None: whichever is the newest.

    Raises:
        PaperMissingError: It is not on file.
        PaperStandingError: It is that already.
        VersionConflictError: It has changed since.
    """
    return _stand(app, by, Action.REVOKE, paper_id, PaperStatus.REVOKED, version)


@audited(Action.REPLACE)
def replace(app: App, by: Caller, paper_id: str, *, version: int | None = None) -> Changed:
    """Say that another paper took its place; see `revoke`."""
    return _stand(app, by, Action.REPLACE, paper_id, PaperStatus.REPLACED, version)


@audited(Action.RESTORE)
def restore(app: App, by: Caller, paper_id: str, *, version: int | None = None) -> Changed:
    """Take a revocation or replacement back; see `revoke`."""
    return _stand(app, by, Action.RESTORE, paper_id, PaperStatus.CURRENT, version)


@audited(Action.WITHDRAW)
def withdraw(app: App, by: Caller, paper_id: str, *, version: int | None = None) -> Changed:
    """Note that the owner withdraws the consent to reuse; see `revoke`.

    The paper stays on file for the dossier that it came with, because the duty to archive stays.
    """
    return _agree(app, by, Action.WITHDRAW, paper_id, False, version)


@audited(Action.CONSENT)
def consent(app: App, by: Caller, paper_id: str, *, version: int | None = None) -> Changed:
    """Note that the owner gives the consent to reuse again; see `revoke`."""
    return _agree(app, by, Action.CONSENT, paper_id, True, version)


@audited(Action.ERASE)
def erase(
    app: App,
    by: Caller,
    paper_id: str,
    *,
    ground: ErasureGround,
    reference: str,
    version: int | None = None,
) -> Erasure:
    """Erase a scan of a paper that must not be kept any longer; this cannot be undone.

    Other scans of the paper stay: each is kept as long as its own dossier is. They take over how
    the erased one stood, so that nothing revoked comes back.

    Called again after a crash it goes on where it was broken off.

    Args:
        app: The installation.
        by: Who answers for it.
        paper_id: SHA-256 of the original.
        ground: Why it may no longer be kept.
        reference: Number of the decision, without names.
        version: Version that the person has seen; None: whichever is the newest.

    Raises:
        PaperErasedError: It was erased before, and nothing is left.
        PaperMissingError: It is not on file.
        VersionConflictError: It has changed since.
        StoreUnavailableError: The store does not answer; call again.
    """
    owner = named_on(app, paper_id)
    with refusal_noted(app, by, Action.ERASE, paper_id=paper_id, subject=owner):
        tombstone = lifecycle.tombstone_for(
            app.archive,
            paper_id,
            ground=ground,
            reference=reference,
            officer=by.officer,
            at=app.clock(),
            version=version,
        )
    note(app, by, Action.ERASE, paper_id=paper_id, subject=owner, fields=(ground, reference))
    app.pictures.forget(paper_id)
    if app.archive.tombstone(paper_id) is None:
        _carry_over(app, by, paper_id)
    return lifecycle.carry_out(app.archive, app.desk, tombstone)


@audited(Action.UPKEEP)
def purge(app: App, by: Caller) -> tuple[Erasure, ...]:
    """Remove the bytes of erased papers whose lock has ended.

    Raises:
        StoreUnavailableError: The store does not answer; call again.
    """
    note(app, by, Action.UPKEEP, fields=("purge",))
    return lifecycle.finish_erasures(app.archive, app.desk)


def _stand(
    app: App, by: Caller, action: Action, paper_id: str, status: PaperStatus, version: int | None
) -> Changed:
    return _change(
        app, by, action, paper_id, version, lambda r: with_status(r, status, by.change(app))
    )


def _agree(
    app: App, by: Caller, action: Action, paper_id: str, given: bool, version: int | None
) -> Changed:
    return _change(
        app, by, action, paper_id, version, lambda r: with_consent(r, given, by.change(app))
    )


def _change(
    app: App,
    by: Caller,
    action: Action,
    paper_id: str,
    version: int | None,
    following: Callable[[PaperRecord], PaperRecord],
) -> Changed:
    """Change all scans of a paper; one that is so already stays.

    Doing it again after a crash changes the rest; until then the index holds the paper back.

    Raises:
        PaperStandingError: All of them are so already.
    """
    with refusal_noted(app, by, action, paper_id=paper_id, subject=named_on(app, paper_id)):
        first = lifecycle.seen(app.archive, paper_id, version)
        others = [app.archive.current(scan) for scan in other_scans(app, paper_id)]
        changes = {r.paper_id: after for r in (first, *others) if (after := _after(r, following))}
        if not changes:
            following(first)
    for changed in changes:
        note(app, by, action, paper_id=changed, subject=named_on(app, changed))
    done = {changed: app.archive.revise(after) for changed, after in changes.items()}
    scans = tuple(saved.record for changed, saved in done.items() if changed != paper_id)
    if paper_id not in done:
        return Changed(first, created=False, scans=scans)
    return Changed(done[paper_id].record, done[paper_id].created, scans)


def _after(
    record: PaperRecord, following: Callable[[PaperRecord], PaperRecord]
) -> PaperRecord | None:
    try:
        return following(record)
    except PaperStandingError:
        return None


def _carry_over(app: App, by: Caller, paper_id: str) -> None:
    """Let the scans that stay on file stand like the one that is about to be erased."""
    record = app.archive.load(paper_id)
    for scan in other_scans(app, paper_id):
        other = app.archive.current(scan)
        if record.status is not PaperStatus.CURRENT and other.status is PaperStatus.CURRENT:
            other = app.archive.revise(
                with_status(other, record.status, record.status_change or by.change(app))
            ).record
        if record.withdrawal and not other.withdrawal:
            app.archive.revise(with_consent(other, False, record.withdrawal))
