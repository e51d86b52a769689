"""A paper that was signed at the desk: what it says, its file, and correcting it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from app.acting import OWN_PAPERS, Caller
from app.desk.correct import correct_signed
from app.errors import FieldValueError, NotTheSignerError, SigningLockedError
from app.papers.look import download, read_fields
from pipeline.seal.errors import SealError
from schemas.errors import MotlanError
from schemas.papers.model import FieldSpec, Sensitivity
from schemas.papers.registry import paper_type
from schemas.presentation.display import shown
from schemas.record.paper import PaperRecord
from storage.desk.desk_papers import DeskPaper, DeskState
from storage.errors import PaperMissingError, VersionConflictError
from web.errors import NoSuchPageError
from web.pages import CORRECTION, DESK
from web.presentation.render import go, page
from web.routes.lookup import file_of, has_sensitive, readable, values_shown
from web.routes.pictures import PaperId
from web.visit import Visit, visitor

__all__ = ["router"]

router = APIRouter()

_Desk = Annotated[Visit, Depends(visitor(DESK))]
_Corrector = Annotated[Visit, Depends(visitor(CORRECTION))]
_PURPOSE = "xem lại giấy tờ đã ký"
_TOLD = (
    FieldValueError,
    NotTheSignerError,
    SealError,
    SigningLockedError,
    VersionConflictError,
)
"""What is told above the form, so that nothing that was typed is lost."""
_NO_REASON = "Ghi lý do đính chính: ai đề nghị, đã đối chiếu với giấy nào."
_UNCHANGED = "Chưa sửa mục nào."
_SHORTEST = 5
"""Letters of a reason."""
_FIELD = "f."
"""Stands before the names of fields in the form."""


@dataclass(frozen=True, slots=True)
class _Correctable:
    """A field of the form.

    Attributes:
        name: Name of the field.
        title: Vietnamese name.
        text: The value on file, as people read it.
        typed: What stands in the form.
    """

    name: str
    title: str
    text: str
    typed: str


@router.get("/giay-to/{paper_id}")
def show(
    request: Request,
    visit: _Desk,
    paper_id: PaperId,
    done: Annotated[str, Query(alias="dinh-chinh", max_length=8)] = "",
) -> Response:
    """Show a signed paper; that its values were seen is noted.

    Raises:
        NoSuchPageError: It is not signed, or no longer on file.
    """
    paper, record = _signed(visit, paper_id)
    by = _looking(visit, paper)
    given = read_fields(visit.app, by, record, readable(record))
    return page(
        request,
        "signed.html",
        visit,
        paper=paper,
        record=record,
        fields=values_shown(record, given),
        file=file_of(record) is not None and not has_sensitive(record),
        corrects=CORRECTION.opens_for(visit.account),
        done=bool(done) and record.version > 1,
    )


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


@router.get("/giay-to/{paper_id}/dinh-chinh")
def ask(request: Request, visit: _Corrector, paper_id: PaperId) -> Response:
    """Show what is on file, to be corrected; that its values were seen is noted.

    Raises:
        NoSuchPageError: See `show`.
    """
    paper, record = _signed(visit, paper_id)
    return _form(request, visit, paper, record, {})


async def _typed(request: Request) -> dict[str, str]:
    """Return what stands in the fields of the form, by name."""
    form = await request.form()
    texts = {key: value for key, value in form.items() if isinstance(value, str)}
    return {
        key.removeprefix(_FIELD): " ".join(value.split())
        for key, value in texts.items()
        if key.startswith(_FIELD)
    }


@router.post("/giay-to/{paper_id}/dinh-chinh")
def correct(
    request: Request,
    visit: _Corrector,
    paper_id: PaperId,
    version: Annotated[int, Form()],
    typed: Annotated[dict[str, str], Depends(_typed)],
    why: Annotated[str, Form(max_length=300)] = "",
    sure: Annotated[str, Form(max_length=1)] = "",
) -> Response:
    """Correct the values that were changed, and say why; the next version is signed.

    Raises:
        NoSuchPageError: See `show`.
    """
    paper, record = _signed(visit, paper_id)
    texts = _texts(_version(visit, record, version))
    values = {key: text for key, text in typed.items() if key in texts and text != texts[key]}
    why = " ".join(why.split())
    problem = _NO_REASON if len(why) < _SHORTEST else "" if values else _UNCHANGED
    if problem:
        return _form(request, visit, paper, record, values, problem=problem, why=why)
    by = visit.caller(why, dossier=paper.dossier or "", procedure=paper.procedure or "")
    insisted = tuple(values) if sure else ()
    try:
        correct_signed(visit.app, by, paper_id, values, version=version, sure=insisted)
    except _TOLD as error:
        told = _said(error)
        doubted = error.case == "doubted"
        newest = visit.app.archive.current(paper_id)
        return _form(request, visit, paper, newest, values, problem=told, why=why, doubted=doubted)
    return go(f"/giay-to/{paper_id}?dinh-chinh=xong")


def _form(
    request: Request,
    visit: Visit,
    paper: DeskPaper,
    record: PaperRecord,
    typed: Mapping[str, str],
    *,
    problem: str = "",
    why: str = "",
    doubted: bool = False,
) -> Response:
    """Show the form with what was typed in it, or else with what is on file."""
    texts = _texts(record)
    read_fields(visit.app, _looking(visit, paper), record, readable(record))
    specs = _specs(record)
    return page(
        request,
        "correction.html",
        visit,
        status=422 if problem else 200,
        paper=paper,
        record=record,
        fields=[
            _Correctable(name, specs[name].title, text, typed.get(name, text))
            for name, text in texts.items()
        ],
        withheld=[spec.title for name, spec in specs.items() if name not in texts],
        problem=problem,
        why=why,
        doubted=doubted,
    )


def _said(error: MotlanError) -> str:
    """Say what is wrong; problems of values are sentences that say what to do."""
    if isinstance(error, FieldValueError):
        return error.text()
    return f"{error.text().capitalize()}. {error.remedy()}"


def _specs(record: PaperRecord) -> Mapping[str, FieldSpec]:
    model = paper_type(record.classification.paper_type)
    return model.specs() if model else {}


def _texts(record: PaperRecord) -> dict[str, str]:
    """Return the values that may be corrected here, as people read and type them."""
    return {
        name: shown(spec.kind, record.value(name))
        for name, spec in _specs(record).items()
        if spec.sensitivity is not Sensitivity.SENSITIVE
    }


def _version(visit: Visit, newest: PaperRecord, version: int) -> PaperRecord:
    """Return the version that the person had before them."""
    if version == newest.version:
        return newest
    try:
        return visit.app.archive.load(newest.paper_id, version)
    except PaperMissingError:
        raise NoSuchPageError("paper") from None


def _signed(visit: Visit, paper_id: str) -> tuple[DeskPaper, PaperRecord]:
    paper = visit.paper(paper_id)
    if paper.state is not DeskState.SIGNED:
        raise NoSuchPageError("paper")
    try:
        return paper, visit.app.archive.current(paper_id)
    except PaperMissingError:
        raise NoSuchPageError("paper") from None
