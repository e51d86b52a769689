"""A paper that was signed at the desk: what it says, and its file."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.acting import OWN_PAPERS, Caller
from app.papers.look import download, read_fields
from schemas.record.paper import PaperRecord
from storage.desk.desk_papers import DeskPaper, DeskState
from storage.errors import PaperMissingError
from web.errors import NoSuchPageError
from web.pages import DESK
from web.presentation.render import page
from web.routes.lookup import file_of, has_sensitive, readable, values_shown
from web.routes.pictures import PaperId
from web.visit import Visit, visitor

__all__ = ["router"]

router = APIRouter()

_Desk = Annotated[Visit, Depends(visitor(DESK))]
_PURPOSE = "xem lại giấy tờ đã ký"


@router.get("/giay-to/{paper_id}")
def show(request: Request, visit: _Desk, paper_id: PaperId) -> Response:
    """Show a signed paper; that its values were seen is noted.

    Raises:
        NoSuchPageError: It is not signed, or no longer on file.
    """
    paper, record = _signed(visit, paper_id)
    by = _looking(visit, paper)
    given = read_fields(visit.app, by, record, readable(record))
    file = file_of(record) is not None and not has_sensitive(record)
    fields = values_shown(record, given)
    return page(request, "signed.html", visit, paper=paper, record=record, fields=fields, file=file)


@router.get("/giay-to/{paper_id}/ban-ky.pdf")
def load(visit: _Desk, paper_id: PaperId) -> Response:
    """Load the signed file; its hash is verified and the load is noted.

    Raises:
        NoSuchPageError: The paper keeps no file, or one that shows what its fields withhold.
    """
    paper, record = _signed(visit, paper_id)
    rendition = file_of(record)
    if rendition is None or has_sensitive(record):
        raise NoSuchPageError("no-file")
    data = download(visit.app, _looking(visit, paper), paper_id, rendition)
    headers = {"Content-Disposition": f'inline; filename="{paper_id[:12]}.pdf"'}
    return Response(data, media_type=rendition.media_type, headers=headers)


def _looking(visit: Visit, paper: DeskPaper) -> Caller:
    """Return the caller for a paper that the person may see on the desk as well."""
    return replace(visit.caller(_PURPOSE, dossier=paper.dossier or ""), asking=OWN_PAPERS)


def _signed(visit: Visit, paper_id: str) -> tuple[DeskPaper, PaperRecord]:
    paper = visit.paper(paper_id)
    if paper.state is not DeskState.SIGNED:
        raise NoSuchPageError("paper")
    try:
        return paper, visit.app.archive.current(paper_id)
    except PaperMissingError:
        raise NoSuchPageError("paper") from None
