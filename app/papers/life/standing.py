"""The verbs that change the status of a paper on file: revoke, replace, restore, withdraw, erase.

Each first checks whether the change is allowed, writes its audit entry, then changes; refusals are
logged, too. Changes apply to all scans of a paper (`app.papers.life.scans`).
"""

from __future__ import annotations

from collections.abc import Callable

from app.acting import Caller, audited, note, refusal_noted
from app.installation import App
from app.papers.life import lifecycle
from app.papers.life.lifecycle import Erasure, with_consent, with_status
from app.papers.life.scans import Changed, named_on, other_scans
from schemas.record.paper import PaperRecord, PaperStatus
from schemas.record.tombstone import ErasureGround
from storage.audit.chain import Action
from storage.errors import PaperStandingError

__all__ = ["consent", "erase", "purge", "replace", "restore", "revoke", "withdraw"]


@audited(Action.REVOKE)
def revoke(app: App, by: Caller, paper_id: str, *, version: int | None = None) -> Changed:
    """Revoke a paper: from now on none of its scans is offered.

    Args:
        app: The installation.
        by: The responsible person and the reason.
        paper_id: SHA-256 of the original.
        version: Version that the person has seen; None: the newest.

    Raises:
        PaperMissingError: It is not on file.
        PaperStandingError: It already has that status.
        VersionConflictError: It has changed in the meantime.
    """
    return _stand(app, by, Action.REVOKE, paper_id, PaperStatus.REVOKED, version)


@audited(Action.REPLACE)
def replace(app: App, by: Caller, paper_id: str, *, version: int | None = None) -> Changed:
    """Replace a paper with another paper; see `revoke`."""
    return _stand(app, by, Action.REPLACE, paper_id, PaperStatus.REPLACED, version)


@audited(Action.RESTORE)
def restore(app: App, by: Caller, paper_id: str, *, version: int | None = None) -> Changed:
    """Undo a revocation or replacement; see `revoke`."""
    return _stand(app, by, Action.RESTORE, paper_id, PaperStatus.CURRENT, version)


@audited(Action.WITHDRAW)
def withdraw(app: App, by: Caller, paper_id: str, *, version: int | None = None) -> Changed:
    """Record that the owner withdraws consent to reuse; see `revoke`.

    The paper stays on file for its dossier, because the duty to archive remains.
    """
    return _agree(app, by, Action.WITHDRAW, paper_id, False, version)


@audited(Action.CONSENT)
def consent(app: App, by: Caller, paper_id: str, *, version: int | None = None) -> Changed:
    """Record that the owner consents to reuse again; see `revoke`."""
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

    Forms that were filled from it are erased with it: what is printed on them is its content.
    Other scans of the paper stay: each is kept as long as its own dossier. They take over the
    status of the erased scan, so that a revoked paper does not become valid again.

    A repeated call after a crash continues where it was interrupted.

    Args:
        app: The installation.
        by: The responsible person.
        paper_id: SHA-256 of the original.
        ground: Legal ground of the erasure.
        reference: Number of the decision, without names.
        version: Version that the person has seen; None: the newest.

    Raises:
        PaperErasedError: It is already fully erased.
        PaperMissingError: It is not on file.
        VersionConflictError: It has changed in the meantime.
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
    _erase_forms(app, by, paper_id)
    if app.archive.tombstone(paper_id) is None:
        _carry_over(app, by, paper_id)
    erased = lifecycle.carry_out(app.archive, app.desk, tombstone)
    _erase_forms(app, by, paper_id)  # one may have been filled meanwhile; from now on none can be
    return erased


@audited(Action.UPKEEP)
def purge(app: App, by: Caller) -> tuple[Erasure, ...]:
    """Delete the bytes of erased papers whose lock has ended.

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
    """Change all scans of a paper, except those that already have the status.

    A repeated call after a crash changes the rest; until then the index does not offer the paper.

    Raises:
        PaperStandingError: All of them already have the status.
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


def _erase_forms(app: App, by: Caller, paper_id: str) -> None:
    """Erase the forms filled from a paper; those whom the form was filled for are told as well."""
    for form in app.filled_forms.of_paper(paper_id):
        filled = app.audit.entry(form.entry)
        asked = filled.event.persons if filled else ()
        about = by.about(dossier=form.dossier, procedure=form.procedure)
        fields = ("form", form.blank)
        note(app, about, Action.ERASE, paper_id=paper_id, concerned=asked, fields=fields)
        app.filled_forms.forget(form.code)


def _carry_over(app: App, by: Caller, paper_id: str) -> None:
    """Copy the status of the scan that is about to be erased to the remaining scans."""
    record = app.archive.load(paper_id)
    for scan in other_scans(app, paper_id):
        other = app.archive.current(scan)
        if record.status is not PaperStatus.CURRENT and other.status is PaperStatus.CURRENT:
            other = app.archive.revise(
                with_status(other, record.status, record.status_change or by.change(app))
            ).record
        if record.withdrawal and not other.withdrawal:
            app.archive.revise(with_consent(other, False, record.withdrawal))
