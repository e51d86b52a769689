"""Unsigned PDF/A files of originals, made in confined children: originals are foreign bytes."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.confined.ask import Bounds, ask_once
from pipeline.errors import DamagedFileError
from pipeline.intake.receive import MediaType
from pipeline.seal.pdf.description import Attachment, DocumentInfo, Treatment
from pipeline.seal.pdf.placement import PageArea
from schemas.record.reading import PageReading

__all__ = ["Draft", "DraftSource", "draft", "why_kept"]

_INSIDE = "pipeline.seal.pdf.rendition"
_FILE = "draft.pdf"
_MEMORY = 1 << 30
_COPIES = 8
"""Of an original in memory: as it is, unpacked, as written, and in the validator of PDF/A."""
_SECONDS = 60
_SECONDS_PER_PAGE = 6
"""A page that has to be drawn anew takes seconds."""


@dataclass(frozen=True, slots=True)
class DraftSource:
    """What a file is made of.

    Attributes:
        original: Bytes of the original.
        media_type: Their type.
        readings: One reading per page.
        treatment: How much the pages of a PDF may be changed.
    """

    original: bytes
    media_type: str
    readings: Sequence[PageReading]
    treatment: Treatment = Treatment.AS_IT_IS


@dataclass(frozen=True, slots=True)
class Draft:
    """An unsigned file.

    Attributes:
        path: Where it is.
        codes: Printed codes of the first page, which no stamp may cover.
    """

    path: Path
    codes: tuple[PageArea, ...]


def why_kept(original: bytes, media_type: str) -> str | None:
    """Return why an original must be kept as it is; see `assemble.unconvertible`.

    Raises:
        SealInputError: The PDF cannot be read.
        InputError: It asks for more time or memory than any paper needs.
    """
    if media_type != MediaType.PDF:
        return None
    answer = ask_once(
        f"{_INSIDE}:reason", str(media_type), [original], bounds=_bounds(len(original), 1)
    )
    return answer.facts if isinstance(answer.facts, str) else None


def draft(
    folder: str, source: DraftSource, info: DocumentInfo, attachment: Attachment | None = None
) -> Draft:
    """Write the picture of an original as PDF/A-2b; with an attachment as 3b, with hidden text.

    Args:
        folder: An empty folder, for the file.
        source: What it is made of.
        info: Its metadata.
        attachment: Data of what the pages show.

    Raises:
        SealInputError: Readings and original do not match, or a page cannot be embedded.
        ArchiveError: The file would not conform.
        InputError: It asks for more time or memory than any paper needs.
    """
    described = {**asdict(info), "created": info.created.isoformat()}
    attached = None
    if attachment:
        attached = {
            "name": attachment.name,
            "media_type": attachment.media_type,
            "description": attachment.description,
        }
    facts = {
        "media_type": str(source.media_type),
        "treatment": int(source.treatment),
        "info": described,
        "attachment": attached,
        "file": _FILE,
    }
    texts = [_text(reading, lines=attachment is not None) for reading in source.readings]
    blobs = [source.original, attachment.data if attachment else b"", *texts]
    size = sum(map(len, blobs))
    bounds = _bounds(size, len(source.readings))
    answer = ask_once(f"{_INSIDE}:write", facts, blobs, bounds=bounds, folder=folder)
    path = Path(folder, _FILE)
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise ValueError("not a file")
        codes = tuple(PageArea(*map(float, sides)) for sides in answer.facts)
    except (OSError, TypeError, ValueError) as error:
        raise DamagedFileError("decoder-died") from error
    return Draft(path, codes)


def _text(reading: PageReading, *, lines: bool) -> bytes:
    """Return a reading as JSON; without its lines where no text is hidden."""
    known = reading if lines else reading.model_copy(update={"lines": ()})
    return known.model_dump_json().encode()


def _bounds(size: int, pages: int) -> Bounds:
    seconds = _SECONDS + _SECONDS_PER_PAGE * pages
    return Bounds(_MEMORY + _COPIES * size, seconds, seconds, written_bytes=_MEMORY + 4 * size)
