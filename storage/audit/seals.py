"""What of the audit chain lies in the object store: segments of entries, and heads.

Both are written once. A store that keeps versions shows what somebody hid or wrote over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from storage.audit.heads import Head
from storage.errors import ObjectCorruptError, ObjectMissingError
from storage.objects.port import ObjectStore
from storage.objects.tags import ObjectKind, tags_of

__all__ = [
    "HEADS",
    "SEGMENTS",
    "Segment",
    "heads",
    "hidden",
    "newest_head",
    "segments",
    "write",
    "write_head",
]

SEGMENTS = "audit/"
HEADS = "audit-heads/"
_NUMBERS = re.compile(r"(?:audit|audit-heads)/(\d{12})(?:-(\d{12}))?\.json")


@dataclass(frozen=True, slots=True)
class Segment:
    """Entries that were sealed together.

    Attributes:
        first: Number of the first.
        last: Number of the last.
        key: Where they lie.
    """

    first: int
    last: int
    key: str

    def read(self, store: ObjectStore) -> bytes | None:
        """Return the content; None where it is gone or is not what was written."""
        try:
            return store.get(self.key)
        except (ObjectCorruptError, ObjectMissingError):
            return None


def segments(store: ObjectStore) -> list[Segment]:
    """Return the segments in order."""
    found = (
        Segment(int(match[1]), int(match[2]), key)
        for key in store.list(SEGMENTS)
        if (match := _NUMBERS.fullmatch(key)) and match[2]
    )
    return sorted(found, key=lambda segment: segment.first)


def write(store: ObjectStore, first: int, last: int, entries: bytes) -> None:
    """Write a segment."""
    key, tags = f"{SEGMENTS}{first:012}-{last:012}.json", tags_of(ObjectKind.AUDIT)
    store.put_new(key, entries, "application/json", tags=tags)


def write_head(store: ObjectStore, head: BaseModel, number: int) -> None:
    """Write a head."""
    key, tags = f"{HEADS}{number:012}.json", tags_of(ObjectKind.AUDIT)
    store.put_new(key, head.model_dump_json().encode(), "application/json", tags=tags)


def heads(store: ObjectStore) -> Iterator[tuple[int, Head | None]]:
    """Yield number and head; None where the object is not what was written."""
    for key in sorted(store.list(HEADS)):
        if match := _NUMBERS.fullmatch(key):
            try:
                yield int(match[1]), Head.model_validate_json(store.get(key))
            except (ObjectCorruptError, ObjectMissingError, ValueError):
                yield int(match[1]), None


def newest_head(store: ObjectStore, *, after: int) -> int:
    """Return the number of the newest head after a number, 0 if there is none."""
    found = store.list(HEADS, after=f"{HEADS}{after:012}.json")
    numbers = (int(match[1]) for key in found if (match := _NUMBERS.fullmatch(key)))
    return max(numbers, default=0)


def hidden(store: ObjectStore) -> Iterator[int]:
    """Yield the first number of everything that somebody hid or wrote over."""
    for prefix in (SEGMENTS, HEADS):
        for key in store.disturbed(prefix):
            match = _NUMBERS.fullmatch(key)
            yield int(match[1]) if match else 0
