"""Sign-in through the identity provider, if the installation has one."""

from __future__ import annotations

import logging
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.access.gate import address_of
from app.accounts import sign_in_from_elsewhere
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
    accounts = office_of(request).app.accounts
    try:
        journey = Journey.parse(request.cookies.get(_COOKIE, ""))
        account = accounts.get(provider.account(journey, state, code))
    except SingleSignOnError as error:
        _log.warning("single sign-on: %s", error)
        return sign_in_form(request, "/", _FAILED)
    if account is None or account.closed:
        return sign_in_form(request, journey.next, _UNKNOWN)
    # The session cookie is sent only when a page of our own requests the next one.
    next_page = page(request, "arrived.html", next=own_page(journey.next))
    token = sign_in_from_elsewhere(office_of(request).app, account.name, address_of(request))
    answer = signed_in(request, token, next_page)
    answer.delete_cookie(_COOKIE, path=router.prefix)
    return answer
