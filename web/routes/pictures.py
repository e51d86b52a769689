"""Pictures of pages, for those who may see the paper."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path
from fastapi.responses import FileResponse

from app.desk.pictures import draw_pages
from web.errors import NoSuchPageError
from web.visit import DESK_ROLES, Visit, visitor

__all__ = ["PaperId", "router"]

router = APIRouter()

PaperId = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]


@router.get("/giay-to/{paper_id}/trang/{number}/{size}.jpg")
def picture(
    paper_id: PaperId,
    number: Annotated[int, Path(ge=1, le=9999)],
    size: Literal["nho", "lon"],
    visit: Annotated[Visit, Depends(visitor(*DESK_ROLES))],
) -> FileResponse:
    """Return a page as JPEG; drawn anew where the picture was lost."""
    paper, app = visit.paper(paper_id), visit.app
    path = app.pictures.path(paper.paper_id, number, size)
    if path is None and number <= len(paper.pages):
        draw_pages(app, paper.paper_id)
        path = app.pictures.path(paper.paper_id, number, size)
    if path is None:
        raise NoSuchPageError()
    headers = {"Cache-Control": "private, max-age=3600"}
    return FileResponse(path, media_type="image/jpeg", headers=headers)
