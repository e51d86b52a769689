"""The replica: a second store, kept by an account of its own, from which the first is mended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.acting import Caller, audited, note
from app.installation import App
from app.papers.life.upkeep import awaited
from storage.audit.chain import Action
from storage.backup import copy_objects
from storage.objects.keys import DESK, PAPERS, original_key, paper_of_key, paper_prefix
from storage.objects.keys import tombstone_key as tombstone
from storage.objects.port import ObjectStore
from storage.papers.ledger import PaperState

__all__ = ["Replicated", "drop_erased", "replicate"]

_GONE = (PaperState.ERASING, PaperState.ERASED)


@dataclass(frozen=True, slots=True)
class Replicated:
    """What the replica holds now.

    Attributes:
        objects: How many objects are in both stores alike.
        copied: How many of them are new in the replica.
        dropped: How many objects were removed because they must not be kept.
        missed: Keys that are lost or altered here, or have other content in the replica.
    """

    objects: int
    copied: int
    dropped: int
    missed: tuple[str, ...]


@audited(Action.UPKEEP)
def replicate(app: App, by: Caller, progress: Callable[[int], None] | None = None) -> Replicated:
    """Copy what the replica lacks, and drop what was erased; nothing in it is written over.

    Args:
        app: The installation; it may be at work.
        by: Who lets it be done.
        progress: Called with the number of objects done.

    Raises:
        SettingsError: No replica is configured.
        StoreUnavailableError: A store or the database does not answer, or the store was lost.
    """
    copy = app.replica
    _ = app.archive  # an emptied store must not empty its copy
    note(app, by, Action.UPKEEP, fields=("replicate",))
    missed: list[str] = []
    before = set(copy.list())
    alike = 0
    for _ in copy_objects(app.store, copy, app.store.list(), missed.append):
        alike += 1
        if progress:
            progress(alike)
    copied = sum(1 for key in copy.list() if key not in before)
    dropped = sum(1 for _ in drop_erased(app, copy))
    return Replicated(alike, copied, dropped, tuple(missed))


def drop_erased(app: App, copy: ObjectStore) -> Iterator[str]:
    """Remove from a copy what must not be kept: erased papers, dropped drafts and pictures.

    What is merely missing in the store stays: it may be lost there.

    Yields:
        The keys.
    """
    needed = awaited(app)
    for key in list(copy.list(DESK)):
        if key not in needed and app.store.stat(key) is None:
            copy.delete(key)
            yield key
    for key in list(copy.list(PAPERS)):
        paper_id = paper_of_key(key) or ""
        if app.store.stat(key) is not None:
            continue
        entry = app.ledger.entry(paper_id)
        if entry is not None and entry.state in _GONE:
            if key != tombstone(paper_id):
                copy.delete(key)
                copy.purge(paper_prefix(paper_id), tombstone(paper_id))
                yield key
        elif key == original_key(paper_id) and _is_withheld(app, paper_id):
            copy.delete(key)
            yield key


def _is_withheld(app: App, paper_id: str) -> bool:
    found = app.archive.on_file(paper_id)
    return found is not None and found.withheld is not None
