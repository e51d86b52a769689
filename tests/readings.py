"""Readings of the same picture are shared within a run, by tests whose subject is not reading.

Papers of `samples/data` come in at the command line, at the desk, in the pages, in batches; to read
each of them once is enough. `python -m tests.readings FOLDER` is a reading process of the desk that
does so.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

from pipeline.image.steps import Known
from pipeline.intake.decode.page_image import PageImage
from pipeline.page.read import PageReader
from schemas.record.reading import PageReading

__all__ = ["READ", "remembering"]

READ = PageReader.read
"""Reads a page, whether it was read before or not."""


def remembering(folder: Path) -> Callable[..., PageReading]:
    """Return what reads a page unless the same picture was read before, in whatever process.

    Args:
        folder: Holds the readings of this run; nothing may be in it that older code has read.
    """
    folder.mkdir(parents=True, exist_ok=True)

    def read(reader: PageReader, page: PageImage, known: Known | None = None) -> PageReading:
        facts = f"{reader.name} {page.number} {page.dpi} {page.pixels.shape} {page.pixels.dtype}"
        digest = hashlib.sha256(page.pixels.tobytes())
        digest.update(facts.encode())
        kept = folder / f"{digest.hexdigest()}.json"
        if kept.exists():
            return PageReading.model_validate_json(kept.read_bytes())
        reading = READ(reader, page, known)
        draft = kept.with_suffix(f".{os.getpid()}")
        draft.write_text(reading.model_dump_json(), "utf-8")
        draft.replace(kept)
        return reading

    return read


def _main() -> None:
    from web.worker import main

    PageReader.read = remembering(Path(sys.argv.pop(1)))  # type: ignore[method-assign]
    main()


if __name__ == "__main__":
    _main()
