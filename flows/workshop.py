"""The parts that a process works with: reader, signers, archive. Each is made once, when needed.

Their libraries take seconds to import, so that each is imported with the part that needs it: a
question to the index must not wait for the networks of the reader.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from flows.settings import Settings

if TYPE_CHECKING:
    from pipeline.policy import IntakePolicy
    from pipeline.read import PageReader
    from pipeline.seal.authority import TestAuthority
    from pipeline.seal.keys import Signer
    from pipeline.seal.paper import Signers
    from storage.archive import PaperArchive

__all__ = ["Workshop", "workshop"]


class Workshop:
    """Everything that a paper passes through, for one installation."""

    def __init__(self, settings: Settings) -> None:
        """Remember the settings; nothing is opened yet."""
        self.settings = settings

    @functools.cached_property
    def reader(self) -> PageReader:
        """The page reader, with its networks loaded."""
        from pipeline.read import PageReader

        return PageReader()

    @functools.cached_property
    def policy(self) -> IntakePolicy:
        """What this installation does where the rules of intake leave it a choice."""
        from pipeline.policy import IntakePolicy

        return IntakePolicy(self.settings.below_floor, self.settings.presented_papers)

    @functools.cached_property
    def archive(self) -> PaperArchive:
        """Store, ledger and index."""
        from storage.archive import PaperArchive
        from storage.index import PaperIndex
        from storage.ledger import PaperLedger
        from storage.open import open_store

        self.settings.folder.mkdir(parents=True, exist_ok=True)
        return PaperArchive(
            open_store(self.settings.store_url),
            PaperLedger(self.settings.ledger_url),
            PaperIndex(self.settings.index_url),
        )

    @functools.cached_property
    def signers(self) -> Signers:
        """Operator's and agency's keys; those of the test authority where none are configured."""
        from pipeline.seal.paper import Signers

        settings = self.settings
        return Signers(
            operator=_signer(settings.operator_key, self.authority.operator, settings.operator_pin),
            agency=_signer(settings.agency_key, self.authority.agency, settings.agency_pin),
        )

    @functools.cached_property
    def authority(self) -> TestAuthority:
        """The test signing authority, made at first use."""
        from pipeline.seal.authority import TestAuthority, make_test_authority

        authority = TestAuthority.at(self.settings.authority_folder)
        return authority if authority.complete else make_test_authority(authority.root.parent)

    @property
    def trust(self) -> Path:
        """The roots that signatures are checked against."""
        return self.settings.trust or self.authority.root


def _signer(configured: Path | None, default: Path, pin: SecretStr | None) -> Signer:
    from pipeline.seal.keys import Pkcs12Signer

    passphrase = pin.get_secret_value() if pin else None
    return Pkcs12Signer.from_file(configured or default, passphrase)


@functools.cache
def workshop() -> Workshop:
    """Return the workshop of this process, set up from the environment."""
    return Workshop(Settings())
