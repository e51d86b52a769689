"""Object tags, for the lifecycle and retention rules of a bucket.

    kind    original, signed_master, searchable_pdf, record, evidence, tombstone, draft, audit
    level   1, 2 or 3 (QCVN 12:2026/BCA 3.5.2.1.2), where the type of the paper is known

With them an administrator can expire drafts or move originals to slower disks without parsing keys.
They contain no personal data: a tag can be read by accounts that may not read the object.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from schemas.papers.model import Level
from schemas.record.paper import RenditionKind

__all__ = ["ObjectKind", "level_of", "tags_of"]


class ObjectKind(StrEnum):
    """What an object is, beside the renditions of a paper."""

    RECORD = "record"
    EVIDENCE = "evidence"
    """Every line that was read."""
    TOMBSTONE = "tombstone"
    DRAFT = "draft"
    """A draft of a paper that is not yet on file; not needed afterwards."""
    AUDIT = "audit"


def tags_of(kind: ObjectKind | RenditionKind, level: Level | None = None) -> Mapping[str, str]:
    """Return the tags of an object.

    Args:
        kind: What it is.
        level: Level of the paper; None if unknown.
    """
    return {"kind": kind.value, **({"level": level.value} if level else {})}


def level_of(tags: Mapping[str, str]) -> Level | None:
    """Return the level that tags of an object tell; None if they tell none."""
    told = tags.get("level", "")
    return Level(told) if told in {level.value for level in Level} else None
