"""Purpose is checked, not typed: who may ask the store about people, for what, about how many.

A question about a person needs a dossier that is open, of the caller's branch and of the procedure
named: opened at the desk, or by the case system (`POST /v1/dossiers`). Where the installation asks
for it, a number alone is not enough: whoever works on a dossier knows a name or a birth as well.
Whoever asks about more people than a dossier or a day of work has is refused, and `/metrics` shows
it (NĐ 356/2025/NĐ-CP; NĐ 224/2026/NĐ-CP Art. 17.2). Every refusal is on the audit chain.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass, replace
from typing import NoReturn

from app.acting import Caller, note
from app.errors import PurposeError, TooManyPersonsError
from app.installation import App
from app.operation.logs import told
from schemas.errors import MotlanError
from schemas.text.spelling import search_key
from schemas.text.subject_number import subject_key
from storage.audit.chain import Action
from storage.papers.reuse.subject import name_sign
from storage.papers.search.index import PaperQuery

__all__ = [
    "ONLY_MATCHING",
    "Person",
    "agrees",
    "keep_asked",
    "require_dossier",
    "require_purpose",
]

_log = logging.getLogger("motlan.purpose")
_ONE_NAME = 85
"""Per cent, as where papers are held against each other."""
_DAY = len("1990-05-31")
"""A personal number itself tells the year of birth: only the day says more."""

ONLY_MATCHING = (
    "Chỉ tính giấy tờ ghi đúng cả số lẫn họ tên hoặc ngày sinh đã nhập: nếu chưa thấy giấy tờ cần"
    " tìm, kiểm tra lại những gì đã nhập."
)
"""Stands beside every answer where a second attribute is asked for, so that it tells nothing."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is asked about, as far as whoever asks knows them.

    Attributes:
        number: In any spelling; may be empty.
        name: May be empty.
        birth: Day, month or year in ISO form; may be empty.
    """

    number: str = ""
    name: str = ""
    birth: str = ""

    @property
    def signs(self) -> tuple[str, ...]:
        """What stands for them, hashed, on the audit chain."""
        key = subject_key(self.number)
        if key:
            return (key,)
        return (name_sign(search_key(self.name)),) if self.name else ()


_NOBODY = Person()


def require_dossier(app: App, by: Caller, person: Person = _NOBODY) -> None:
    """Refuse whoever gets no answers from the store, or names no dossier that is open.

    At the shell of the installation a search needs no dossier; one that is named is checked.

    Raises:
        PurposeError: The question is refused.
    """
    if by.asking.own_papers:
        return
    if not by.asking.allowed:
        _refuse(app, by, person, PurposeError("no-answers"))
    if by.asking.at_machine and not by.dossier:
        return
    if error := _wrong(app, by):
        _refuse(app, by, person, error)


def require_purpose(app: App, by: Caller, person: Person) -> None:
    """Refuse a question about a person that no dossier needs, or one too many.

    Args:
        app: The installation.
        by: Who asks, with procedure and dossier.
        person: Whom they ask about.

    Raises:
        PurposeError: It is refused.
        TooManyPersonsError: More people were asked about than the dossier or the day has.
    """
    require_dossier(app, by, person)
    if not by.dossier and not app.settings.trial:
        _refuse(app, by, person, PurposeError("no-dossier"))
    if not person.signs:
        return  # nobody in particular: what a procedure asks for is public
    more_known = person.name or len(person.birth) == _DAY
    if app.settings.second_attribute and person.number and not more_known:
        _refuse(app, by, person, PurposeError("second-attribute"))
    _require_few(app, by, person)


def keep_asked(app: App, by: Caller, person: Person) -> None:
    """Count a person about whom was asked; called once the question is on the audit chain."""
    if not by.dossier:
        return
    for sign in person.signs:
        app.asked_persons.keep(by.actor, by.dossier, app.audit.subject(sign))


def agrees(app: App, person: Person) -> bool:
    """Tell whether papers on file give a number to a person of that name or birth.

    Where no paper gives it to anybody, or none says more than the number, nothing speaks against
    it.
    """
    key = subject_key(person.number)
    if not key:
        return True
    query: PaperQuery | None = PaperQuery(subject_id=key, limit=200)
    said = False
    while query is not None:
        page = app.index.find(query)
        for known in (p for entry in page.entries for p in entry.persons if key in p.keys):
            told = _compared(person, known.name_key, known.birth)
            if any(told):
                return True
            said = said or bool(told)
        query = replace(query, after=page.next) if page.next else None
    return not said


def _compared(person: Person, name_key: str | None, birth: str | None) -> list[bool]:
    """Compare what both know; empty where they know nothing in common."""
    import rapidfuzz  # most questions state no name

    told = []
    if person.name and name_key:
        told.append(rapidfuzz.fuzz.ratio(search_key(person.name), name_key) >= _ONE_NAME)
    if person.birth and birth:
        shorter, longer = sorted((person.birth, birth), key=len)
        told.append(longer.startswith(shorter))
    return told


def _wrong(app: App, by: Caller) -> PurposeError | None:
    """Return what is wrong with the dossier of a question; None if nothing is."""
    if not by.dossier:
        return PurposeError("no-dossier")
    said = app.case_dossiers.get(by.dossier)
    if said is not None:
        closed, branch, procedure = said.closed_at is not None, said.branch, said.procedure
    else:
        known = app.dossiers.get(by.dossier) if app.settings.dossiers == "desk" else None
        if known is None:
            return PurposeError("not-open", dossier=by.dossier)
        closed = app.clock() - known.opened_at > dt.timedelta(days=app.settings.dossier_days)
        branch, procedure = known.branch, known.procedure or ""
    if by.asking.branch not in (None, branch):  # dossiers of others are not told
        return PurposeError("not-open", dossier=by.dossier)
    if closed:
        return PurposeError("closed", dossier=by.dossier)
    if procedure != by.procedure:
        return PurposeError("other-procedure", dossier=by.dossier, procedure=by.procedure)
    return None


def _require_few(app: App, by: Caller, person: Person) -> None:
    """Refuse a further person where the dossier or the day has had all that it may have."""
    if not by.dossier:
        return
    sign = app.audit.subject(person.signs[0])
    most = app.settings.persons_per_dossier
    if app.asked_persons.others_of_dossier(by.dossier, sign) >= most:
        _refuse(app, by, person, TooManyPersonsError("dossier", most=most))
    most = by.asking.persons_per_day or app.settings.persons_per_day
    if app.asked_persons.others_of_account(by.actor, sign) >= most:
        _refuse(app, by, person, TooManyPersonsError("day", most=most))


def _refuse(app: App, by: Caller, person: Person, error: MotlanError) -> NoReturn:
    note(app, by, Action.REFUSE, subject=person.signs, outcome=f"{error.code} {error.case}")
    if isinstance(error, TooManyPersonsError):
        _log.warning("too many people were asked about", extra=told(error))
    raise error
