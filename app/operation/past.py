"""Do store and databases speak of the same past?

Whoever restores one of them from an older copy, mounts another store or starts with an empty
database would else work on: numbers of the audit chain would be given away a second time, and
papers that are on file would count as not on file.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from storage.errors import StoreUnavailableError
from storage.objects.keys import PAPERS, original_key, paper_of_key

if TYPE_CHECKING:
    from storage.audit.chain import AuditLog
    from storage.objects.port import ObjectStore
    from storage.papers.ledger import PaperLedger

__all__ = ["require_newest_chain", "require_same_past"]

_LOOKED_AT = 1000
"""Objects: one answer of an S3 server."""


def require_same_past(store: ObjectStore, ledger: PaperLedger) -> bool:
    """Make sure that the store is the one that the ledger speaks of.

    A single original without a record is no past: a crash can leave it behind.

    Returns:
        Whether anything is on file.

    Raises:
        StoreUnavailableError: One of them is empty and the other is not, or the store is silent.
    """
    keys = list(islice(store.list(PAPERS), _LOOKED_AT))
    papers = {paper_of_key(key) or "" for key in keys}
    if not keys and ledger.last_change():
        raise StoreUnavailableError("store-lost")
    one = len(papers) == 1 and keys == [original_key(papers.pop())]
    if keys and not one and ledger.is_empty():
        raise StoreUnavailableError("ahead")
    return bool(keys)


def require_newest_chain(chain: AuditLog, store: ObjectStore) -> None:
    """Make sure that the chain does not end before what was sealed of it.

    Raises:
        StoreUnavailableError: It does: its database is older than the store.
    """
    from storage.audit.seals import newest_head

    sealed = newest_head(store, after=chain.length())
    if sealed > chain.length():  # asked again: others may have added and sealed entries meanwhile
        raise StoreUnavailableError("chain-behind", sealed=sealed, known=chain.length())
