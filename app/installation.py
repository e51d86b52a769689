"""The composition root: all parts of an installation, each opened once.

`App.open` reads the settings; the `App` is then passed on. There is no other way to reach a store,
a database or a key: one `Database` per address, one archive, one desk, so that a transaction can
span desk and ledger and a process holds no more connections than it needs.

Some libraries take seconds to import, so each is imported with the part that needs it: an index
query must not wait for the networks of the reader.
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

from app.books import Books
from app.settings import Settings

if TYPE_CHECKING:
    from app.desk.pictures import PageCache
    from app.keys.opened import OpenKeys
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
    from storage.database import Database
    from storage.known_keys import KnownKeys
    from storage.objects.open import S3Account
    from storage.objects.port import ObjectStore
    from storage.papers.archive import PaperArchive, PaperFile
    from storage.papers.ledger import PaperLedger
    from storage.papers.search.index import PaperIndex

__all__ = ["App", "Clock", "Sealer"]

Clock = Callable[[], dt.datetime]
Sealer = Callable[["PaperRecord", Sequence["PageReading"]], Iterable["PaperFile"]]
"""Creates the signed files of a record from its readings; none without keys."""

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
_TSA_PAUSE_SECONDS = 60.0
"""After an outage, time until the timestamp authority is tried again; papers do not wait."""


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class App(Books):
    """A running installation. A context manager; `close` closes the connections."""

    def __init__(self, settings: Settings, *, clock: Clock = _now, **parts: object) -> None:
        """Store the settings; nothing is opened yet.

        Args:
            settings: Settings of the installation.
            clock: Returns the time, UTC.
            parts: Replacements by name of a part below, e.g. a `store` in memory or a `reader` that
                is already loaded.

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
        """Open an installation and activate its printed forms and procedures in this process.

        Args:
            settings: The settings; None reads the environment.

        Raises:
            SettingsError: The environment has an unknown setting or an invalid value.
        """
        from schemas.law.procedures import use_procedures
        from schemas.papers.forms import use_forms

        settings = settings or Settings.read()
        use_forms(settings.forms)
        use_procedures(settings.procedures)
        return cls(settings)

    def close(self) -> None:
        """Close all connections."""
        self._closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def today(self) -> dt.date:
        """Return today's date in Hanoi, not UTC: validity ends by local time."""
        return self.clock().astimezone(HANOI).date()

    # Storage

    def database(self, address: str | Path) -> Database:
        """Return the database at an address; one instance per address.

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
        """The account for the S3 endpoints of store and sources."""
        from storage.objects.open import S3Account

        settings = self.settings
        return S3Account(settings.s3_access_key, settings.s3_secret_key.get_secret_value())

    @functools.cached_property
    def store(self) -> ObjectStore:
        """The object store; combines two if papers of restricted access are stored separately."""
        from storage.objects.open import open_store
        from storage.objects.shelves import Shelves

        settings = self.settings
        store = open_store(settings.store_url, self.s3_account)
        if settings.store_restricted:
            return Shelves(store, open_store(settings.store_restricted, self.s3_account))
        return store

    @functools.cached_property
    def replica(self) -> ObjectStore:
        """The second store, opened with its own account.

        Raises:
            SettingsError: None is configured.
        """
        from app.errors import SettingsError
        from storage.objects.open import S3Account, open_store
        from storage.objects.shelves import Shelves

        settings = self.settings
        if not settings.replica:
            raise SettingsError("unset", source="MOTLAN_REPLICA")
        secret = settings.replica_secret_key.get_secret_value()
        account = S3Account(settings.replica_access_key, secret)
        copy = open_store(settings.replica, account)
        if settings.replica_restricted:
            return Shelves(copy, open_store(settings.replica_restricted, account))
        return copy

    @functools.cached_property
    def index(self) -> PaperIndex:
        """The index that finds papers; contains nothing that the store does not contain."""
        from storage.papers.search.index import PaperIndex

        def on_file() -> int:
            _ = self.archive  # a ledger that was lost would count none
            return self.ledger.indexed_papers()

        return PaperIndex(self.database(self.settings.index_url), on_file=on_file)

    @functools.cached_property
    def ledger(self) -> PaperLedger:
        """The ledger: what has been done to each paper."""
        from storage.papers.ledger import PaperLedger

        return PaperLedger(self._books, clock=self.clock)

    @functools.cached_property
    def archive(self) -> PaperArchive:
        """Store, ledger and index as one.

        Raises:
            StoreUnavailableError: The store holds nothing, and the ledger knows of papers in it; or
                the other way round.
        """
        from app.operation.past import require_same_past

        require_same_past(self.store, self.ledger)
        return self.uncompared_archive

    @functools.cached_property
    def uncompared_archive(self) -> PaperArchive:
        """The same, also where the ledger was lost: only for who rebuilds it from the store."""
        from storage.papers.archive import PaperArchive

        return PaperArchive(self.store, self.ledger, self.index)

    @functools.cached_property
    def known_keys(self) -> KnownKeys:
        """The known keys of this installation, on all its machines."""
        from storage.known_keys import KnownKeys

        return KnownKeys(self.database(self.settings.audit_url), clock=self.clock)

    @functools.cached_property
    def audit(self) -> AuditLog:
        """The audit chain, to be continued; a store that does not answer is compared when sealing.

        Raises:
            KeyMissingError, KeyUnknownError: See `chain`.
            StoreUnavailableError: The store has entries that the database does not have.
        """
        from app.operation.past import require_newest_chain
        from storage.errors import StoreUnavailableError

        try:
            require_newest_chain(self.chain, self.store)
        except StoreUnavailableError as error:
            if error.case == "chain-behind":
                raise
        return self.chain

    @functools.cached_property
    def chain(self) -> AuditLog:
        """The audit chain as the database has it; only for who looks at it or brings it back.

        Its key is created with its first entry, and no other key may write.

        Raises:
            KeyMissingError: The chain was started with a key that this machine does not have.
            KeyUnknownError: It was started with another key.
        """
        from app.keys.own import KEY_FILES, installation_key
        from storage.audit.chain import AuditLog
        from storage.audit.heads import HeadBook
        from storage.errors import KeyUnknownError
        from storage.known_keys import KeyUse, fingerprint_of

        database, folder = self.database(self.settings.audit_url), self.settings.api_folder
        if not self.known_keys.expected(KeyUse.AUDIT):  # the chain is older than known keys
            path = folder / KEY_FILES[KeyUse.AUDIT]
            kept = path.read_bytes() if path.exists() else bytes(32)
            if not AuditLog(database, kept).continues():
                raise KeyUnknownError("chain", source=str(path))
        key = installation_key(folder, KeyUse.AUDIT, self.known_keys)
        guard = functools.partial(
            self.known_keys.require, use=KeyUse.AUDIT, fingerprint=fingerprint_of(key)
        )
        book = HeadBook(self._books)
        return AuditLog(database, key, clock=self.clock, book=book, guard=guard)

    def reopen_chain(self) -> None:
        """Open the audit chain with the key file as it is now, at its next use."""
        self.__dict__.pop("chain", None)
        self.__dict__.pop("audit", None)

    # Pictures

    @functools.cached_property
    def pictures(self) -> PageCache:
        """The cache of page pictures for screens."""
        from app.desk.pictures import PageCache

        return PageCache(self.settings.folder / "pictures")

    # Reading

    @functools.cached_property
    def reader(self) -> PageReader:
        """The page reader, with its networks loaded."""
        from pipeline.page.default import default_page_reader

        loaded: Recognizer | None = self.__dict__.get("recognizer")
        return default_page_reader(self.models, self.runtime, loaded)

    @functools.cached_property
    def recognizer(self) -> Recognizer:
        """The recogniser alone, for single regions; shared with `reader` if that is loaded."""
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
        """The runtime of the networks."""
        from pipeline.ocr.networks import Runtime

        return Runtime(self.settings.runtime, self.settings.threads)

    @functools.cached_property
    def policy(self) -> IntakePolicy:
        """The intake policy: the choices that the intake rules leave to an installation."""
        from pipeline.intake.policy import IntakePolicy

        return IntakePolicy(self.settings.below_floor, self.settings.presented_papers)

    # Sealing and verification

    @functools.cached_property
    def signers(self) -> Signers:
        """The keys of operator and agency; in a trial those of the test authority.

        Code that signs must get them before it writes anything.

        Raises:
            KeysUnsetError: None are configured, and this is not a trial.
            KeyUnknownError: The installation signs with other keys.
            KeyStoreError: They cannot be opened.
        """
        from storage.known_keys import KeyUse, fingerprint_of

        found = self.opened_signers
        for use, signer in ((KeyUse.OPERATOR, found.operator), (KeyUse.AGENCY, found.agency)):
            self.known_keys.check(use, fingerprint_of(signer.certificate.dump()))
        return found

    @functools.cached_property
    def opened_signers(self) -> Signers:
        """The keys of `signers`, without checking that they belong to the installation."""
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
        from app.keys.opened import OpenKeys

        opened = OpenKeys(self.clock)
        self._closing.callback(opened.close)
        return opened

    @functools.cached_property
    def sealer(self) -> Sealer:
        """Creates the signed files of a paper's next version; not available without keys.

        Raises:
            KeyStoreError: See `signers`.
        """
        from app.papers.digitizing.sealing import seal_again

        _ = self.signers
        return functools.partial(seal_again, self)

    @functools.cached_property
    def keys(self) -> KeyRing:
        """The open keys; a token keeps one session for the life of the process."""
        from pipeline.seal.signing.keyring import KeyRing

        return KeyRing()

    @functools.cached_property
    def proof(self) -> Proof | None:
        """How the time of signatures is proven; None without a timestamp authority.

        Raises:
            KeyStoreError: The trusted roots of signers and timestamp authority are not configured.
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
        """The test signing authority, created at first use; for trials only."""
        from pipeline.seal.signing.authority import TestAuthority, make_test_authority

        authority = TestAuthority.at(self.settings.authority_folder)
        return authority if authority.complete else make_test_authority(authority.root.parent)

    def _test_authority(self, unset: str) -> TestAuthority:
        """Return the test authority as a substitute for a missing setting.

        Raises:
            KeysUnsetError: This is not a trial.
        """
        if not self.settings.trial:
            from pipeline.seal.errors import KeysUnsetError

            raise KeysUnsetError("setting", missing=f"MOTLAN_{unset}")
        return self.authority

    @property
    def trust(self) -> Path:
        """The trusted roots for signature verification.

        Raises:
            KeysUnsetError: None are configured, and this is not a trial.
        """
        return self.settings.trust or self._test_authority("TRUST").root

    @functools.cached_property
    def verifier(self) -> Trust:
        """The verification settings: trusted roots, and whether network requests are allowed."""
        from pipeline.seal.verification.trust import Trust

        return Trust.from_files([self.trust], online=self.settings.ask_revocation)


def _named(address: str | Path) -> str:
    """Return the name of a database for people; its address may hold a password."""
    return "PostgreSQL" if "://" in str(address) else str(address)


def _secret(pin: SecretStr | None) -> str | None:
    return pin.get_secret_value() if pin else None
