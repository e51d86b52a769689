"""A person's visit to a page: who they are, and what they may do and see.

Every route gets a `Visit` through `visitor(…)`, which checks session and role and, for changes,
that the form was issued for this session.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from api.access.gate import address_of
from app.accounts import session_mark
from app.acting import Asking, Caller
from app.installation import App
from schemas.record.intake import Intake
from schemas.record.paper import Channel, FormOfPaper
from storage.desk.accounts import Account, Session
from storage.desk.desk_papers import DeskPaper, DeskState
from storage.errors import DeskConflictError, PaperMissingError
from web.errors import (
    LockedSessionError,
    NewPasswordError,
    NoSuchPageError,
    NotAllowedError,
    SignInNeededError,
    StaleFormError,
)
from web.office import Office
from web.pages import BRANCH_WIDE, LOOKUP, Page

__all__ = [
    "POLL_HEADER",
    "UNLOCK",
    "Visit",
    "cookie_name",
    "find_session",
    "is_known",
    "office_of",
    "visitor",
]

POLL_HEADER = "motlan-poll"
"""Sent with automatic requests of a page, which do not extend the session."""
UNLOCK = "/khoa"
"""Address at which a locked session accepts the password."""
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True, slots=True)
class Visit:
    """The visit of a person to a page."""

    office: Office
    session: Session
    token: str
    address: str = ""

    @property
    def app(self) -> App:
        """The installation."""
        return self.office.app

    @property
    def account(self) -> Account:
        """The account of the session."""
        return self.session.account

    @property
    def branch(self) -> str | None:
        """The branch whose papers the person may see; None: all."""
        return self.account.branch or None

    @property
    def operator(self) -> str | None:
        """The only account whose papers the person may see; None: all of the branch.

        Postal agents see only what they handed in themselves.
        """
        return None if self.account.may(*BRANCH_WIDE) else self.account.name

    def caller(
        self,
        purpose: str,
        *,
        legal_basis: str = "",
        procedure: str = "",
        dossier: str = "",
        agency: str = "",
    ) -> Caller:
        """Return the caller for verbs.

        Args:
            purpose: The purpose, in Vietnamese.
            legal_basis: The law that permits it.
            procedure: Code of the procedure (mã TTHC).
            dossier: Code of the dossier (mã hồ sơ).
            agency: Code of the branch; empty: that of the account.
        """
        name = self.account.name
        agency = agency or self.account.branch
        return Caller(
            name,
            name,
            agency,
            purpose,
            legal_basis,
            procedure,
            dossier,
            address=self.address,
            session=session_mark(self.token),
            asking=Asking(LOOKUP.opens_for(self.account), self.branch),
        )

    def intake(
        self,
        dossier: str,
        procedure: str | None,
        form_of_paper: FormOfPaper,
        channel: Channel | None = None,
        received_at: dt.datetime | None = None,
    ) -> Intake:
        """Return the intake facts of a paper handed in here.

        Args:
            dossier: Code of the dossier (mã hồ sơ).
            procedure: Code of the procedure (mã TTHC).
            form_of_paper: Form of copy as declared.
            channel: Channel; None: counter or postal agent.
            received_at: Time of receipt; now if None or without a time zone.
        """
        counter = Channel.AGENT if self.operator else Channel.COUNTER
        zoned = received_at if received_at and received_at.tzinfo else self.app.clock()
        place = channel or counter
        return Intake(zoned, place, form_of_paper, dossier, procedure, self.account.name)

    def sees(self, paper: DeskPaper) -> bool:
        """Return whether the person may know of a paper."""
        if self.operator is not None and paper.operator != self.operator:
            return False
        return self.branch is None or paper.branch == self.branch

    def papers(
        self, *states: DeskState, dossier: str | None = None, apart: bool = False
    ) -> list[DeskPaper]:
        """Return the papers in some states that the person may know of.

        Args:
            states: The states.
            dossier: Code of the dossier; None: of any, or of none.
            apart: Whether to return those that nobody has taken into their dossier, instead.
        """
        found = self.app.desk.find(
            states=states, branch=self.branch, operator=self.operator, dossier=dossier
        )
        return [paper for paper in found if paper.apart is apart]

    def owns(self, paper: DeskPaper) -> bool:
        """Return whether the person has worked on a paper."""
        return paper.is_of(self.account.name)

    def paper(self, paper_id: str) -> DeskPaper:
        """Return a paper on the work queue.

        Raises:
            NoSuchPageError: It does not exist, or the person may not know of it.
        """
        try:
            paper = self.app.desk.get(paper_id)
        except PaperMissingError:
            raise NoSuchPageError("paper") from None
        if not self.sees(paper):
            raise NoSuchPageError("paper")
        return paper

    def seen(self, paper_id: str, revision: int) -> DeskPaper:
        """Return a paper if it is unchanged since the person saw it.

        Raises:
            NoSuchPageError: See `paper`.
            DeskConflictError: It has changed in the meantime.
        """
        paper = self.paper(paper_id)
        if paper.revision != revision:
            raise DeskConflictError()
        return paper


def office_of(request: Request) -> Office:
    """Return the `Office` of the application."""
    office: Office = request.app.state.office
    return office


def cookie_name(office: Office) -> str:
    """Return the name of the session cookie; its prefix makes browsers bind it to this host."""
    return "__Host-motlan" if office.settings.https else "motlan"


def find_session(request: Request) -> tuple[str, Session] | None:
    """Return token and session of a request, or None if nobody is signed in."""
    office = office_of(request)
    token = request.cookies.get(cookie_name(office), "")
    acting = POLL_HEADER not in request.headers
    session = office.app.accounts.session(token, acting=acting) if token else None
    return (token, session) if session else None


async def is_known(request: Request) -> bool:
    """Return whether a request comes from an open session; a locked one may send its password."""
    return await run_in_threadpool(_has_open_session, request)


def _has_open_session(request: Request) -> bool:
    office = office_of(request)
    token = request.cookies.get(cookie_name(office), "")
    session = office.app.accounts.session(token, acting=False) if token else None
    return session is not None and (not session.locked or request.url.path == UNLOCK)


def visitor(page: Page | None = None) -> Callable[[Request], Awaitable[Visit]]:
    """Return the dependency that admits people who may open a page; None admits everybody.

    Raises (the dependency):
        SignInNeededError, LockedSessionError, NewPasswordError, NotAllowedError, StaleFormError:
            The visit is refused.
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
        if page and not page.opens_for(session.account):
            raise NotAllowedError()
        return Visit(office_of(request), session, token, address_of(request))

    return visit


async def _check_form(request: Request, session: Session) -> None:
    """Refuse requests from another site or from a page of another session."""
    sent: object = request.headers.get("x-csrf", "")
    if not sent and request.headers.get("content-type", "").split(";")[0] in _FORMS:
        sent = (await request.form()).get("csrf", "")
    if not isinstance(sent, str) or not secrets.compare_digest(
        sent.encode(), session.csrf.encode()
    ):
        raise StaleFormError()
