"""Who is at the page, and what they may do and see.

Every route asks for a `Visit` through `visitor(…)`: it checks session, role and, where something is
changed, that the form was made for this session.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from app.installation import App
from storage.desk.accounts import Account, Role, Session
from storage.desk.worklist import DeskPaper
from storage.errors import PaperMissingError
from web.errors import (
    LockedSessionError,
    NewPasswordError,
    NoSuchPageError,
    NotAllowedError,
    SignInNeededError,
    StaleFormError,
)
from web.office import Office

__all__ = [
    "DESK_ROLES",
    "POLL_HEADER",
    "Visit",
    "cookie_name",
    "find_session",
    "office_of",
    "visitor",
]

DESK_ROLES = (Role.OPERATOR, Role.CHECKER, Role.SUPERVISOR, Role.AGENT)
"""Who works with papers that are not signed yet."""
POLL_HEADER = "motlan-poll"
"""Sent with what a page asks by itself: it keeps nobody signed in."""
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True, slots=True)
class Visit:
    """A person at a page."""

    office: Office
    session: Session
    token: str

    @property
    def app(self) -> App:
        """The installation."""
        return self.office.app

    @property
    def account(self) -> Account:
        """Whose session it is."""
        return self.session.account

    @property
    def branch(self) -> str | None:
        """The branch whose papers the person sees; None: all."""
        return self.account.branch or None

    @property
    def operator(self) -> str | None:
        """The account whose papers alone the person sees; None: those of the branch.

        Postal agents see nothing but what they handed in.
        """
        broad = self.account.may(Role.OPERATOR, Role.CHECKER, Role.SUPERVISOR)
        return None if broad else self.account.name

    def sees(self, paper: DeskPaper) -> bool:
        """Tell whether the person may know of a paper."""
        if self.operator is not None and paper.operator != self.operator:
            return False
        return self.branch is None or paper.branch == self.branch

    def paper(self, paper_id: str) -> DeskPaper:
        """Return a paper on the work list.

        Raises:
            NoSuchPageError: There is none, or none that the person may know of.
        """
        try:
            paper = self.app.desk.get(paper_id)
        except PaperMissingError:
            raise NoSuchPageError("paper") from None
        if not self.sees(paper):
            raise NoSuchPageError("paper")
        return paper


def office_of(request: Request) -> Office:
    """Return what the pages were made with."""
    office: Office = request.app.state.office
    return office


def cookie_name(office: Office) -> str:
    """Return the name of the session's cookie; the prefix makes browsers keep it to this host."""
    return "__Host-motlan" if office.settings.https else "motlan"


def find_session(request: Request) -> tuple[str, Session] | None:
    """Return token and session of a request, or None where nobody is signed in."""
    office = office_of(request)
    token = request.cookies.get(cookie_name(office), "")
    acting = POLL_HEADER not in request.headers
    session = office.app.accounts.session(token, acting=acting) if token else None
    return (token, session) if session else None


def visitor(*roles: Role) -> Callable[[Request], Awaitable[Visit]]:
    """Return the dependency that lets through who has one of some roles; all where none is named.

    Raises (the dependency):
        SignInNeededError, LockedSessionError, NewPasswordError, NotAllowedError, StaleFormError:
            As they say.
    """

    async def visit(request: Request) -> Visit:
        found = await run_in_threadpool(find_session, request)
        if found is None:
            raise SignInNeededError()
        token, session = found
        if session.locked:
            raise LockedSessionError()
        if request.method not in ("GET", "HEAD"):
            await _check_form(request, session)
        if session.account.must_change and request.url.path != "/doi-mat-khau":
            raise NewPasswordError()
        if roles and not session.account.may(*roles):
            raise NotAllowedError()
        return Visit(office_of(request), session, token)

    return visit


async def _check_form(request: Request, session: Session) -> None:
    """Refuse what another site sent, or a page of another session."""
    sent: object = request.headers.get("x-csrf", "")
    if not sent and request.headers.get("content-type", "").split(";")[0] in _FORMS:
        sent = (await request.form()).get("csrf", "")
    if not isinstance(sent, str) or not secrets.compare_digest(
        sent.encode(), session.csrf.encode()
    ):
        raise StaleFormError()
