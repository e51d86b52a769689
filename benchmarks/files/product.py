"""The product's own way from the bytes of a file to its signed files, and what came of it."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.files.stand_in import StandIn
from pipeline.intake.receive import receive
from pipeline.page.default import default_page_reader
from pipeline.page.read import PageReader
from pipeline.paper import make_record, understand
from pipeline.seal.paper import SealedPaper, Signers, seal_paper
from pipeline.seal.signing.authority import make_test_authority
from pipeline.seal.signing.keys import Pkcs12Signer
from pipeline.seal.verification.trust import Trust
from pipeline.seal.verification.verify import verify_pdf
from schemas.errors import MotlanError
from schemas.record.intake import Intake
from schemas.record.paper import PageInfo, PaperRecord

__all__ = ["Outcome", "Product"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the product made of a file.

    Attributes:
        record: Its record; None if it was refused.
        code: Code of the refusal, or the name of an exception that is none; None if it was taken.
        said: The refusal as the clerk reads it, with its remedy.
        master: The picture as signed by the person who scanned; None if nothing was signed.
        searchable: The searchable copy; None if nothing was signed.
        kept: Why the file was kept as it is, unsigned; None if it was signed.
        problems: What verification and PDF/A validation find wrong with the signed files.
    """

    record: PaperRecord | None = None
    code: str | None = None
    said: str = ""
    master: bytes | None = None
    searchable: bytes | None = None
    kept: str | None = None
    problems: tuple[str, ...] = ()

    @property
    def pages(self) -> tuple[PageInfo, ...]:
        """Facts about the pages; none of a refused file."""
        return self.record.pages if self.record else ()


class Product:
    """Takes files in, reads and seals them, with keys of its own; a context manager."""

    def __init__(self) -> None:
        """Create the keys; the networks are loaded when a file has to be read."""
        self._folder = tempfile.TemporaryDirectory(prefix="motlan-")
        authority = make_test_authority(Path(self._folder.name))
        self._signers = Signers(
            Pkcs12Signer.from_file(authority.operator), Pkcs12Signer.from_file(authority.agency)
        )
        self._trust = Trust.from_files([authority.root])
        self._stand_in = StandIn()
        self._reader: PageReader | None = None

    def __enter__(self) -> Self:
        """Enter the context."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        """Delete the keys."""
        self._folder.cleanup()

    def digitise(self, data: bytes, name: str, *, reads: bool = False) -> Outcome:
        """Take a file in, read it, seal it, and verify what was signed.

        Args:
            data: The file.
            name: Its name.
            reads: Whether the pages are read; if not, every page is taken as it lies.
        """
        try:
            file = receive(data, name)
            understood = understand(file, self._page_reader() if reads else self._stand_in)
            now = dt.datetime.now(dt.UTC)
            record = make_record(file, understood, Intake(received_at=now), now)
            sealed = seal_paper(
                data, file.media_type, understood.pages, record, self._signers, sha256=file.sha256
            )
        except MotlanError as error:
            return Outcome(code=error.code, said=f"{error.text()} {error.remedy()}")
        except Exception as error:  # what must not happen is found here, not a reason to stop
            return Outcome(code=type(error).__name__, said=str(error))
        return self._opened(record, sealed)

    def _page_reader(self) -> PageReader:
        if self._reader is None:
            self._reader = default_page_reader()
        return self._reader

    def _opened(self, record: PaperRecord, sealed: SealedPaper) -> Outcome:
        master, searchable = sealed.signed_master, sealed.searchable
        problems: list[str] = []
        for data in filter(None, (master, searchable)):
            verdict = verify_pdf(data, self._trust)
            problems += [*verdict.all_problems, *verdict.archive_failures]
        return Outcome(
            record, None, "", master, searchable, sealed.reason, tuple(dict.fromkeys(problems))
        )
