"""The composition root: everything an installation works with, each part opened once.

`App.open` reads the settings; whoever has an `App` hands it on. There is no other way to a store, a
database or a key: one `Database` an address, one archive, one desk, so that a transaction can span
desk and ledger and a process holds no more connections than it needs.

Libraries of the parts take seconds to import, so that each is imported with the part that needs it:
a question to the index must not wait for the networks of the reader.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from app.keys import KEY_FILES, installation_key
from app.settings import Settings

if TYPE_CHECKING:
    from app.desk.pictures import PageCache
    from app.open_keys import OpenKeys
    from pipeline.intake.policy import IntakePolicy
    from pipeline.ocr.models import Models
    from pipeline.ocr.networks import Runtime
    from pipeline.ocr.ports import Recognizer
    from pipeline.page.read import PageReader
    from pipeline.seal.paper import Signers
    from pipeline.seal.signing.authority import TestAuthority
    from pipeline.seal.signing.keyring import KeyRing
    from pipeline.seal.signing.keys import Signer
    from pipeline.seal.signing.proof import Proof
    from pipeline.seal.verification.trust import Trust
    from schemas.record.paper import PaperRecord
    from schemas.record.reading import PageReading
    from storage.audit.chain import AuditLog
    from storage.batches.batches import Batches
    from storage.batches.figures import BatchFigures
    from storage.batches.pace import BatchPace
    from storage.database import Database
    from storage.desk.accounts import Accounts
    from storage.desk.dossiers import Dossiers
    from storage.desk.figures import DeskFigures
    from storage.desk.hand_ins import HandIns
    from storage.desk.lookups import Lookups
    from storage.desk.receipts import Receipts
    from storage.desk.reuse_decisions import ReuseDecisions
    from storage.desk.work_queue import Desk
    from storage.known_keys import KnownKeys
    from storage.objects.open import S3Account
    from storage.objects.port import ObjectStore
    from storage.papers.archive import PaperArchive, PaperFile
    from storage.papers.index import PaperIndex
    from storage.papers.ledger import PaperLedger
    from storage.papers.number_links import NumberLinks

__all__ = ["App", "Clock", "Sealer"]

Clock = Callable[[], dt.datetime]
Sealer = Callable[["PaperRecord", Sequence["PageReading"]], Iterable["PaperFile"]]
"""Makes the signed files of a record from its readings; none where there are no keys."""

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
_TSA_PAUSE_SECONDS = 60.0
"""After an outage the timestamp authority is left alone so long; papers do not wait for it."""


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class App:
    """One installation at work. A context manager; `close` gives the connections back."""

    def __init__(self, settings: Settings, *, clock: Clock = _now, **parts: object) -> None:
        """Remember the settings; nothing is opened yet.

        Args:
            settings: Of the installation.
            clock: Returns the time, UTC.
            parts: By name of a part below, what stands in its place: a `store` in memory, a
                `reader` that is loaded already.

        Raises:
            TypeError: There is no such part.
        """
        self.settings = settings
        self.clock = clock
        self._databases: dict[str, Database] = {}
        self._closing = ExitStack()
        for name, part in parts.items():
            if not isinstance(getattr(type(self), name, None), functools.cached_property):
                raise TypeError(f"an installation has no part {name!r}")
            self.__dict__[name] = part

    @classmethod
    def open(cls, settings: Settings | None = None) -> Self:
        """Open an installation; its printed forms and procedures count in this process from now on.

        Args:
            settings: Those of the environment where None.

        Raises:
            SettingsError: The environment names a setting that there is not, or a wrong value.
        """
        from schemas.law.procedures import use_procedures
        from schemas.papers.forms import use_forms

        settings = settings or Settings.read()
        use_forms(settings.forms)
        use_procedures(settings.procedures)
        return cls(settings)

    def close(self) -> None:
        """Give all connections back."""
        self._closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def today(self) -> dt.date:
        """Return the day in Hanoi: validity ends there, not in Greenwich."""
        return self.clock().astimezone(HANOI).date()

    # Where things are kept

    def database(self, address: str | Path) -> Database:
        """Return the one database of an address.

        Raises:
            StoreUnavailableError: Its folder cannot be made, or it does not answer.
            SchemaError: Its tables are of another release.
        """
        from storage.database import Database
        from storage.schema import require_current

        known = self._databases.get(str(address))
        if known is None:
            opened = Database(address)
            self._closing.callback(opened.close)
            with opened.read() as connection:
                require_current(connection, _named(address))
            known = self._databases[str(address)] = opened
        return known

    @property
    def _books(self) -> Database:
        """The database of ledger, desk and batches."""
        return self.database(self.settings.ledger_url)

    @property
    def s3_account(self) -> S3Account:
        """Who asks the S3 endpoints of store and sources."""
        from storage.objects.open import S3Account

        settings = self.settings
        return S3Account(settings.s3_access_key, settings.s3_secret_key.get_secret_value())

    @functools.cached_property
    def store(self) -> ObjectStore:
        """The object store; two as one where papers of restricted access lie apart."""
        from storage.objects.open import open_store
        from storage.objects.shelves import Shelves

        settings = self.settings
        store = open_store(settings.store_url, self.s3_account)
        if settings.store_restricted:
            return Shelves(store, open_store(settings.store_restricted, self.s3_account))
        return store

    @functools.cached_property
    def index(self) -> PaperIndex:
        """How papers are found; holds nothing that the store does not hold."""
        from storage.papers.index import PaperIndex

        database = self.database(self.settings.index_url)
        return PaperIndex(database, on_file=lambda: self.ledger.indexed_papers())

    @functools.cached_property
    def ledger(self) -> PaperLedger:
        """What has been done to which paper."""
        from storage.papers.ledger import PaperLedger

        return PaperLedger(self._books, clock=self.clock)

    @functools.cached_property
    def archive(self) -> PaperArchive:
        """Store, ledger and index as one.

        Raises:
            StoreUnavailableError: The store holds nothing, and the ledger knows of papers in it.
        """
        from storage.errors import StoreUnavailableError
        from storage.objects.keys import PAPERS
        from storage.papers.archive import PaperArchive

        if self.ledger.last_change() and next(iter(self.store.list(PAPERS)), None) is None:
            raise StoreUnavailableError("store-lost")
        return PaperArchive(self.store, self.ledger, self.index)

    @functools.cached_property
    def known_keys(self) -> KnownKeys:
        """Which keys belong to this installation, whatever machine they lie on."""
        from storage.known_keys import KnownKeys

        return KnownKeys(self.database(self.settings.audit_url), clock=self.clock)

    @functools.cached_property
    def audit(self) -> AuditLog:
        """The audit chain; its key is made with its first entry, and no other may write.

        Raises:
            KeyMissingError: The chain was begun with a key that this machine lacks.
            KeyUnknownError: It was begun with another key.
        """
        from storage.audit.chain import AuditLog
        from storage.audit.heads import HeadBook
        from storage.errors import KeyUnknownError
        from storage.known_keys import KeyUse

        database, folder = self.database(self.settings.audit_url), self.settings.api_folder
        if not self.known_keys.expected(KeyUse.AUDIT):  # a chain from before keys were known
            path = folder / KEY_FILES[KeyUse.AUDIT]
            kept = path.read_bytes() if path.exists() else bytes(32)
            if not AuditLog(database, kept).continues():
                raise KeyUnknownError("chain", source=str(path))
        key = installation_key(folder, KeyUse.AUDIT, self.known_keys)
        return AuditLog(database, key, clock=self.clock, book=HeadBook(self._books))

    # The desk

    @functools.cached_property
    def desk(self) -> Desk:
        """The work queue of the papers between scanner and store."""
        from storage.desk.work_queue import Desk

        return Desk(self._books, clock=self.clock)

    @functools.cached_property
    def hand_ins(self) -> HandIns:
        """Papers handed in again, for other dossiers."""
        from storage.desk.hand_ins import HandIns

        return HandIns(self._books)

    @functools.cached_property
    def accounts(self) -> Accounts:
        """Who may sign in to the pages."""
        from storage.desk.accounts import Accounts

        return Accounts(self._books, idle=self.settings.idle, clock=self.clock)

    @functools.cached_property
    def dossiers(self) -> Dossiers:
        """What is open at the desk."""
        from storage.desk.dossiers import Dossiers

        return Dossiers(self._books, clock=self.clock)

    @functools.cached_property
    def receipts(self) -> Receipts:
        """Codes with which the public asks how far a dossier is."""
        from storage.desk.receipts import Receipts

        return Receipts(self._books, clock=self.clock)

    @functools.cached_property
    def lookups(self) -> Lookups:
        """What was answered to questions of Tra cứu."""
        from storage.desk.lookups import Lookups

        return Lookups(self._books, clock=self.clock)

    @functools.cached_property
    def reuse_decisions(self) -> ReuseDecisions:
        """What was decided on papers that checks proposed."""
        from storage.desk.reuse_decisions import ReuseDecisions

        return ReuseDecisions(self._books)

    @functools.cached_property
    def number_links(self) -> NumberLinks:
        """Numbers that officers said to be one person's."""
        from storage.papers.number_links import NumberLinks

        return NumberLinks(self._books, clock=self.clock)

    @functools.cached_property
    def figures(self) -> DeskFigures:
        """Queues, throughput and checks of the desk."""
        from storage.desk.figures import DeskFigures

        return DeskFigures(self._books)

    @functools.cached_property
    def pictures(self) -> PageCache:
        """Pictures of pages for screens."""
        from app.desk.pictures import PageCache

        return PageCache(self.settings.folder / "pictures")

    # The backfill

    @functools.cached_property
    def batches(self) -> Batches:
        """Batches of legacy papers, their shards and files."""
        from storage.batches.batches import Batches

        return Batches(self._books, clock=self.clock)

    @functools.cached_property
    def batch_figures(self) -> BatchFigures:
        """What a batch brought."""
        from storage.batches.figures import BatchFigures

        return BatchFigures(self._books)

    @functools.cached_property
    def pace(self) -> BatchPace:
        """How fast a batch went lately."""
        from storage.batches.pace import BatchPace

        return BatchPace(self._books)

    # Reading

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

    # Sealing and verification

    @functools.cached_property
    def signers(self) -> Signers:
        """Operator's and agency's keys; in a trial those of the test authority.

        Whoever is going to sign asks for them before anything is written.

        Raises:
            KeysUnsetError: None are configured, and this is no trial.
            KeyUnknownError: The installation signs with others.
            KeyStoreError: They cannot be opened.
        """
        from storage.known_keys import KeyUse, fingerprint_of

        found = self.opened_signers
        for use, signer in ((KeyUse.OPERATOR, found.operator), (KeyUse.AGENCY, found.agency)):
            self.known_keys.check(use, fingerprint_of(signer.certificate.dump()))
        return found

    @functools.cached_property
    def opened_signers(self) -> Signers:
        """The keys of `signers`, whether they belong to the installation or not."""
        from pipeline.seal.paper import Signers

        settings, keys = self.settings, self.keys
        operator = settings.operator_key or str(self._test_authority("OPERATOR_KEY").operator)
        agency = settings.agency_key or str(self._test_authority("AGENCY_KEY").agency)
        return Signers(
            operator=keys.signer(operator, _secret(settings.operator_pin)),
            agency=keys.signer(agency, _secret(settings.agency_pin)),
        )

    @functools.cached_property
    def agency_signer(self) -> Signer:
        """The key of the agency alone, for papers that people sign with keys of their own.

        Raises:
            KeysUnsetError, KeyUnknownError, KeyStoreError: See `signers`.
        """
        from storage.known_keys import KeyUse, fingerprint_of

        agency = self.settings.agency_key or str(self._test_authority("AGENCY_KEY").agency)
        found = self.keys.signer(agency, _secret(self.settings.agency_pin))
        self.known_keys.check(KeyUse.AGENCY, fingerprint_of(found.certificate.dump()))
        return found

    @functools.cached_property
    def open_keys(self) -> OpenKeys:
        """The signing keys that people opened in their sessions."""
        from app.open_keys import OpenKeys

        opened = OpenKeys(self.clock)
        self._closing.callback(opened.close)
        return opened

    @functools.cached_property
    def sealer(self) -> Sealer:
        """Makes the signed files of a paper's next version; there is none without keys.

        Raises:
            KeyStoreError: See `signers`.
        """
        from app.papers.sealing import seal_again

        _ = self.signers
        return functools.partial(seal_again, self)

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
            raise KeyStoreError("trust-unset")
        return Proof(
            ProofLevel(settings.proof),
            HttpTimestampAuthority(settings.tsa, settings.tsa_seconds, _TSA_PAUSE_SECONDS),
            Trust.from_files([settings.trust]),
            dt.timedelta(days=settings.revocation_days),
        )

    @functools.cached_property
    def authority(self) -> TestAuthority:
        """The test signing authority, made at first use; for trials only."""
        from pipeline.seal.signing.authority import TestAuthority, make_test_authority

        authority = TestAuthority.at(self.settings.authority_folder)
        return authority if authority.complete else make_test_authority(authority.root.parent)

    def _test_authority(self, unset: str) -> TestAuthority:
        """Return the test authority in place of a setting that is not there.

        Raises:
            KeysUnsetError: This is no trial.
        """
        if not self.settings.trial:
            from pipeline.seal.errors import KeysUnsetError

            raise KeysUnsetError("setting", missing=f"MOTLAN_{unset}")
        return self.authority

    @property
    def trust(self) -> Path:
        """The roots that signatures are checked against.

        Raises:
            KeysUnsetError: None are configured, and this is no trial.
        """
        return self.settings.trust or self._test_authority("TRUST").root

    @functools.cached_property
    def verifier(self) -> Trust:
        """Whom to trust when signatures are checked, and whether to ask over the network."""
        from pipeline.seal.verification.trust import Trust

        return Trust.from_files([self.trust], online=self.settings.ask_revocation)


def _named(address: str | Path) -> str:
    """Return the name of a database for people; its address may hold a password."""
    return "PostgreSQL" if "://" in str(address) else str(address)


def _secret(pin: SecretStr | None) -> str | None:
    return pin.get_secret_value() if pin else None
