"""Which station hands papers in: the gate of the intake."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials

from api.access.clients import Client, Scope
from api.access.gate import bearer, client_of, services_of
from api.errors import (
    ForbiddenError,
    TooManyRequestsError,
    UnauthenticatedError,
    WrongStationError,
)
from api.services import Services
from app.acting import Caller, note
from schemas.protocol.handover import IntakeFacts
from storage.audit.chain import Action
from storage.desk.work_queue import DeskPaper

__all__ = ["StationAccess", "station_access"]


@dataclass(frozen=True, slots=True)
class StationAccess:
    """A request of a station that has passed the gate."""

    services: Services
    client: Client
    request: str

    def check(self, facts: IntakeFacts) -> None:
        """Refuse what another station is to hand in.

        Raises:
            WrongStationError: The account does not belong to the station of the facts.
        """
        if not self.client.may_hand_in_for(facts.branch, facts.station):
            _refuse(self.services, self.client, "wrong_station", self.request)
            raise WrongStationError()

    def owns(self, paper: DeskPaper) -> bool:
        """Tell whether a paper was handed in at this station."""
        return self.client.may_hand_in_for(paper.branch, paper.station)

    def caller(self, facts: IntakeFacts) -> Caller:
        """Return who hands in: the account of the station, and the person who scanned."""
        return Caller(
            actor=self.client.id,
            officer=facts.operator or "",
            agency=self.client.agency,
            request=self.request,
        )


def station_access(
    services: Annotated[Services, Depends(services_of)],
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
) -> StationAccess:
    """Let a station's request pass or refuse it.

    Raises:
        UnauthenticatedError, ForbiddenError, TooManyRequestsError: As they say.
    """
    request = uuid.uuid4().hex
    try:
        client = client_of(services, credentials)
    except UnauthenticatedError:
        _refuse(services, None, "no_valid_token", request)
        raise
    if not services.limiter.allow(client.id, client.requests_per_minute):
        _refuse(services, client, "too_many_requests", request)
        raise TooManyRequestsError()
    if Scope.INTAKE_WRITE not in client.scopes:
        _refuse(services, client, f"no_scope {Scope.INTAKE_WRITE}", request)
        raise ForbiddenError("scope", scope=Scope.INTAKE_WRITE)
    return StationAccess(services, client, request)


def _refuse(services: Services, client: Client | None, outcome: str, request: str) -> None:
    by = Caller(client.id, agency=client.agency, request=request) if client else None
    note(services.app, by or Caller("unknown", request=request), Action.REFUSE, outcome=outcome)
