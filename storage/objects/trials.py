"""The guarantees of object stores and the type of their tests; see `storage.objects.guarantees`."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

__all__ = ["Guarantee", "Trial"]

Trial = Callable[[str], tuple[bool | None, str]]
"""Tests a guarantee with objects under a key of its own; returns whether it held (None if it does
not apply to this kind of store) and one sentence in Vietnamese."""


class Guarantee(StrEnum):
    """What the archive would like to rely on."""

    WRITE_ONCE = "write_once"
    """Different content under an existing key is refused."""
    ONE_WINNER = "one_winner"
    """Of several writers at the same moment exactly one succeeds."""
    READ_BACK = "read_back"
    """The content read has the hash of the content written."""
    DAMAGE_REFUSED = "damage_refused"
    """Content damaged in transit is refused."""
    VIETNAMESE = "vietnamese"
    """Metadata keeps every character."""
    TAGGED = "tagged"
    """Tags, which bucket rules use, keep every character; the archive can do without them."""
    VERSIONED = "versioned"
    """Deleting hides an object; its content stays."""
    LOCKED = "locked"
    """Nobody can delete content before its retention ends, not even the administrator."""
    SOFTWARE_LOCK = "software_lock"
    """Our own software deletes no content before its retention ends: weaker than a server lock."""
    ENCRYPTED_TRANSPORT = "encrypted_transport"
    """The connection is encrypted: nobody on the network can read it."""
