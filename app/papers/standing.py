"""The verbs that change how a paper on file stands: revoke, replace, restore, withdraw, erase.

Each looks first whether it may, writes its entry, then changes; a refusal is an entry, too.
"""

from __future__ import annotations

from collections.abc import Callable

from app.acting import Caller, audited, note, refusal_noted
from app.installation import App
from app.papers import lifecycle
from app.papers.lifecycle import Erasure, with_consent, with_status
from schemas.record.paper import PaperRecord, PaperStatus
from schemas.record.tombstone import ErasureGround
from storage.audit.chain import Action
from storage.papers.archive import Saved

__all__ = ["consent", "erase", "purge", "replace", "restore", "revoke", "withdraw"]


@audited(Action.REVOKE)
def revoke(app: App, by: Caller, paper_id: str, *, version: int | None = None) -> Saved:
    """Say that a paper was revoked: it is offered no more from this moment.

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
def replace(app: App, by: Caller, paper_id: str, *, version: int | None = None) -> Saved:
    """Say that another paper took its place; see `revoke`."""
    return _stand(app, by, Action.REPLACE, paper_id, PaperStatus.REPLACED, version)


@audited(Action.RESTORE)
def restore(app: App, by: Caller, paper_id: str, *, version: int | None = None) -> Saved:
    """Take a revocation or replacement back; see `revoke`."""
    return _stand(app, by, Action.RESTORE, paper_id, PaperStatus.CURRENT, version)


@audited(Action.WITHDRAW)
def withdraw(app: App, by: Caller, paper_id: str, *, version: int | None = None) -> Saved:
    """Note that the owner withdraws the consent to reuse; see `revoke`.

    The paper stays on file for the dossier that it came with, because the duty to archive stays.
    """
    return _agree(app, by, Action.WITHDRAW, paper_id, False, version)


@audited(Action.CONSENT)
def consent(app: App, by: Caller, paper_id: str, *, version: int | None = None) -> Saved:
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
    """Erase a paper that must not be kept any longer; this cannot be undone.

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
    owner = _owner(app, paper_id)
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
) -> Saved:
    return _change(
        app, by, action, paper_id, version, lambda r: with_status(r, status, by.change(app))
    )


def _agree(
    app: App, by: Caller, action: Action, paper_id: str, given: bool, version: int | None
) -> Saved:
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
) -> Saved:
    owner = _owner(app, paper_id)
    with refusal_noted(app, by, action, paper_id=paper_id, subject=owner):
        after = following(lifecycle.seen(app.archive, paper_id, version))
    note(app, by, action, paper_id=paper_id, subject=owner)
    return app.archive.revise(after)


def _owner(app: App, paper_id: str) -> str | None:
    """Return whose paper it is, as far as the index knows; of an erased one it knows nothing."""
    entry = app.index.get(paper_id)
    return entry.subject_id if entry else None
