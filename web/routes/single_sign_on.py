"""Sign-in through the identity provider, if the installation has one."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.access.gate import address_of
from app.accounts import sign_in_from_elsewhere
from app.operation.logs import told
from web.errors import NoSuchPageError, SingleSignOnError
from web.presentation.render import go, page
from web.routes.sign_in import own_page, sign_in_form, signed_in
from web.single_sign_on import Journey, SingleSignOn
from web.visit import find_session, office_of

__all__ = ["router"]

router = APIRouter(prefix="/dang-nhap/chung")

_COOKIE = "motlan-journey"
_MINUTES = 10
_LONGEST = 4096
_FAILED = "Cổng đăng nhập chung không xác nhận được. Hãy thử lại."
_OLD = "Lần đăng nhập ở cổng chung đã quá lâu. Đăng nhập lại ở đó bằng mật khẩu."
_UNKNOWN = "Tài khoản này chưa được cấp quyền ở đây. Liên hệ người quản trị."
_log = logging.getLogger("motlan.web")


def _single_sign_on(request: Request) -> SingleSignOn:
    found = office_of(request).single_sign_on
    if found is None:
        raise NoSuchPageError("provider")
    return found


_Provider = Annotated[SingleSignOn, Depends(_single_sign_on)]
_Word = Annotated[str, Query(max_length=_LONGEST)]


@router.get("")
def leave(request: Request, provider: _Provider, tiep: str = "/") -> Response:
    """Redirect to the provider; a person with a locked session must authenticate again."""
    journey = Journey.begin(own_page(tiep))
    found = find_session(request)
    answer = go(provider.address(journey, again=found is not None and found[1].locked))
    # Lax: the person returns from another site, and the cookie must be sent along.
    answer.set_cookie(
        _COOKIE,
        journey.cookie(),
        max_age=_MINUTES * 60,
        httponly=True,
        samesite="lax",
        secure=office_of(request).settings.https,
        path=router.prefix,
    )
    return answer


@router.get("/ve")
def come_back(
    request: Request, provider: _Provider, state: _Word = "", code: _Word = ""
) -> Response:
    """Open a session for the account that the provider names."""
    app = office_of(request).app
    try:
        journey = Journey.parse(request.cookies.get(_COOKIE, ""))
        who = provider.identity(journey, state, code, since=_locked_at(request))
    except SingleSignOnError as error:
        _log.warning("single sign-on fails", extra=told(error))
        return sign_in_form(request, "/", _OLD if error.case == "old-session" else _FAILED)
    token = sign_in_from_elsewhere(app, who.account, who.subject, address_of(request))
    if not token:
        return sign_in_form(request, journey.next, _UNKNOWN)
    # The session cookie is sent only when a page of our own requests the next one.
    next_page = page(request, "arrived.html", next=own_page(journey.next))
    answer = signed_in(request, token, next_page)
    answer.delete_cookie(_COOKIE, path=router.prefix)
    return answer


def _locked_at(request: Request) -> dt.datetime | None:
    """Return since when the session of a request has been locked; None if it is not."""
    found = find_session(request)
    if found is None or not found[1].locked:
        return None
    return found[1].seen_at + office_of(request).app.accounts.idle
