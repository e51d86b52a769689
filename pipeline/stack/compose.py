"""Combines pages of several files into one file; pictures are copied unaltered."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.confined.ask import Bounds, ask_once
from pipeline.errors import UnsupportedTypeError
from pipeline.intake.receive import MediaType, Received, receive

__all__ = ["compose"]

_KINDS = (MediaType.PDF, MediaType.JPEG, MediaType.PNG, MediaType.TIFF)
_SECONDS = 60
_SECONDS_PER_PAGE = 1
_MEMORY = 1 << 30
_COPIES = 6
"""Of all files in memory: as they are, unpacked, and as they are written."""


def compose(pages: Sequence[tuple[Received, int]], name: str) -> Received:
    """Return a PDF of pages.

    The same pages always give the same bytes, and so the same identity.

    Args:
        pages: Pairs of a file and a page number in it, from 1.
        name: Name of the new file, for messages.

    Raises:
        UnsupportedTypeError: A file is neither PDF nor an image that PDF can embed unchanged.
        DamagedFileError: A file cannot be decoded.
    """
    files = {file.sha256: file for file, _ in pages}
    for file in files.values():
        if file.media_type not in _KINDS:
            raise UnsupportedTypeError("compose", source=file.name)
    places = {sha256: place for place, sha256 in enumerate(files)}
    size = sum(len(file.data) for file in files.values())
    seconds = _SECONDS + _SECONDS_PER_PAGE * len(pages)
    answer = ask_once(
        "pipeline.stack.joining:join",
        {
            "pages": [(places[file.sha256], number) for file, number in pages],
            "types": [file.media_type for file in files.values()],
        },
        [file.data for file in files.values()],
        bounds=Bounds(_MEMORY + _COPIES * size, seconds, seconds, answer_bytes=_MEMORY),
        source=", ".join(dict.fromkeys(file.name for file in files.values())),
    )
    return receive(bytes(answer.data), name)
