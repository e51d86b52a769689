"""Renew: puts fresh timestamps over signed files before the proof of time runs out.

Two kinds of papers are due, by one and the same mark (`Rendition.proof_due`):

* signed while the timestamp authority was silent: due since they were signed, and
* sealed with an archive timestamp whose certificate ends soon (ETSI EN 319 142-1, 6.3).

A paper gets the next version of its record, which names the longer files; earlier versions stay.
The bytes of the new file begin with those of the old one, so that no hash handed out before loses
its meaning. A paper that was renewed is not due any more: running twice changes nothing.
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
from storage.papers.entries import entry_of

__all__ = ["DAYS_AHEAD", "Renewal", "State", "renew_due", "renew_paper"]

DAYS_AHEAD = 180
"""How long before its end a proof is renewed: an authority may be changed in that time."""
_PAPERS_A_RUN = 10_000

State = Literal["renewed", "up_to_date", "refused"]


class Renewal(BaseModel):
    """What a run did.

    Attributes:
        renewed: Papers with fresh timestamps.
        waiting: Papers that are due but for which the authority gave none now.
        refused: Papers that need a person, with the code of the error: a timestamp over a file
            that is broken proves nothing.
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
    """Renew the proofs that end within some days; the most urgent first.

    The first silence of the authority ends the run: what is left stays due for the next one.

    Args:
        app: The installation.
        by: Who lets it be done.
        days: How long before its end a proof is renewed.
        now: The moment to count from; that of the installation where None.
        renew: Renews one paper, as `renew_paper` does; a flow makes it a task.

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
    """Renew the files of one paper whose proof ends before a moment.

    Args:
        app: The installation.
        by: Who lets it be done.
        paper_id: SHA-256 of the original.
        horizon: The moment.

    Raises:
        ProofUnavailableError: No timestamp or no revocation data now.
        SigningError: A file is not valid any more, or cannot be renewed.
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
    except VersionConflictError:  # somebody else wrote that version: a later run looks again
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
