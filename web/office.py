"""What the pages work with; made once, when they start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass

from api.services import Services
from app.workshop import Workshop
from storage.batches.batches import Batches
from storage.batches.pace import BatchPace
from storage.desk.accounts import Accounts
from storage.desk.dossiers import Dossiers
from storage.desk.lookups import Lookups
from storage.desk.receipts import Receipts
from web.settings import WebSettings
from web.single_sign_on import SingleSignOn, SingleSignOnSettings

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
        receipts: Codes with which the public asks.
        lookups: What Tra cứu answered.
        batches: The backfill.
        pace: How fast it goes.
        single_sign_on: The provider that signs people in; None: passwords only.
    """

    settings: WebSettings
    shop: Workshop
    services: Services
    accounts: Accounts
    dossiers: Dossiers
    receipts: Receipts
    lookups: Lookups
    batches: Batches
    pace: BatchPace
    single_sign_on: SingleSignOn | None


@contextmanager
def opened_office(settings: WebSettings, services: Services) -> Iterator[Office]:
    """Open what the pages need beside the services, and close it at the end.

    Raises:
        StoreUnavailableError: The database does not answer.
    """
    shop = Workshop(settings)
    address = settings.ledger_url
    with ExitStack() as stack:
        stack.callback(shop.archive.index.close)
        stack.callback(shop.archive.ledger.close)
        stack.callback(shop.desk.close)
        yield Office(
            settings=settings,
            shop=shop,
            services=services,
            accounts=stack.enter_context(closing(Accounts(address, idle=settings.idle))),
            dossiers=stack.enter_context(closing(Dossiers(address))),
            receipts=stack.enter_context(closing(Receipts(address))),
            lookups=stack.enter_context(closing(Lookups(address))),
            batches=stack.enter_context(closing(Batches(address))),
            pace=stack.enter_context(closing(BatchPace(address))),
            single_sign_on=_single_sign_on(settings),
        )


def _single_sign_on(settings: WebSettings) -> SingleSignOn | None:
    path = settings.api_folder / "single_sign_on.toml"
    return SingleSignOn(SingleSignOnSettings.load(path)) if path.exists() else None
