"""What the confined child of `pipeline.seal.pdf.draft` does with an original."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, overload

from pipeline.confined.frames import Answer, Question
from pipeline.seal.pdf.archive import write_archive
from pipeline.seal.pdf.assemble import Assembled, assemble, unconvertible
from pipeline.seal.pdf.description import Attachment, DocumentInfo, Treatment
from pipeline.seal.pdf.text_layer import HiddenText
from schemas.record.reading import PageReading

__all__ = ["reason", "write"]


def reason(question: Question) -> Iterator[Answer]:
    """Answer why an original must be kept as it is; with None if it may be converted.

    Raises:
        SealInputError: The PDF cannot be read.
    """
    yield Answer(unconvertible(question.blobs[0], question.facts))


def write(question: Question) -> Iterator[Answer]:
    """Write the unsigned file, and answer where the first page has printed codes.

    Raises:
        SealError: As `assemble` and `write_archive`.
        RenderTimeoutError: Drawing a page took too long.
    """
    facts = question.facts
    original, record, *pages = question.blobs
    readings = _Readings(pages)
    assembled = assemble(original, facts["media_type"], readings, Treatment(facts["treatment"]))
    attachment = Attachment(data=record, **facts["attachment"]) if facts["attachment"] else None
    with assembled.pdf:
        if attachment:
            _hide_text(assembled, readings)
        path = Path(question.folder, facts["file"])
        write_archive(assembled.pdf, path, _info(facts["info"]), attachment)
    first = next(assembled.placements)
    areas = (first.around(code.polygon) for code in first.reading.codes)
    yield Answer([(area.left, area.bottom, area.right, area.top) for area in areas])


def _hide_text(assembled: Assembled, readings: Sequence[PageReading]) -> None:
    layer = HiddenText(assembled.pdf, readings)
    pages = zip(assembled.pdf.pages, assembled.placements, strict=True)
    for number, (page, placement) in enumerate(pages):
        if number not in assembled.own_text:
            layer.add(page, placement)


def _info(facts: dict[str, Any]) -> DocumentInfo:
    return DocumentInfo(**{**facts, "created": dt.datetime.fromisoformat(facts["created"])})


class _Readings(Sequence[PageReading]):
    """The readings of pages, of which only the last one used is in memory."""

    def __init__(self, texts: Sequence[bytes]) -> None:
        self._texts = texts
        self._kept: tuple[int, PageReading] | None = None

    def __len__(self) -> int:
        return len(self._texts)

    @overload
    def __getitem__(self, place: int) -> PageReading: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[PageReading]: ...

    def __getitem__(self, place: int | slice) -> PageReading | Sequence[PageReading]:
        if isinstance(place, slice):
            return _Readings(self._texts[place])
        if self._kept is None or self._kept[0] != place:
            self._kept = place, PageReading.model_validate_json(self._texts[place])
        return self._kept[1]
