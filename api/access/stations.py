"""Authorises the intake: which station hands papers in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials

from api.access.clients import Client, Scope
from api.access.gate import address_of, bearer, check_failures, client_of, services_of
from api.errors import (
    ForbiddenError,
    TooManyRequestsError,
    UnauthenticatedError,
    WrongStationError,
)
from api.services import Services
from app.acting import Asking, Caller, note
from app.operation.log_scope import new_request
from schemas.protocol.handover import IntakeFacts
from storage.audit.chain import Action
from storage.desk.desk_papers import DeskPaper

__all__ = ["StationAccess", "station_access"]

_NO_ANSWERS = Asking(allowed=False)


@dataclass(frozen=True, slots=True)
class StationAccess:
    """An authorised request of a station."""

    services: Services
    client: Client
    request: str
    address: str = ""

    def check(self, facts: IntakeFacts) -> None:
        """Refuse papers that belong to another station.

        Raises:
            WrongStationError: The account does not belong to the station named in the request.
        """
        if not self.client.may_hand_in_for(facts.branch, facts.station):
            by = _caller(self.client, self.request, self.address)
            note(self.services.app, by, Action.REFUSE, outcome="wrong_station")
            raise WrongStationError()

    def owns(self, paper: DeskPaper) -> bool:
        """Return whether a paper was handed in at this station."""
        return self.client.may_hand_in_for(paper.branch, paper.station)

    def caller(self, facts: IntakeFacts) -> Caller:
        """Return the caller: the account of the station and the person who scanned."""
        return Caller(
            actor=self.client.id,
            officer=facts.operator or "",
            agency=self.client.agency,
            request=self.request,
            address=self.address,
            asking=_NO_ANSWERS,
        )


def station_access(
    asked: Request,
    services: Annotated[Services, Depends(services_of)],
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
) -> StationAccess:
    """Authorise a station's request or refuse it.

    Raises:
        UnauthenticatedError, ForbiddenError, TooManyRequestsError: The request is refused.
    """
    request, address = new_request(), address_of(asked)
    try:
        client = client_of(services, credentials)
    except UnauthenticatedError:
        check_failures(services, address)
        stranger = Caller("unknown", request=request, address=address)
        note(services.app, stranger, Action.REFUSE, outcome="no_valid_token")
        raise
    by = _caller(client, request, address)
    if not services.limiter.allow(client.id, client.requests_per_minute):
        note(services.app, by, Action.REFUSE, outcome="too_many_requests")
        raise TooManyRequestsError()
    if Scope.INTAKE_WRITE not in client.scopes:
        note(services.app, by, Action.REFUSE, outcome=f"no_scope {Scope.INTAKE_WRITE}")
        raise ForbiddenError("scope", scope=Scope.INTAKE_WRITE)
    return StationAccess(services, client, request, address)


def _caller(client: Client, request: str, address: str) -> Caller:
    return Caller(
        client.id, agency=client.agency, request=request, address=address, asking=_NO_ANSWERS
    )
