"""The verbs that say which numbers are one person's, where no card on file shows it."""

from __future__ import annotations

from app.acting import Caller, audited, note
from app.errors import SubjectNumberError
from app.installation import App
from app.subjects import sought
from storage.audit.chain import Action
from storage.papers.reuse.numbers import linked_numbers
from storage.papers.search.number_links import NumberLink

__all__ = ["link_numbers", "numbers_of", "part_numbers"]


@audited(Action.SAME_PERSON)
def link_numbers(
    app: App, by: Caller, number: str, other: str, *, sure: bool = False
) -> NumberLink:
    """Say that two numbers are one person's; from then on papers of both are found by either.

    Args:
        app: The installation.
        by: Who says so; the purpose is what shows it, e.g. a confirmation of the police.
        number: One number.
        other: The other.
        sure: Whether the papers have them so, though they look like none.

    Raises:
        SubjectNumberError: A number cannot be right, or the two are the same.
    """
    one, two = _two(number, other, sure=sure)
    note(app, by, Action.SAME_PERSON, subject=(one, two), fields=("linked",))
    return app.number_links.link(one, two, reason=by.purpose, officer=by.officer or by.actor)


@audited(Action.SAME_PERSON)
def part_numbers(app: App, by: Caller, number: str, other: str, *, sure: bool = False) -> bool:
    """Take back that two numbers are one person's; False if nobody had said so.

    Raises:
        SubjectNumberError: A number cannot be right, or the two are the same.
    """
    one, two = _two(number, other, sure=sure)
    note(app, by, Action.SAME_PERSON, subject=(one, two), fields=("parted",))
    return app.number_links.part(one, two)


@audited(Action.SEARCH)
def numbers_of(app: App, by: Caller, number: str, *, sure: bool = False) -> dict[str, str]:
    """Return the other numbers of a person, each with why it is theirs, in Vietnamese.

    Raises:
        SubjectNumberError: The number cannot be right.
    """
    key = sought(number, sure=sure)
    found = linked_numbers(app.index, key, app.number_links)
    note(app, by, Action.SEARCH, subject=(key, *found), fields=("numbers",))
    return found


def _two(number: str, other: str, *, sure: bool) -> tuple[str, str]:
    one, two = sought(number, sure=sure), sought(other, sure=sure)
    if one == two:
        raise SubjectNumberError("same")
    return one, two
