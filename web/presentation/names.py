"""Names of people and places for screens and receipts, in place of accounts and codes."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from web.office import Office

__all__ = ["Names", "person", "place"]


class Names:
    """The names that one page shows; looked up once, and only if it shows any."""

    def __init__(self, office: Office) -> None:
        """Look names up in an installation."""
        self._office = office

    @cached_property
    def _people(self) -> dict[str, str]:
        return {account.name: account.holder for account in self._office.app.accounts.all()}

    def person(self, account: str | None) -> str:
        """Return the name of the person of an account; the account where none is known."""
        return self._people.get(account or "") or account or ""

    def place(self, code: str | None) -> str:
        """Return the name of a branch or agent; the code where none is known."""
        return self._office.places.get(code or "") or code or ""


@pass_context
def person(context: Context, account: str | None) -> str:
    """Return the name of the person of an account, in a template."""
    return _names(context).person(account)


@pass_context
def place(context: Context, code: str | None) -> str:
    """Return the name of a branch, in a template."""
    return _names(context).place(code)


def _names(context: Any) -> Names:
    found = context["people_and_places"]
    assert isinstance(found, Names)  # noqa: S101 - `web.presentation.render.page` puts it there
    return found
