"""What an object store may guarantee, and how one is tried; see `storage.objects.guarantees`."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

__all__ = ["Guarantee", "Trial"]

Trial = Callable[[str], tuple[bool | None, str]]
"""Tries a guarantee with objects under a key of its own; returns whether it held (None where the
store has no such thing by its nature) and one sentence in Vietnamese."""


class Guarantee(StrEnum):
    """What the archive would like to rely on."""

    WRITE_ONCE = "write_once"
    """Other content under a taken key is refused."""
    ONE_WINNER = "one_winner"
    """Of several writers at the same moment exactly one succeeds."""
    READ_BACK = "read_back"
    """What is read has the hash of what was written."""
    DAMAGE_REFUSED = "damage_refused"
    """A content that was damaged on its way is refused."""
    VIETNAMESE = "vietnamese"
    """Metadata keeps every letter."""
    TAGGED = "tagged"
    """Tags, by which a bucket's rules go, keep every letter; the archive can do without."""
    VERSIONED = "versioned"
    """Deleting hides an object, its content stays."""
    LOCKED = "locked"
    """Nobody can delete a content before its retention ends, the administrator included."""
    SOFTWARE_LOCK = "software_lock"
    """Our own software deletes no content before its retention ends; a server's lock is more."""
    ENCRYPTED_TRANSPORT = "encrypted_transport"
    """Nobody on the line can read along."""
