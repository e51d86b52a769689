"""Tags of objects: what the rules of a bucket for lifecycle and retention go by.

    kind    original, signed_master, searchable_pdf, record, evidence, tombstone, draft, audit
    level   1, 2 or 3 (QCVN 12:2026/BCA 3.5.2.1.2), where the type of the paper is known

So an administrator can let drafts expire or move originals to slower disks without reading keys.
They hold no personal data: a tag can be read by accounts that may not read the object.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from schemas.papers.model import Level
from schemas.record.paper import RenditionKind

__all__ = ["ObjectKind", "tags_of"]


class ObjectKind(StrEnum):
    """What an object is, beside the renditions of a paper."""

    RECORD = "record"
    EVIDENCE = "evidence"
    """Every line that was read."""
    TOMBSTONE = "tombstone"
    DRAFT = "draft"
    """Of a paper that is not on file yet; of no use when it is."""
    AUDIT = "audit"


def tags_of(kind: ObjectKind | RenditionKind, level: Level | None = None) -> Mapping[str, str]:
    """Return the tags of an object.

    Args:
        kind: What it is.
        level: Of the paper; None where nobody knows it yet.
    """
    return {"kind": kind.value, **({"level": level.value} if level else {})}
