"""Who is at the page, and what they may do and see.

Every route asks for a `Visit` through `visitor(…)`: it checks session, role and, where something is
changed, that the form was made for this session.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from app.accounts import session_mark
from app.acting import Caller
from app.installation import App
from schemas.record.intake import Intake
from schemas.record.paper import Channel, FormOfPaper
from storage.desk.accounts import Account, Session
from storage.desk.work_queue import DeskPaper
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
from web.pages import BRANCH_WIDE, Page

__all__ = [
    "POLL_HEADER",
    "UNLOCK",
    "Visit",
    "address_of",
    "cookie_name",
    "find_session",
    "is_known",
    "office_of",
    "visitor",
]

POLL_HEADER = "motlan-poll"
"""Sent with what a page asks by itself: it keeps nobody signed in."""
UNLOCK = "/khoa"
"""Where the password of a locked session is taken."""
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True, slots=True)
class Visit:
    """A person at a page."""

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
        """Return who acts here, as verbs want to know it.

        Args:
            purpose: Why, in Vietnamese.
            legal_basis: Under which law.
            procedure: Mã TTHC that it is for.
            dossier: Mã hồ sơ that it is for.
            agency: Code of the branch; that of the account where empty.
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
        )

    def intake(
        self,
        dossier: str,
        procedure: str | None,
        form_of_paper: FormOfPaper,
        channel: Channel | None = None,
        received_at: dt.datetime | None = None,
    ) -> Intake:
        """Return how a paper is handed in here.

        Args:
            dossier: Mã hồ sơ.
            procedure: Mã TTHC.
            form_of_paper: As declared.
            channel: Where; at the counter or with a postal agent where None.
            received_at: When; now where None or without a zone.
        """
        counter = Channel.AGENT if self.operator else Channel.COUNTER
        zoned = received_at if received_at and received_at.tzinfo else self.app.clock()
        place = channel or counter
        return Intake(zoned, place, form_of_paper, dossier, procedure, self.account.name)

    def sees(self, paper: DeskPaper) -> bool:
        """Tell whether the person may know of a paper."""
        if self.operator is not None and paper.operator != self.operator:
            return False
        return self.branch is None or paper.branch == self.branch

    def owns(self, paper: DeskPaper) -> bool:
        """Tell whether the person has had a hand in a paper."""
        return paper.is_of(self.account.name)

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

    def seen(self, paper_id: str, revision: int) -> DeskPaper:
        """Return a paper if it is as the person saw it.

        Raises:
            NoSuchPageError: See `paper`.
            DeskConflictError: It has changed since.
        """
        paper = self.paper(paper_id)
        if paper.revision != revision:
            raise DeskConflictError()
        return paper


def office_of(request: Request) -> Office:
    """Return what the pages were made with."""
    office: Office = request.app.state.office
    return office


def address_of(request: Request) -> str:
    """Return where a request comes from; behind a proxy what the proxy says."""
    return request.client.host if request.client else ""


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


async def is_known(request: Request) -> bool:
    """Tell whether a request comes from an open session; a locked one may give its password."""
    return await run_in_threadpool(_has_open_session, request)


def _has_open_session(request: Request) -> bool:
    office = office_of(request)
    token = request.cookies.get(cookie_name(office), "")
    session = office.app.accounts.session(token, acting=False) if token else None
    return session is not None and (not session.locked or request.url.path == UNLOCK)


def visitor(page: Page | None = None) -> Callable[[Request], Awaitable[Visit]]:
    """Return the dependency that lets through who may open a page; everybody where None.

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
        if page and not page.opens_for(session.account):
            raise NotAllowedError()
        return Visit(office_of(request), session, token, address_of(request))

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
