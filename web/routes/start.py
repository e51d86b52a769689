"""Bắt đầu: what to try in a fresh installation, with papers of invented people."""

from __future__ import annotations

import importlib.resources
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.desk.dossiers.open import open_dossier
from app.papers.hand_in import hand_in
from schemas.record.paper import Channel, FormOfPaper
from web.office import Office
from web.pages import START
from web.presentation.render import go, page
from web.visit import Visit, visitor

__all__ = ["is_fresh", "router"]

router = APIRouter()

_Clerk = Annotated[Visit, Depends(visitor(START))]
_PROCEDURE = "1.004884"
_KINDS = (".jpg", ".pdf", ".tiff")
_TRIAL_BRANCH = "H26.12"


def is_fresh(office: Office) -> bool:
    """Return whether the installation is unused: one account and an empty desk."""
    return len(office.app.accounts.all()) == 1 and not office.app.desk.find(limit=1)


@router.get("/bat-dau")
def start(request: Request, visit: _Clerk) -> Response:
    """Show what to try."""
    dossier = _dossier(visit)
    counts = visit.app.desk.counts(dossier=dossier)
    loaded = visit.app.dossiers.get(dossier) is not None
    return page(
        request,
        "start.html",
        visit,
        dossier=dossier,
        counts=counts,
        loaded=loaded,
        samples=sum(1 for _ in _samples()),
    )


@router.post("/bat-dau")
def load(visit: _Clerk) -> Response:
    """Put the samples on the desk as one dossier. Idempotent."""
    account, dossier = visit.account, _dossier(visit)
    branch, station = account.branch or _TRIAL_BRANCH, account.station or "Q1"
    by = visit.caller("dùng thử với giấy tờ mẫu")
    form = FormOfPaper.ORIGINAL
    open_dossier(visit.app, by, dossier, _PROCEDURE, form, branch=branch, station=station)
    intake = visit.intake(dossier, _PROCEDURE, form, Channel.COUNTER)
    for place, (name, data) in enumerate(_samples(), start=1):
        hand_in(visit.app, by, data, name, intake, branch=branch, station=station, place=place)
    return go(f"/tiep-nhan/{dossier}")


def _samples() -> Iterator[tuple[str, bytes]]:
    """Yield the shipped sample papers, by name."""
    folder = importlib.resources.files("samples") / "data"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(_KINDS):
            yield file.name, file.read_bytes()


def _dossier(visit: Visit) -> str:
    """Return the code of the trial dossier; real dossiers never have the number 0."""
    return f"{visit.account.branch or _TRIAL_BRANCH}-260101-0000"
