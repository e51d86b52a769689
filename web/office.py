"""What the pages work with; made once, when they start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from api.services import Services
from flows.workshop import Workshop
from storage.accounts import Accounts
from storage.dossiers import Dossiers
from web.settings import WebSettings

__all__ = ["Office", "opened_office"]


@dataclass(frozen=True, slots=True)
class Office:
    """Everything a page needs.

    Attributes:
        settings: Of the installation.
        shop: Store, work list, pictures, signers.
        services: What the interface for other systems works with: audit chain, archive.
        accounts: Who may sign in.
        dossiers: What is open at the desk.
    """

    settings: WebSettings
    shop: Workshop
    services: Services
    accounts: Accounts
    dossiers: Dossiers


@contextmanager
def opened_office(settings: WebSettings, services: Services) -> Iterator[Office]:
    """Open what the pages need beside the services, and close it at the end.

    Raises:
        StoreUnavailableError: The database does not answer.
    """
    shop = Workshop(settings)
    accounts = Accounts(settings.ledger_url, idle=settings.idle)
    dossiers = Dossiers(settings.ledger_url)
    try:
        yield Office(settings, shop, services, accounts, dossiers)
    finally:
        accounts.close()
        dossiers.close()
        shop.desk.close()
        shop.archive.ledger.close()
        shop.archive.index.close()
