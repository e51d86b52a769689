"""Tells whether what lies in the store of the audit chain is what the chain itself says."""

from __future__ import annotations

import itertools

from pydantic import TypeAdapter, ValidationError

from storage.audit import seals
from storage.audit.chain import AuditEntry, AuditLog
from storage.audit.heads import Head

__all__ = ["bears_out"]

_segment = TypeAdapter(tuple[AuditEntry, ...])


def bears_out(chain: AuditLog, key: str, data: bytes) -> bool:
    """Tell whether the chain bears an object of its own out.

    Args:
        chain: The chain, which is verified by itself.
        key: A key under `seals.SEGMENTS` or `seals.HEADS`.
        data: What lies there.
    """
    try:
        if key.startswith(seals.HEADS):
            head = Head.model_validate_json(data)
            entry = chain.entry(head.number)
            return chain.is_ours(head) and entry is not None and entry.mac == head.mac
        sealed = _segment.validate_json(data)
    except ValidationError:
        return False
    if not sealed:
        return False
    first, last = sealed[0].number, sealed[-1].number
    own = itertools.takewhile(lambda entry: entry.number <= last, chain.entries(first - 1))
    return tuple(own) == sealed
