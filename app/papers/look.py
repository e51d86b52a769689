"""The read verbs: find, see, read values, download files. Each access is logged first.

The entry points decide who may access what: the pages by role, the API by what was granted to a
system.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

from app.acting import Caller, audited, note
from app.installation import App
from app.purpose import Person, keep_asked, require_dossier, require_purpose
from schemas.record.evidence import FieldEvidence
from schemas.record.paper import PaperRecord, PaperStatus, Rendition
from schemas.text.subject_number import subject_key
from storage.audit.chain import Action, AuditEntry, AuditEvent
from storage.errors import PaperMissingError
from storage.papers.reuse.numbers import linked_numbers
from storage.papers.search.entries import IndexEntry
from storage.papers.search.index import PaperQuery, ResultPage

__all__ = [
    "OpenedLink",
    "download",
    "download_by_link",
    "find",
    "link",
    "link_at_the_store",
    "list_papers",
    "opened_link",
    "read_fields",
    "see",
    "see_paper",
]


@audited(Action.SEARCH)
def find(
    app: App, by: Caller, query: PaperQuery, *, types: Collection[str] | None = None
) -> ResultPage:
    """Find papers; those of a person by every number that is known to be theirs.

    Whoever is named on a paper that is listed is told of the search, whatever it asked for.

    Args:
        app: The installation.
        by: Who asks.
        query: The criteria.
        types: Paper types that the caller may see, None for all; with no types nothing is found.

    Raises:
        PurposeError: No open dossier needs the answer, or the caller gets none.
        StoreUnavailableError: The database does not answer.
        TooManyPersonsError: The caller asks about more people than such work has.
    """
    person = Person(query.subject_id or "", query.name or "")
    if by.asking.at_machine and not by.dossier:
        require_dossier(app, by)
    else:
        require_purpose(app, by, person)
    asked: tuple[str, ...] = ()
    if query.subject_id is not None:
        number = subject_key(query.subject_id) or ""
        also = tuple(linked_numbers(app.index, number, app.number_links))
        query = replace(query, subject_id=number, also=also)
        asked = (number, *also)
    if types is not None:
        query = replace(query, paper_types=tuple(sorted(types)))
    found = app.index.find(query) if types is None or types else ResultPage((), None)
    listed = (each for entry in found.entries for each in entry.concerned)
    note(app, by, Action.SEARCH, subject=(*asked, *listed))
    keep_asked(app, by, person)
    return found


@audited(Action.SEARCH)
def list_papers(app: App, by: Caller) -> Iterator[PaperRecord]:
    """Yield the newest record of every paper on file, ordered by identifier.

    Raises:
        StoreUnavailableError: The store does not answer.
    """
    note(app, by, Action.SEARCH, fields=("list",))
    for paper_id, version in sorted(app.archive.papers()):
        yield app.archive.load(paper_id, version)


@audited(Action.READ)
def see(app: App, by: Caller, entry: IndexEntry) -> IndexEntry:
    """Log a look at the metadata of a paper, which reveals neither names nor values.

    Raises:
        PurposeError: The dossier is not open; so for all that follow.
    """
    require_dossier(app, by)
    _note(app, by, Action.READ, entry)
    return entry


@audited(Action.READ)
def see_paper(app: App, by: Caller, paper_id: str) -> IndexEntry:
    """Log a look at the metadata of a paper, by identifier; see `see`.

    Raises:
        PaperMissingError: It is not on file.
    """
    entry = app.index.get(paper_id)
    if entry is None:
        raise PaperMissingError()
    return see(app, by, entry)


@audited(Action.READ)
def read_fields(
    app: App, by: Caller, record: PaperRecord, names: Collection[str]
) -> dict[str, FieldEvidence]:
    """Return values of a paper.

    Args:
        app: The installation.
        by: The caller.
        record: Record of the paper.
        names: Names of the fields that the caller may read.
    """
    require_dossier(app, by)
    given = {name: field for name, field in record.fields.items() if name in names}
    entry = app.index.get(record.paper_id)
    named = entry.concerned if entry else None
    note(app, by, Action.READ, paper_id=record.paper_id, subject=named, fields=sorted(given))
    return given


@audited(Action.DOWNLOAD)
def download(app: App, by: Caller, paper_id: str, rendition: Rendition) -> bytes:
    """Load one file of a paper and verify its hash.

    Args:
        app: The installation.
        by: The caller.
        paper_id: SHA-256 of the original.
        rendition: The file.

    Raises:
        StoreUnavailableError: The store does not answer.
        ObjectCorruptError: The file is not what was stored.
    """
    require_dossier(app, by)
    entry = app.index.get(paper_id)
    named = entry.concerned if entry else None
    kinds = (rendition.kind,)
    note(app, by, Action.DOWNLOAD, paper_id=paper_id, subject=named, fields=kinds)
    return app.archive.file(paper_id, rendition)


@audited(Action.LINK)
def link(app: App, by: Caller, entry: IndexEntry, rendition: Rendition) -> AuditEntry:
    """Log the creation of a short-lived link; the entry names the file."""
    require_dossier(app, by)
    return _note(app, by, Action.LINK, entry, rendition.kind, rendition.sha256)


@audited(Action.DOWNLOAD)
def link_at_the_store(
    app: App, by: Caller, entry: IndexEntry, rendition: Rendition, lifetime: dt.timedelta
) -> str | None:
    """Return a link served by the store itself; logged as a download, because its use is not seen.

    Args:
        app: The installation.
        by: Who asks.
        entry: The paper.
        rendition: The file.
        lifetime: How long the link is valid.

    Returns:
        The address; None if the store cannot serve files.
    """
    require_dossier(app, by)
    _note(app, by, Action.DOWNLOAD, entry, rendition.kind, "store_link")
    return app.archive.presigned(entry.paper_id, rendition, lifetime)


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """The target of a link: the audit event of its creation, and the file."""

    event: AuditEvent
    rendition: Rendition


@audited(Action.REFUSE)
def opened_link(
    app: App, number: int | None, still_there: Callable[[str], bool] = lambda _: True
) -> OpenedLink | None:
    """Return the target of a link; refuse it if the paper has been withdrawn or erased since.

    Args:
        app: The installation.
        number: Number of the audit entry of the link; None if the link is not ours or has expired.
        still_there: Tells whether the account that made it has not been closed since.
    """
    made = app.audit.entry(number) if number is not None else None
    if made is None or made.event.action is not Action.LINK:
        note(app, Caller("unknown"), Action.REFUSE, outcome="no_valid_link")
        return None
    event = made.event
    entry = app.index.get(event.paper_id) if still_there(event.actor) else None
    if entry and (entry.status is not PaperStatus.WITHDRAWN or entry.belongs_to(event.dossier)):
        for known in app.archive.load(event.paper_id).renditions:
            if event.fields == (known.kind, known.sha256):
                return OpenedLink(event, known)
    refusal = {"action": Action.REFUSE, "outcome": "no_such_file"}
    app.audit.append(event.model_copy(update=refusal))
    return None


@audited(Action.DOWNLOAD)
def download_by_link(app: App, opened: OpenedLink) -> Iterator[bytes]:
    """Load the file of a link in chunks; logged under the account that created the link."""
    event = opened.event
    used = {"action": Action.DOWNLOAD, "fields": event.fields[:1]}
    app.audit.append(event.model_copy(update=used))
    return app.archive.stream(event.paper_id, opened.rendition)


def _note(app: App, by: Caller, action: Action, entry: IndexEntry, *fields: str) -> AuditEntry:
    return note(app, by, action, paper_id=entry.paper_id, subject=entry.concerned, fields=fields)
