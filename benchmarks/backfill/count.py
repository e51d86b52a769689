"""Counts the papers in a store independently of ledger and index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from schemas.record.paper import RenditionKind
from storage.objects.keys import (
    original_key,
    readings_key,
    record_key,
    record_version,
    rendition_key,
)
from storage.objects.port import sha256_of

if TYPE_CHECKING:
    from storage.papers.archive import PaperArchive

__all__ = ["count_papers", "versions_of"]


def count_papers(archive: PaperArchive, papers: Collection[str]) -> Counter[str]:
    """Look at the record and every file of each paper.

    Args:
        archive: Whose store is looked at.
        papers: SHA-256 of the originals that must be there.

    Returns:
        How many papers are as they have to be, by what was looked at; and how many objects belong
        to none of them.
    """
    found: Counter[str] = Counter()
    versions = versions_of(archive)
    records = Counter(known[0] for known in map(record_version, versions) if known)
    found["records"] = sum(records[paper_id] == 1 for paper_id in papers)
    spoken_of = set()
    for paper_id in sorted(papers):
        spoken_of |= _look_at(archive, paper_id, versions, found)
    found["left over by broken-off attempts"] = len(set(versions) - spoken_of)
    return found


def versions_of(archive: PaperArchive) -> Counter[str]:
    """Return how many contents were ever written under each key of a paper."""
    store: Any = archive.store
    listed = store.client.list_objects(
        store.bucket, prefix="papers/", recursive=True, include_version=True
    )
    return Counter(item.object_name for item in listed if not item.is_delete_marker)


def _look_at(
    archive: PaperArchive, paper_id: str, versions: Counter[str], found: Counter[str]
) -> set[str]:
    """Check one paper; return the keys of its objects."""
    key = record_key(paper_id, 1)
    if not versions[key]:
        return set()
    found["one version"] += versions[key] == 1
    raw = archive.store.get(key)
    record = archive.load(paper_id)
    found["originals right"] += sha256_of(archive.original(paper_id)) == paper_id
    files = [r for r in record.renditions if r.kind is not RenditionKind.ORIGINAL]
    right = [sha256_of(archive.file(paper_id, r)) == r.sha256 for r in files]
    found["renditions right"] += all(right) and len(right) == len({r.kind for r in files})
    found["signed and searchable"] += len(files) == 2
    keys = {rendition_key(paper_id, r.kind, r.sha256) for r in files}
    return keys | {key, original_key(paper_id), readings_key(paper_id, sha256_of(raw))}
