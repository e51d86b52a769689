"""How often one account may ask the store about people, at whatever page."""

from __future__ import annotations

from app.errors import PurposeError, SubjectNumberError, TooManyPersonsError
from web.errors import TooOftenError
from web.visit import Visit

__all__ = ["UNTOLD", "slow_down"]

UNTOLD = (PurposeError, SubjectNumberError, TooManyPersonsError)
"""Why a question is not answered; the form in which it was asked says so."""

_PER_MINUTE = 60


def slow_down(visit: Visit) -> None:
    """Refuse what is asked faster than a person at a counter does.

    Raises:
        TooOftenError: It was.
    """
    if not visit.office.services.limiter.allow(f"page {visit.account.name}", _PER_MINUTE):
        raise TooOftenError()
