"""Sign-in, lock, new password, sign-out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from app.accounts import change_password
from storage.desk.accounts import SignIn
from web.errors import SignInNeededError
from web.pages import KIOSK, MENU, START
from web.render import go, page
from web.routes.start import is_fresh
from web.visit import Visit, cookie_name, find_session, office_of, visitor

__all__ = ["own_page", "router", "sign_in_form", "signed_in"]

router = APIRouter()

_WRONG = "Tên tài khoản hoặc mật khẩu không đúng. Sau 5 lần sai, tài khoản bị khóa 15 phút."
_LOCKED = "Tài khoản đang bị khóa vì nhập sai nhiều lần. Thử lại sau 15 phút."
_SHORTEST = 10
_LONGEST = 128
_Anybody = Annotated[Visit, Depends(visitor())]
_Text = Annotated[str, Form(max_length=_LONGEST)]


@router.get("/")
def home(visit: _Anybody) -> Response:
    """Go to the first page of the work; in a fresh installation to the page that shows around."""
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
def sign_in(
    request: Request, name: _Text, password: _Text, tiep: Annotated[str, Form()] = "/"
) -> Response:
    """Open a session for a right password.

    The form carries no secret: whoever makes somebody sign in must know a password.
    """
    office = office_of(request)
    outcome = office.app.accounts.try_password(name.strip(), password)
    if outcome is not SignIn.OPENED:
        problem = _LOCKED if outcome is SignIn.LOCKED else _WRONG
        return sign_in_form(request, tiep, problem, name)
    return signed_in(request, name.strip(), go(own_page(tiep)))


def sign_in_form(request: Request, next_page: str, problem: str = "", name: str = "") -> Response:
    """Show the form of sign-in, with what went wrong before."""
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
    """Return what the button of the provider of identities says; empty where there is none."""
    single_sign_on = office_of(request).single_sign_on
    return single_sign_on.label if single_sign_on else ""


def signed_in(request: Request, name: str, answer: Response) -> Response:
    """Open a session and give the browser its token along with an answer."""
    office = office_of(request)
    answer.set_cookie(
        cookie_name(office),
        office.app.accounts.open_session(name),
        httponly=True,
        samesite="strict",
        secure=office.settings.https,
        path="/",
    )
    return answer


@router.get("/khoa")
def ask_again(request: Request, tiep: str = "/") -> Response:
    """Lock the session and ask for the password."""
    found = find_session(request)
    if found is None:
        return go("/dang-nhap")
    token, session = found
    office_of(request).app.accounts.lock(token)
    return _locked(request, tiep, session.account.name)


@router.post("/khoa")
def unlock(request: Request, password: _Text, tiep: Annotated[str, Form()] = "/") -> Response:
    """Let the session go on for the right password."""
    found = find_session(request)
    if found is None:
        raise SignInNeededError()
    token, session = found
    accounts, name = office_of(request).app.accounts, session.account.name
    outcome = accounts.try_password(name, password)
    if outcome is SignIn.OPENED:
        accounts.unlock(token)
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
def new_password(
    request: Request, visit: _Anybody, old: _Text, new: _Text, again: _Text
) -> Response:
    """Take a new password."""
    accounts, name = visit.app.accounts, visit.account.name
    problem = ""
    if len(new) < _SHORTEST:
        problem = f"Mật khẩu mới cần ít nhất {_SHORTEST} ký tự."
    elif new != again:
        problem = "Hai lần nhập mật khẩu mới không giống nhau."
    elif new == old:
        problem = "Mật khẩu mới phải khác mật khẩu cũ."
    elif accounts.try_password(name, old) is not SignIn.OPENED:
        problem = "Mật khẩu đang dùng không đúng."
    if problem:
        return page(request, "new_password.html", visit, status=422, problem=problem)
    change_password(visit.app, visit.caller("đổi mật khẩu"), new)
    return go("/")


@router.get("/tai-khoan")
def account(request: Request, visit: _Anybody) -> Response:
    """Show what the account is for."""
    return page(request, "account.html", visit)


@router.get("/con-lam-viec", status_code=204)
def still_working(_: _Anybody) -> None:
    """Told by a page on which a person works without loading another."""


@router.post("/dang-xuat")
def sign_out(request: Request, visit: _Anybody) -> Response:
    """End the session."""
    visit.app.accounts.end(visit.token)
    response = go("/dang-nhap")
    response.delete_cookie(cookie_name(visit.office))
    return response


def own_page(address: str) -> str:
    """Return an address of ours; one of another site becomes the first page."""
    own = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if own else "/"
