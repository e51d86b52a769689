"""A cache of readings, so that tuning an extractor does not read the pages again."""

from __future__ import annotations

import functools
import gzip
import hashlib
import time
from pathlib import Path

from pydantic import BaseModel

from pipeline.intake.receive import Received
from pipeline.ocr.models import SHIPPED
from pipeline.page.default import default_page_reader
from pipeline.page.read import PageReader
from pipeline.paper import understand
from schemas.record.reading import PageReading

__all__ = ["KeptReading", "Readings"]


class KeptReading(BaseModel):
    """The pages of one file as they were read.

    Attributes:
        pages: In order.
        cpu: Seconds of CPU that the reading took.
    """

    pages: tuple[PageReading, ...]
    cpu: float


class Readings:
    """Reads files, each once while files and networks stay the same.

    What is kept is named by the bytes of the file and the checksums of the networks; after a change
    to the code that reads, the folder has to be emptied.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Keep readings in a folder; keep nothing where it is None."""
        self._folder = folder
        if folder:
            folder.mkdir(parents=True, exist_ok=True)

    def of(self, file: Received) -> KeptReading:
        """Return the pages of a file, read now or before."""
        if self._folder is None:
            return self._read(file)
        kept = self._folder / f"{file.sha256[:24]}-{self._networks}.json.gz"
        if kept.exists():
            return KeptReading.model_validate_json(gzip.decompress(kept.read_bytes()))
        reading = self._read(file)
        kept.write_bytes(gzip.compress(reading.model_dump_json().encode()))
        return reading

    def _read(self, file: Received) -> KeptReading:
        started = time.process_time()
        pages = understand(file, self._reader).pages
        return KeptReading(pages=pages, cpu=time.process_time() - started)

    @functools.cached_property
    def _reader(self) -> PageReader:
        return default_page_reader()

    @functools.cached_property
    def _networks(self) -> str:
        return hashlib.sha256((SHIPPED.folder / "SHA256SUMS").read_bytes()).hexdigest()[:12]
