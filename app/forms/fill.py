"""Fills the forms of a dossier with what is on file of a person, and prints them.

The same rules, purpose and audit as for reuse: a value is printed only from a paper that the reuse
check would offer as valid, from a field that is settled, and only if the blank names that field.
Papers that contradict each other print nothing; what is sensitive stays for the pen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.acting import Caller, audited, note
from app.errors import FormError, FormGoneError
from app.installation import App
from app.papers.look import read_fields
from app.purpose import ONLY_MATCHING, Person, agrees, keep_asked, require_purpose
from app.subjects import born
from pipeline.blank.code import new_code
from pipeline.blank.sheet import draw_sheet, drawable
from schemas.law.blanks import Blank, BlankField, Feed, blank
from schemas.law.procedures import Component, procedure
from schemas.papers.model import Kind
from schemas.papers.registry import paper_type
from schemas.presentation.display import shown
from schemas.record.evidence import FieldState
from schemas.record.paper import FormOfPaper, PaperRecord, PaperStatus
from schemas.text.spelling import comparison_key
from storage.audit.chain import Action
from storage.desk.filled_forms import FilledForm, FilledValue
from storage.errors import UnknownProcedureError
from storage.papers.reuse.answers import Availability
from storage.papers.reuse.check import check_against
from storage.papers.reuse.subject import KnownSubject, Sign
from storage.papers.search.entries import IndexEntry

__all__ = ["fill_form", "print_form", "see_form"]

_FORMS = (
    FormOfPaper.ORIGINAL,
    FormOfPaper.ELECTRONIC,
    FormOfPaper.REGISTER_COPY,
    FormOfPaper.PRESENTED,
)
"""A card is presented and not kept: what its code gave counts."""
_SAME_EVERYWHERE = (Kind.NAME, Kind.DATE, Kind.ID_NUMBER, Kind.SEX)
"""Kinds of values in which papers of one person do not differ."""


@dataclass(frozen=True, slots=True)
class _Source:
    """A paper that may fill the form, and what the person is on it."""

    entry: IndexEntry
    record: PaperRecord


@audited(Action.FILL_FORM, Action.READ)
def fill_form(
    app: App,
    by: Caller,
    key: str,
    subject: str,
    *,
    name: str = "",
    birth: str = "",
    may_see: Callable[[str], bool] = lambda _: True,
    may_read: Callable[[str, str], bool] = lambda _type, _field: True,
) -> FilledForm:
    """Fill a form; what is printed on it is kept under a new code.

    Args:
        app: The installation.
        by: The caller, with procedure and dossier.
        key: Key of the form.
        subject: Number of the person.
        name: Their name, where it is known.
        birth: Their day of birth as typed, where it is known.
        may_see: Returns whether the caller may know of papers of a type.
        may_read: Returns whether the caller may read a field of a type.

    Raises:
        FormError: The procedure does not ask for the form, or dossier or number are missing.
        PurposeError: No open dossier needs the answer, or the caller gets none.
        UnknownProcedureError: No such procedure is in force today.
        StoreUnavailableError: The database does not answer.
    """
    form = _asked_for(app, by, key)
    rules = procedure(by.procedure, app.today())
    if rules is None:
        raise UnknownProcedureError("day")
    person = Person(subject, name, born(birth))
    require_purpose(app, by, person)
    needs_more = app.settings.second_attribute
    theirs = not needs_more or agrees(app, person)
    components = tuple(_component(form, feed) for feed in _once(form.feeds))
    checked = check_against(
        app.index,
        rules.model_copy(update={"components": components}),
        subject,
        app.today(),
        may_see=may_see if theirs else lambda _: False,
        links=app.number_links,
    )
    if not checked.subject.numbers:
        raise FormError("no-person")
    entry = note(app, by, Action.FILL_FORM, subject=checked.subject.numbers, fields=(form.key,))
    keep_asked(app, by, person)
    valid = {
        c.component: c.paper_id
        for c in checked.answer.components
        if c.paper_id and c.availability is Availability.ON_FILE_VALID
    }
    sources = _sources(app, form, valid, checked.subject)
    notices = list(checked.answer.notices if theirs else ())
    if needs_more:
        notices.append(ONLY_MATCHING)
    values = tuple(_values(form, sources, may_read, notices))
    _note_reads(app, by, values, sources.values())
    code = new_code()
    filled = FilledForm(
        code=code,
        account=by.actor,
        entry=entry.number,
        blank=form.key,
        day=app.today(),
        procedure=by.procedure,
        dossier=by.dossier,
        values=values,
        notices=tuple(notices),
        digest=draw_sheet(form, {v.key: v.text for v in values}, code).digest,
        made_at=app.clock(),
    )
    app.filled_forms.keep(filled)
    return filled


@audited(Action.READ)
def see_form(app: App, by: Caller, code: str) -> FilledForm:
    """Return what a form was filled with, to the account that had it filled.

    Raises:
        FormGoneError: There is no such form of this account, or a paper behind it serves no more.
    """
    return _of_account(app, by, code, Action.READ)


@audited(Action.PRINT_FORM)
def print_form(app: App, by: Caller, code: str) -> bytes:
    """Return a filled form as PDF.

    Raises:
        FormGoneError: See `see_form`; or it would look different by now.
    """
    filled = _of_account(app, by, code, Action.PRINT_FORM)
    form = blank(filled.blank, filled.day)
    sheet = draw_sheet(form, filled.texts, code) if form else None
    if sheet is None or sheet.digest != filled.digest:
        raise FormGoneError("stale")
    return sheet.pdf


def _asked_for(app: App, by: Caller, key: str) -> Blank:
    form = blank(key, app.today())
    if form is None or by.procedure not in form.procedures:
        raise FormError("not-asked", procedure=by.procedure, form=key)
    if not by.dossier:
        raise FormError("no-dossier")
    return form


def _of_account(app: App, by: Caller, code: str, action: Action) -> FilledForm:
    """Return a form to the account that had it filled, noted for everybody on its papers."""
    filled = app.filled_forms.get(code)
    if filled is None or filled.account != by.actor:
        note(app, by, Action.REFUSE, fields=(action,), outcome="no_such_form")
        raise FormGoneError()
    by = by.about(dossier=filled.dossier, procedure=filled.procedure)
    made = app.audit.entry(filled.entry)
    asked = made.event.persons if made else ()
    papers = {value.paper_id: app.index.get(value.paper_id) for value in filled.values}
    note(app, by, action, concerned=asked, fields=(filled.blank,))
    for paper_id, entry in papers.items():
        if entry is None or entry.status is not PaperStatus.CURRENT:
            raise FormGoneError("stale")
        fields = sorted(v.field for v in filled.values if v.paper_id == paper_id)
        note(app, by, action, paper_id=paper_id, subject=entry.concerned, fields=fields)
    return filled


def _component(form: Blank, feed: Feed) -> Component:
    """Return the component that judges a paper for the form, as the reuse check does."""
    return Component(
        key=_place(feed),
        name=form.title,
        accepts=(feed.paper,),
        forms=_FORMS,
        names="anyone" if feed.role else "owner",
        legal_basis=form.legal_basis,
    )


def _once(feeds: Iterable[Feed]) -> Iterable[Feed]:
    return {_place(feed): feed for feed in feeds}.values()


def _place(feed: Feed) -> str:
    return f"{feed.paper}.{feed.role}" if feed.role else feed.paper


def _sources(
    app: App, form: Blank, valid: dict[str, str], person: KnownSubject
) -> dict[str, _Source]:
    """Return the papers that may fill the form, by type and role."""
    found = {}
    for feed in _once(form.feeds):
        entry = app.index.get(valid[_place(feed)]) if _place(feed) in valid else None
        if entry is not None and _stands(entry, feed, person):
            found[_place(feed)] = _Source(entry, app.archive.load(entry.paper_id))
    return found


def _stands(entry: IndexEntry, feed: Feed, person: KnownSubject) -> bool:
    """Tell whether a paper names the person, by number, as what the form needs."""
    return any(
        person.sign_of(each) is Sign.NUMBER
        and (each.role is feed.role if feed.role else each.owner)
        for each in entry.persons
    )


def _values(
    form: Blank,
    sources: dict[str, _Source],
    may_read: Callable[[str, str], bool],
    notices: list[str],
) -> Iterable[FilledValue]:
    for field in form.fields:
        found = [
            value
            for feed in field.feeds
            if _place(feed) in sources and may_read(feed.paper, feed.field)
            for value in _value(field, feed, sources[_place(feed)])
        ]
        if found and _differ(found):
            label = field.label.strip(" :")
            notices.append(f"{label}: giấy tờ trong kho ghi khác nhau, không in sẵn.")
        elif found:
            yield found[0]


def _value(field: BlankField, feed: Feed, source: _Source) -> Iterable[FilledValue]:
    """Yield the value of a paper for a field, if it is settled and can be printed."""
    model = paper_type(feed.paper)
    evidence = source.record.fields.get(feed.field)
    if model is None or evidence is None or evidence.value is None:
        return
    text = shown(model.specs()[feed.field].kind, evidence.value)
    settled = evidence.state in (FieldState.ACCEPTED, FieldState.CONFIRMED)
    if settled and text and drawable(text):
        issued = source.entry.issued_on
        yield FilledValue(
            field.key,
            evidence.value,
            text,
            source.entry.paper_id,
            feed.paper,
            feed.field,
            evidence.page,
            issued.isoformat() if issued else None,
        )


def _differ(found: list[FilledValue]) -> bool:
    """Tell whether papers contradict each other in what is the same on all papers of a person."""
    first = found[0]
    model = paper_type(first.paper_type)
    if model is None or model.specs()[first.field].kind not in _SAME_EVERYWHERE:
        return False
    keys = {comparison_key(each.value) for each in found}
    longest = max(keys, key=len)
    return any(not longest.startswith(key) for key in keys)


def _note_reads(
    app: App, by: Caller, values: Iterable[FilledValue], sources: Iterable[_Source]
) -> None:
    """Note what was read of each paper, for everybody whom it names."""
    used: dict[str, list[str]] = {}
    for value in values:
        used.setdefault(value.paper_id, []).append(value.field)
    records = {source.entry.paper_id: source.record for source in sources}
    for paper_id, fields in used.items():
        read_fields(app, by, records[paper_id], fields)
