"""Decodes the pages of a file in a confined child process under kernel resource limits.

Hostile files attack decoders. Here a decoder can at most crash: the calling process survives, keeps
its memory and its secrets, and gets an error that names the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np

from pipeline.confined.ask import Bounds, ask
from pipeline.confined.frames import Answer
from pipeline.errors import DamagedFileError
from pipeline.intake.decode.page_image import PageImage
from pipeline.intake.limits import DEFAULT_LIMITS, Limits
from pipeline.intake.receive import Received

__all__ = ["bounded_page_images", "page_bounds"]

_SPOOL_FACTOR = 2
"""Maximum size of a file that the decoder may write, in multiples of its input, plus one page."""
_BYTES_PER_PIXEL = 4
_DEPTH = 3
"""Bytes of a pixel of a page."""


def bounded_page_images(file: Received, limits: Limits = DEFAULT_LIMITS) -> Iterator[PageImage]:
    """Yield the pages of a file in order, like `pipeline.intake.decode.pages.page_images`.

    The decoder is at most one page ahead of the caller. Only the time that the caller waits counts
    towards the limit, not the time that it spends on a page.

    Raises:
        InputError: As `page_images`; also `DamagedFileError` if the decoder crashed,
            `TooLargeError` if it exceeded the memory limit, `RenderTimeoutError` if it took too
            long.
    """
    answers = ask(
        "pipeline.intake.decode.pages:decode",
        {"media_type": file.media_type, "name": file.name, "limits": asdict(limits)},
        [file.data],
        bounds=page_bounds(file, limits),
        source=file.name,
    )
    for answer in answers:
        yield _page(answer, file)


def page_bounds(file: Received, limits: Limits = DEFAULT_LIMITS) -> Bounds:
    """Return what a child may use up for the pages of a file."""
    return Bounds(
        memory_bytes=limits.decoder_bytes,
        cpu_seconds=limits.decoder_seconds,
        seconds=limits.file_seconds,
        seconds_per_answer=limits.page_seconds,
        answer_bytes=limits.page_pixels * _BYTES_PER_PIXEL,
        written_bytes=limits.page_pixels * _BYTES_PER_PIXEL + _SPOOL_FACTOR * len(file.data),
    )


def _page(answer: Answer, file: Received) -> PageImage:
    """Build a page of what a child sent, which may be anything."""
    try:
        facts: dict[str, Any] = answer.facts
        height, width = (int(side) for side in facts["shape"])
        pixels = np.frombuffer(answer.data, np.uint8).reshape(height, width, _DEPTH)
        dpi, scanned = float(facts["dpi"]), facts["scanned_dpi"]
        return PageImage(
            int(facts["number"]), pixels, dpi, None if scanned is None else float(scanned)
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedFileError("decoder-died", source=file.name) from error
