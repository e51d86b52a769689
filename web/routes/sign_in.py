"""Sign-in, lock, new password, sign-out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from api.access.gate import address_of
from app import accounts
from app.errors import WeakPasswordError
from storage.desk.accounts import Session, SignIn
from web.errors import SignInNeededError
from web.office import Office
from web.pages import KIOSK, MENU, START
from web.password_checks import apart
from web.presentation.render import go, page
from web.routes.start import is_fresh
from web.visit import UNLOCK, Visit, cookie_name, find_session, office_of, visitor

__all__ = ["own_page", "router", "sign_in_form", "signed_in"]

router = APIRouter()

_WRONG = "Tên tài khoản hoặc mật khẩu không đúng. Sau 5 lần sai, phải chờ 15 phút mới thử lại được."
_LOCKED = "Tài khoản này đang bị khóa ở máy này vì nhập sai nhiều lần. Thử lại sau 15 phút."
_LONGEST = 128
_Anybody = Annotated[Visit, Depends(visitor())]
_Text = Annotated[str, Form(max_length=_LONGEST)]


@router.get("/")
def home(visit: _Anybody) -> Response:
    """Go to the first work page; in a fresh installation, to the introduction."""
    account = visit.account
    if KIOSK.opens_for(account):
        return go(KIOSK.address)
    if START.opens_for(account) and is_fresh(visit.office):
        return go(START.address)
    own = (entry.address for entry in MENU if entry.opens_for(account))
    return go(next(own, "/tai-khoan"))


@router.get("/dang-nhap")
def ask(request: Request, tiep: str = "/") -> Response:
    """Show the sign-in page."""
    return sign_in_form(request, tiep)


@router.post("/dang-nhap")
async def sign_in(
    request: Request, name: _Text, password: _Text, tiep: Annotated[str, Form()] = "/"
) -> Response:
    """Open a session if the password is correct.

    The form has no anti-forgery secret: whoever forges a sign-in must know a password.
    """
    return await apart(_sign_in, request, name.strip(), password, tiep)


def _sign_in(request: Request, name: str, password: str, tiep: str) -> Response:
    app = office_of(request).app
    outcome, token = accounts.sign_in(app, name, password, address_of(request))
    if outcome is not SignIn.OPENED:
        problem = _LOCKED if outcome is SignIn.LOCKED else _WRONG
        return sign_in_form(request, tiep, problem, name)
    return signed_in(request, token, go(own_page(tiep)))


def sign_in_form(request: Request, next_page: str, problem: str = "", name: str = "") -> Response:
    """Show the sign-in form, with the error of the previous attempt."""
    return page(
        request,
        "sign_in.html",
        status=401 if problem else 200,
        next=own_page(next_page),
        problem=problem,
        name=name,
        provider=_provider(request),
    )


def _provider(request: Request) -> str:
    """Return the button label of the identity provider; empty if there is none."""
    single_sign_on = office_of(request).single_sign_on
    return single_sign_on.label if single_sign_on else ""


def _lifetime(office: Office, token: str) -> int | None:
    """Return how many seconds a browser keeps a session; that of a machine survives a restart."""
    session = office.app.accounts.session(token, acting=False)
    lasts = session is not None and session.account.is_device
    return int(office.app.accounts.SILENT_DEVICE.total_seconds()) if lasts else None


def signed_in(request: Request, token: str, answer: Response) -> Response:
    """Set the cookie of a new session on a response."""
    office = office_of(request)
    answer.set_cookie(
        cookie_name(office),
        token,
        httponly=True,
        samesite="strict",
        secure=office.settings.https,
        max_age=_lifetime(office, token),
        path="/",
    )
    return answer


@router.get(UNLOCK)
def ask_again(request: Request, tiep: str = "/") -> Response:
    """Lock the session and ask for the password."""
    found = find_session(request)
    if found is None:
        return go("/dang-nhap")
    token, session = found
    office_of(request).app.accounts.lock(token)
    return _locked(request, tiep, session.account.name)


def _anybody(request: Request) -> tuple[str, Session]:
    """Return token and session, even if locked."""
    found = find_session(request)
    if found is None:
        raise SignInNeededError()
    return found


@router.post(UNLOCK)
async def unlock(
    request: Request,
    found: Annotated[tuple[str, Session], Depends(_anybody)],
    password: _Text,
    tiep: Annotated[str, Form()] = "/",
) -> Response:
    """Unlock the session if the password is correct."""
    return await apart(_unlock, request, found, password, tiep)


def _unlock(request: Request, found: tuple[str, Session], password: str, tiep: str) -> Response:
    token, session = found
    app, name = office_of(request).app, session.account.name
    outcome = accounts.unlock(app, name, token, password, address_of(request))
    if outcome is SignIn.OPENED:
        return go(own_page(tiep))
    problem = _LOCKED if outcome is SignIn.LOCKED else "Mật khẩu không đúng."
    return _locked(request, tiep, name, problem)


def _locked(request: Request, next_page: str, name: str, problem: str = "") -> Response:
    return page(
        request,
        "locked.html",
        status=401 if problem else 200,
        next=own_page(next_page),
        problem=problem,
        name=name,
        provider=_provider(request),
    )


@router.get("/doi-mat-khau")
def ask_new_password(request: Request, visit: _Anybody) -> Response:
    """Show the form for a new password."""
    return page(request, "new_password.html", visit, problem="")


@router.post("/doi-mat-khau")
async def new_password(
    request: Request, visit: _Anybody, old: _Text, new: _Text, again: _Text
) -> Response:
    """Set a new password."""
    return await apart(_new_password, request, visit, old, new, again)


def _new_password(request: Request, visit: Visit, old: str, new: str, again: str) -> Response:
    problem = ""
    if new != again:
        problem = "Hai lần nhập mật khẩu mới không giống nhau."
    elif new == old:
        problem = "Mật khẩu mới phải khác mật khẩu cũ."
    elif not accounts.confirm(visit.app, visit.caller("đổi mật khẩu"), old):
        problem = "Mật khẩu đang dùng không đúng."
    else:
        try:
            by = visit.caller("đổi mật khẩu")
            accounts.change_password(visit.app, by, new, token=visit.token)
        except WeakPasswordError as error:
            problem = f"{error.text().capitalize()}. {error.remedy()}"
    if problem:
        return page(request, "new_password.html", visit, status=422, problem=problem)
    return go("/")


@router.get("/tai-khoan")
def account(request: Request, visit: _Anybody) -> Response:
    """Show what the account may do."""
    return page(request, "account.html", visit)


@router.get("/con-lam-viec", status_code=204)
def still_working(_: _Anybody) -> None:
    """Keep the session alive; called by a page on which a person works without loading another."""


@router.post("/dang-xuat")
def sign_out(request: Request, visit: _Anybody) -> Response:
    """End the session; that of the identity provider, too, where it is told how."""
    accounts.sign_out(visit.app, visit.caller("đăng xuất"), visit.token)
    provider = visit.office.single_sign_on if visit.account.elsewhere else None
    elsewhere = provider.goodbye() if provider else ""
    # A form may lead to these pages only; the provider's is asked for by a page of its own.
    response = page(request, "left.html", next=elsewhere) if elsewhere else go("/dang-nhap")
    response.delete_cookie(cookie_name(visit.office), secure=visit.office.settings.https)
    return response


def own_page(address: str) -> str:
    """Return a local address; an address of another site becomes the first page."""
    own = address.startswith("/") and not address.startswith(("//", "/\\"))
    plain = address.isprintable() and "\\" not in address
    return address if own and plain else "/"
