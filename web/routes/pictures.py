"""Page pictures, for people who may see the paper."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path
from fastapi.responses import FileResponse

from app.desk.see import see_picture
from web.errors import NoSuchPageError
from web.pages import DESK
from web.visit import Visit, visitor

__all__ = ["PaperId", "router"]

router = APIRouter()

PaperId = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]


@router.get("/giay-to/{paper_id}/trang/{number}/{size}.jpg")
def picture(
    paper_id: PaperId,
    number: Annotated[int, Path(ge=1, le=9999)],
    size: Literal["nho", "lon"],
    visit: Annotated[Visit, Depends(visitor(DESK))],
) -> FileResponse:
    """Return a page as JPEG; rendered again if the picture was lost."""
    by = visit.caller("xem ảnh giấy tờ")
    path = see_picture(visit.app, by, visit.paper(paper_id), number, size)
    if path is None:
        raise NoSuchPageError()
    return FileResponse(path, media_type="image/jpeg")
