"""Drafts: papers that were read and wait for people, stored next to the original."""

from __future__ import annotations

from contextlib import suppress

from pydantic import BaseModel, ConfigDict, TypeAdapter

from app.errors import NotDraftedError
from app.installation import App
from app.papers.digitizing.steps import ReadPaper
from schemas.record.paper import PaperRecord
from schemas.record.reading import PageReading
from storage.desk.desk_papers import DeskPaper
from storage.errors import StoreUnavailableError
from storage.objects.keys import draft_key, draft_prefix
from storage.objects.port import ObjectStore, sha256_of
from storage.objects.tags import ObjectKind, tags_of

__all__ = ["draft_of", "drop_drafts", "load_draft", "record_of", "save_draft"]

_JSON = "application/json"
_PAGES = TypeAdapter(tuple[PageReading, ...])


class _Draft(BaseModel):
    """The current record and the location of its lines."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    record: PaperRecord
    readings: str


def save_draft(store: ObjectStore, paper: ReadPaper) -> str:
    """Store a draft; return its SHA-256, which identifies it."""
    paper_id = paper.record.paper_id
    lines = _PAGES.dump_json(paper.pages)
    tags = tags_of(ObjectKind.DRAFT)
    store.put_new(draft_key(paper_id, sha256_of(lines)), lines, _JSON, tags=tags)
    draft = _Draft(record=paper.record, readings=sha256_of(lines)).model_dump_json().encode()
    store.put_new(draft_key(paper_id, sha256_of(draft)), draft, _JSON, tags=tags)
    return sha256_of(draft)


def load_draft(store: ObjectStore, paper_id: str, sha256: str) -> ReadPaper:
    """Load a draft.

    Raises:
        ObjectMissingError, ObjectCorruptError: The draft is lost or altered.
    """
    draft = _Draft.model_validate_json(store.get(draft_key(paper_id, sha256)))
    lines = store.get(draft_key(paper_id, draft.readings))
    return ReadPaper(draft.record, _PAGES.validate_json(lines))


def draft_of(app: App, paper: DeskPaper) -> ReadPaper:
    """Return the draft of a paper that is not signed yet, with its lines.

    Raises:
        NotDraftedError: The paper has not been read yet.
        ObjectMissingError, ObjectCorruptError: The draft is lost or altered.
    """
    return load_draft(app.archive.store, paper.paper_id, _named(paper))


def record_of(app: App, paper: DeskPaper) -> PaperRecord:
    """Return the record of a paper that is not signed yet, without loading its lines.

    Raises:
        NotDraftedError, ObjectMissingError, ObjectCorruptError: See `draft_of`.
    """
    key = draft_key(paper.paper_id, _named(paper))
    return _Draft.model_validate_json(app.archive.store.get(key)).record


def _named(paper: DeskPaper) -> str:
    if paper.draft is None:
        raise NotDraftedError()
    return paper.draft


def drop_drafts(store: ObjectStore, paper_id: str) -> None:
    """Delete the drafts of a paper; a store that locks its objects keeps them."""
    with suppress(StoreUnavailableError):
        for key in list(store.list(draft_prefix(paper_id))):
            store.delete(key)
