"""Renew: adds fresh timestamps to signed files before the proof of time expires.

Two kinds of papers are due, both marked by `Rendition.proof_due`:

* signed while the timestamp authority did not answer: due since then, and
* sealed with an archive timestamp whose certificate expires soon (ETSI EN 319 142-1, 6.3).

A paper gets the next version of its record, which names the extended files; earlier versions stay.
A new file begins with the bytes of the old one, so that hashes given out earlier stay verifiable. A
renewed paper is no longer due: renewal is idempotent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Literal

from pydantic import BaseModel, ConfigDict

from app.acting import Caller, audited, note, refusal_noted
from app.installation import App
from pipeline.seal.errors import ProofUnavailableError, SigningError
from pipeline.seal.signing.proof import Proof, proof_expires, renew_proof
from pipeline.seal.verification.verify import verify_pdf
from schemas.errors import MotlanError
from schemas.record.paper import PaperRecord, Rendition
from storage.audit.chain import Action
from storage.errors import VersionConflictError
from storage.papers.archive import PaperFile
from storage.papers.search.entries import entry_of

__all__ = ["DAYS_AHEAD", "Renewal", "State", "renew_due", "renew_paper"]

DAYS_AHEAD = 180
"""How long before its end a proof is renewed; leaves time to change the authority."""
_PAPERS_A_RUN = 10_000

State = Literal["renewed", "up_to_date", "refused"]


class Renewal(BaseModel):
    """Result of a run.

    Attributes:
        renewed: Papers with fresh timestamps.
        waiting: Due papers for which the authority issued no timestamp.
        refused: Papers that need a person, with the error code: a timestamp on a damaged file
            proves nothing.
        reason: Why papers wait, in Vietnamese.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    renewed: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    refused: dict[str, str] = {}
    reason: str | None = None


def renew_due(
    app: App,
    by: Caller,
    days: int = DAYS_AHEAD,
    now: dt.datetime | None = None,
    *,
    renew: Callable[[str, dt.datetime], State] | None = None,
) -> Renewal:
    """Renew the proofs that end within the given number of days, most urgent first.

    The run stops when the authority first fails to answer; the rest stays due for the next run.

    Args:
        app: The installation.
        by: The caller.
        days: How long before its end a proof is renewed.
        now: The reference time; None: the clock of the installation.
        renew: Renews one paper like `renew_paper`; a flow passes a task.

    Raises:
        StorageError: The store does not answer.
        KeyStoreError: The trusted roots are not configured.
    """
    horizon = (now or app.clock()) + dt.timedelta(days=days)
    due = app.index.proofs_due(horizon, _PAPERS_A_RUN)
    if not due or app.proof is None:
        reason = None if app.proof else "chưa cấu hình máy chủ dấu thời gian (MOTLAN_TSA)"
        return Renewal(waiting=due, reason=reason)
    renewed: list[str] = []
    refused: dict[str, str] = {}
    for number, paper_id in enumerate(due):
        try:
            state = renew(paper_id, horizon) if renew else renew_paper(app, by, paper_id, horizon)
            if state == "renewed":
                renewed.append(paper_id)
        except ProofUnavailableError as error:
            return Renewal(
                renewed=tuple(renewed), refused=refused, waiting=due[number:], reason=error.text()
            )
        except MotlanError as error:
            if error.temporary:
                raise
            refused[paper_id] = error.code
    return Renewal(renewed=tuple(renewed), refused=refused)


@audited(Action.RENEW)
def renew_paper(app: App, by: Caller, paper_id: str, horizon: dt.datetime) -> State:
    """Renew the files of one paper whose proof ends before a given time.

    Args:
        app: The installation.
        by: The caller.
        paper_id: SHA-256 of the original.
        horizon: The time.

    Raises:
        ProofUnavailableError: No timestamp or no revocation data is available now.
        SigningError: A file is no longer valid or cannot be renewed.
    """
    record = app.archive.load(paper_id)
    due = [r for r in record.renditions if r.proof_due and r.proof_due < horizon]
    if not due or app.proof is None:
        app.archive.index.put(record)
        return "up_to_date"
    named = entry_of(record).concerned
    with refusal_noted(app, by, Action.RENEW, paper_id=paper_id, subject=named):
        files = [_renewed(app, app.proof, record, rendition) for rendition in due]
    note(app, by, Action.RENEW, paper_id=paper_id, subject=named, fields=[r.kind for r in due])
    kept = tuple(r for r in record.renditions if r not in due)
    after = record.model_copy(update={"version": record.version + 1, "renditions": kept})
    try:
        app.archive.revise(after, files)
    except VersionConflictError:  # somebody else wrote that version: a later run checks again
        return "up_to_date"
    return "renewed"


def _renewed(app: App, proof: Proof, record: PaperRecord, rendition: Rendition) -> PaperFile:
    data = app.archive.file(record.paper_id, rendition)
    verdict = verify_pdf(data, app.verifier, rendition.sha256)
    if any(problem.fatal for problem in verdict.all_problems):
        raise SigningError("not-renewable", source=record.paper_id[:12])
    longer = renew_proof(data, proof.authority, proof.trust)
    return PaperFile(
        rendition.kind,
        longer,
        rendition.media_type,
        derived_from=rendition.sha256,
        proof_due=proof_expires(longer),
    )
