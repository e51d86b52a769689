"""Correct what was signed at the counter: the next version is signed by the person who corrects."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping

from app.acting import Caller, audited
from app.installation import App
from app.keys.signing import signers_of
from app.papers.digitizing.sealing import seal_again
from app.papers.life.correct import correct
from app.papers.life.scans import Changed
from storage.audit.chain import Action

__all__ = ["correct_signed"]


@audited(Action.CORRECT)
def correct_signed(
    app: App,
    by: Caller,
    paper_id: str,
    values: Mapping[str, str | None],
    *,
    version: int,
    sure: Collection[str] = (),
) -> Changed:
    """Correct values of a signed paper in all its scans; see `app.papers.life.correct`.

    Args:
        app: The installation.
        by: The person and the reason; signs with their own key if they have one.
        paper_id: SHA-256 of the original.
        values: Values by field name, as typed; None or empty: the paper has none.
        version: Version that the person has seen.
        sure: Fields on whose values the person insists.

    Raises:
        NotTheSignerError, SigningLockedError, KeyStoreError: As `app.keys.signing.signers_of`.
        MotlanError: As `app.papers.life.correct.correct`.
    """
    seal = functools.partial(seal_again, app, signers=signers_of(app, by))
    return correct(app, by, paper_id, values, version=version, sure=sure, seal=seal)
