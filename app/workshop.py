"""The parts that a process works with: reader, signers, archive. Each is made once, when needed.

Their libraries take seconds to import, so that each is imported with the part that needs it: a
question to the index must not wait for the networks of the reader.
"""

from __future__ import annotations

import datetime as dt
import functools
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from app.settings import Settings

if TYPE_CHECKING:
    from app.desk.pictures import PageCache
    from pipeline.intake.policy import IntakePolicy
    from pipeline.ocr.models import Models
    from pipeline.ocr.networks import Runtime
    from pipeline.ocr.ports import Recognizer
    from pipeline.page.read import PageReader
    from pipeline.seal.paper import Signers
    from pipeline.seal.signing.authority import TestAuthority
    from pipeline.seal.signing.keyring import KeyRing
    from pipeline.seal.signing.proof import Proof
    from pipeline.seal.verification.trust import Trust
    from storage.desk.worklist import Desk
    from storage.papers.archive import PaperArchive

__all__ = ["Workshop", "workshop"]

_TSA_PAUSE_SECONDS = 60.0
"""After an outage the timestamp authority is left alone so long; papers do not wait for it."""


class Workshop:
    """Everything that a paper passes through, for one installation."""

    def __init__(self, settings: Settings) -> None:
        """Remember the settings; nothing is opened yet."""
        self.settings = settings

    @functools.cached_property
    def reader(self) -> PageReader:
        """The page reader, with its networks loaded."""
        from pipeline.page.default import default_page_reader

        loaded: Recognizer | None = self.__dict__.get("recognizer")
        return default_page_reader(self.models, self.runtime, loaded)

    @functools.cached_property
    def recognizer(self) -> Recognizer:
        """The line reader alone, for single regions; that of `reader` where it is loaded."""
        from pipeline.ocr.reader import default_recognizer

        loaded: PageReader | None = self.__dict__.get("reader")
        return loaded.recognizer if loaded else default_recognizer(self.models, self.runtime)

    @property
    def models(self) -> Models:
        """The models of this installation."""
        from pipeline.ocr.models import SHIPPED, Models

        return Models(self.settings.models) if self.settings.models else SHIPPED

    @property
    def runtime(self) -> Runtime:
        """What its networks run on."""
        from pipeline.ocr.networks import Runtime

        return Runtime(self.settings.runtime, self.settings.threads)

    @functools.cached_property
    def policy(self) -> IntakePolicy:
        """What this installation does where the rules of intake leave it a choice."""
        from pipeline.intake.policy import IntakePolicy

        return IntakePolicy(self.settings.below_floor, self.settings.presented_papers)

    @functools.cached_property
    def archive(self) -> PaperArchive:
        """Store, ledger and index."""
        from storage.objects.open import open_store
        from storage.objects.shelves import Shelves
        from storage.papers.archive import PaperArchive
        from storage.papers.index import PaperIndex
        from storage.papers.ledger import PaperLedger

        self.settings.folder.mkdir(parents=True, exist_ok=True)
        store = open_store(self.settings.store_url)
        if self.settings.store_restricted:
            store = Shelves(store, open_store(self.settings.store_restricted))
        return PaperArchive(
            store,
            PaperLedger(self.settings.ledger_url),
            PaperIndex(self.settings.index_url),
        )

    @functools.cached_property
    def desk(self) -> Desk:
        """The work list, in the database of the ledger."""
        from storage.desk.worklist import Desk

        self.settings.folder.mkdir(parents=True, exist_ok=True)
        return Desk(self.settings.ledger_url)

    @functools.cached_property
    def pictures(self) -> PageCache:
        """Pictures of pages for screens."""
        from app.desk.pictures import PageCache

        return PageCache(self.settings.folder / "pictures")

    @functools.cached_property
    def signers(self) -> Signers:
        """Operator's and agency's keys; those of the test authority where none are configured."""
        from pipeline.seal.paper import Signers

        settings, keys = self.settings, self.keys
        operator = settings.operator_key or str(self.authority.operator)
        agency = settings.agency_key or str(self.authority.agency)
        return Signers(
            operator=keys.signer(operator, _secret(settings.operator_pin)),
            agency=keys.signer(agency, _secret(settings.agency_pin)),
        )

    @functools.cached_property
    def keys(self) -> KeyRing:
        """The open keys; a token keeps one session for as long as the process lives."""
        from pipeline.seal.signing.keyring import KeyRing

        return KeyRing()

    @functools.cached_property
    def proof(self) -> Proof | None:
        """How the time of signatures is proved; None without a timestamp authority.

        Raises:
            KeyStoreError: The roots of signers and timestamp authority are not configured.
        """
        from pipeline.seal.errors import KeyStoreError
        from pipeline.seal.signing.proof import Proof
        from pipeline.seal.signing.timestamp import HttpTimestampAuthority
        from pipeline.seal.verification.trust import Trust
        from pipeline.seal.verification.verdict import ProofLevel

        settings = self.settings
        if not settings.tsa:
            return None
        if settings.trust is None:
            raise KeyStoreError("MOTLAN_TSA cần MOTLAN_TRUST: chứng thư gốc của chữ ký và của TSA")
        return Proof(
            ProofLevel(settings.proof),
            HttpTimestampAuthority(settings.tsa, settings.tsa_seconds, _TSA_PAUSE_SECONDS),
            Trust.from_files([settings.trust]),
            dt.timedelta(days=settings.revocation_days),
        )

    @functools.cached_property
    def authority(self) -> TestAuthority:
        """The test signing authority, made at first use."""
        from pipeline.seal.signing.authority import TestAuthority, make_test_authority

        authority = TestAuthority.at(self.settings.authority_folder)
        return authority if authority.complete else make_test_authority(authority.root.parent)

    @property
    def trust(self) -> Path:
        """The roots that signatures are checked against."""
        return self.settings.trust or self.authority.root

    @functools.cached_property
    def verifier(self) -> Trust:
        """Whom to trust when signatures are checked, and whether to ask over the network."""
        from pipeline.seal.verification.trust import Trust

        return Trust.from_files([self.trust], online=self.settings.ask_revocation)


def _secret(pin: SecretStr | None) -> str | None:
    return pin.get_secret_value() if pin else None


@functools.cache
def workshop() -> Workshop:
    """Return the workshop of this process, set up from the environment."""
    return Workshop(Settings())
