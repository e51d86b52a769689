"""Papers: search, metadata, values, files, revocation, consent, erasure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Response

from api.access.clients import Scope
from api.access.gate import Access, check_file, may_read, requires
from api.bodies.base import Sha256
from api.bodies.papers import (
    ApartIn,
    ConsentIn,
    ErasureIn,
    ErasureOut,
    FieldOut,
    Fields,
    PaperOut,
    PaperPage,
    SearchIn,
    StatusIn,
)
from api.errors import ForbiddenError, NotFoundError
from api.http.etag import UNCHANGED, IfNoneMatch, tagged
from api.routes import paper_out, problems
from app.papers.life import standing
from app.papers.life.scans import Changed, tell_apart
from app.papers.look import download, find, read_fields, see
from app.subjects import sought
from schemas.papers.model import FieldSpec
from schemas.papers.registry import paper_type
from schemas.record.evidence import FieldEvidence, RuleOutcome
from schemas.record.paper import RenditionKind
from storage.papers.search.index import PaperQuery

__all__ = ["router"]

router = APIRouter(prefix="/v1/papers", tags=["papers"])

PaperId = Annotated[Sha256, Path(description="SHA-256 of the original")]
_STAND = {
    "current": standing.restore,
    "revoked": standing.revoke,
    "replaced": standing.replace,
}


@router.post("/search", responses=problems(409))
def search(
    query: SearchIn, access: Annotated[Access, Depends(requires(Scope.PAPERS_SEARCH))]
) -> PaperPage:
    """Find papers by the number or name of anybody on them, document number, dossier or words.

    A search by name or words can be used to look for persons and needs its own scope. Papers of
    types that the account may not see or the procedure does not require are not mentioned.

    Raises:
        ForbiddenError: Name or words are given without the scope for them.
    """
    looks_for_people = query.text is not None or query.name is not None
    if looks_for_people and Scope.PAPERS_TEXT not in access.client.scopes:
        access.refuse("no_scope papers:text", subject=query.subject_id)
        raise ForbiddenError("scope", scope=Scope.PAPERS_TEXT)
    accepted = {t for component in access.rules.components for t in component.accepts}
    known = accepted & set(query.paper_types) if query.paper_types else accepted
    wanted = PaperQuery(
        subject_id=sought(query.subject_id, sure=query.sure) if query.subject_id else None,
        number=query.number,
        dossier=query.dossier,
        name=query.name,
        text=query.text,
        valid_on=query.valid_on,
        without_withdrawn=True,
        limit=query.limit,
        after=query.after,
    )
    types = set(filter(access.client.may_see, known))
    page = find(access.services.app, access.by, wanted, types=types)
    return PaperPage(papers=tuple(map(PaperOut.of, page.entries)), next=page.next)


@router.get(
    "/{paper_id}",
    responses={**problems(404), **UNCHANGED},
    response_model=PaperOut,
)
def paper(
    paper_id: PaperId,
    access: Annotated[Access, Depends(requires(Scope.PAPERS_READ))],
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Get the metadata of a paper, without names and values."""
    entry = see(access.services.app, access.by, access.paper(paper_id))
    return tagged(PaperOut.of(entry), if_none_match)


@router.get("/{paper_id}/fields", responses={**problems(404), **UNCHANGED}, response_model=Fields)
def fields(
    paper_id: PaperId,
    access: Annotated[Access, Depends(requires(Scope.PAPERS_FIELDS))],
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Get the values of a paper that the procedure needs; sensitive ones only if granted."""
    entry = access.paper(paper_id)
    record = access.services.app.archive.load(paper_id)
    model = paper_type(entry.paper_type)
    specs = model.specs() if model else {}
    typed = model.of(record.values()) if model else None
    shapes = typed.paper.model_dump(mode="json") if typed else {}
    misfits = typed.misfits if typed else {}
    known = [name for name in record.fields if name in specs]
    granted = {name for name in known if may_read(access, entry.paper_type, name)}
    given = read_fields(access.services.app, access.by, record, granted)
    found = Fields(
        paper_id=paper_id,
        version=record.version,
        paper_type=entry.paper_type,
        fields={
            name: _field(specs[name], evidence, shapes.get(name), misfits.get(name))
            for name, evidence in given.items()
        },
        withheld=tuple(sorted(set(known) - granted)),
    )
    return tagged(found, if_none_match)


@router.get(
    "/{paper_id}/files/{kind}",
    responses={
        **problems(404),
        200: {
            "description": "The file, whose hash was verified",
            "content": {"application/octet-stream": {"schema": {"format": "binary"}}},
        },
    },
    response_class=Response,
)
def file(
    paper_id: PaperId,
    kind: Annotated[
        Literal["original", "signed_master", "searchable_pdf"], Path(description="which file")
    ],
    access: Annotated[Access, Depends(requires(Scope.PAPERS_FILES))],
) -> Response:
    """Load one file of a paper.

    Raises:
        ForbiddenError: The paper has sensitive data that was not granted to the account.
        NotFoundError: The paper has no such file.
    """
    entry = access.paper(paper_id)
    record = access.services.app.archive.load(paper_id)
    check_file(access, entry, record)
    rendition = record.rendition(RenditionKind(kind))
    if rendition is None:
        raise NotFoundError()
    data = download(access.services.app, access.by, paper_id, rendition)
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{paper_id[:12]}-{kind}"',
        "ETag": f'"{rendition.sha256}"',
    }
    return Response(data, media_type="application/octet-stream", headers=headers)


@router.post("/{paper_id}/status", responses=problems(404, 409))
def change_status(
    paper_id: PaperId,
    status: StatusIn,
    access: Annotated[Access, Depends(requires(Scope.PAPERS_STATUS))],
) -> PaperOut:
    """Revoke or replace a paper: from now on it is no longer offered.

    Raises:
        VersionConflictError: The paper has changed since the caller saw it.
        PaperStandingError: It already has that status.
    """
    return _let_stand(access, _STAND[status.status], paper_id, status.version)


@router.post("/{paper_id}/consent", responses=problems(404, 409))
def change_consent(
    paper_id: PaperId,
    consent: ConsentIn,
    access: Annotated[Access, Depends(requires(Scope.PAPERS_CONSENT))],
) -> PaperOut:
    """Record that the owner withdraws consent to reuse: from now on no check offers the paper.

    The paper stays on file for its dossier, because the duty to archive remains.

    Raises:
        VersionConflictError: The paper has changed since the caller saw it.
        PaperStandingError: It already has that status.
    """
    verb = standing.consent if consent.given else standing.withdraw
    return _let_stand(access, verb, paper_id, consent.version)


@router.post("/{paper_id}/apart", responses=problems(404, 409))
def tell_papers_apart(
    paper_id: PaperId,
    apart: ApartIn,
    access: Annotated[Access, Depends(requires(Scope.PAPERS_STATUS))],
) -> PaperOut:
    """State that another scan shows a different paper.

    Raises:
        NoScanError: The other paper is not in `scans` or `likely_scans` of this paper.
        VersionConflictError: The paper has changed since the caller saw it.
    """
    access.paper(paper_id, withdrawn=True)
    app, by = access.services.app, access.by
    saved = tell_apart(app, by, paper_id, apart.other, version=apart.version)
    return paper_out(access, saved.record)


@router.post("/{paper_id}/erasure", responses=problems(404, 409))
def erase_paper(
    paper_id: PaperId,
    erasure: ErasureIn,
    access: Annotated[Access, Depends(requires(Scope.PAPERS_ERASE))],
) -> ErasureOut:
    """Erase a paper that must not be kept any longer; this cannot be undone.

    Raises:
        VersionConflictError: The paper has changed since the caller saw it.
    """
    access.paper(paper_id, withdrawn=True)
    done = standing.erase(
        access.services.app,
        access.by,
        paper_id,
        ground=erasure.ground,
        reference=erasure.reference,
        version=erasure.version,
    )
    return ErasureOut(
        paper_id=paper_id, erased_at=done.tombstone.erased_at, locked_until=done.locked_until
    )


def _let_stand(
    access: Access, verb: Callable[..., Changed], paper_id: str, version: int
) -> PaperOut:
    """Change how a paper stands, whether or not its owner lets it be reused."""
    access.paper(paper_id, withdrawn=True)
    saved = verb(access.services.app, access.by, paper_id, version=version)
    return paper_out(access, saved.record)


def _field(spec: FieldSpec, evidence: FieldEvidence, typed: Any, misfit: str | None) -> FieldOut:
    return FieldOut(
        title=spec.title,
        kind=spec.kind,
        value=evidence.value,
        typed=typed,
        misfit=misfit,
        raw=evidence.raw,
        state=evidence.state,
        confidence=evidence.confidence,
        page=evidence.page,
        polygon=evidence.polygon,
        reader=evidence.reader,
        rules_failed=tuple(r.rule for r in evidence.rules if r.outcome is RuleOutcome.FAILED),
        confirmed_at=evidence.confirmed.at if evidence.confirmed else None,
    )
