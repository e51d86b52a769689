"""The keys of the audit chain: one after the other, each from a place in the chain on.

The key file holds all of them, 32 random bytes each, oldest first; the newest writes. Entries and
heads from before a change still bear the HMAC of the key of their time. The hash of a person is
made with the first key for ever, or nobody could be found across a change.
"""

from __future__ import annotations

import hmac

__all__ = ["KEY_BYTES", "ChainKeys"]

KEY_BYTES = 32


class ChainKeys:
    """The keys of a chain."""

    def __init__(self, key: bytes) -> None:
        """Derive the keys from the contents of the key file.

        Raises:
            ValueError: The file does not hold whole keys.
        """
        if not key or len(key) % KEY_BYTES:
            raise ValueError(f"the keys of the audit chain have {KEY_BYTES} bytes each")
        every = [key[at : at + KEY_BYTES] for at in range(0, len(key), KEY_BYTES)]
        self._chain = [hmac.digest(one, b"motlan audit chain", "sha256") for one in every]
        self.heads = tuple(hmac.digest(one, b"motlan audit head", "sha256") for one in every)
        self.subject = hmac.digest(every[0], b"motlan audit subject", "sha256")

    def mac(self, text: str) -> str:
        """Return the HMAC of an entry that is written now."""
        return hmac.digest(self._chain[-1], text.encode(), "sha256").hex()

    def wrote(self, text: str, mac: str, since: int = 0) -> int | None:
        """Return which key made the HMAC of an entry; None if none of them did.

        Args:
            text: The entry.
            mac: Its HMAC.
            since: The key of the entry before: no earlier one writes after it.
        """
        for place in range(since, len(self._chain)):
            own = hmac.digest(self._chain[place], text.encode(), "sha256").hex()
            if hmac.compare_digest(own, mac):
                return place
        return None
