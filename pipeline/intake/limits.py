"""Bounds that a single file may not exceed."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DEFAULT_LIMITS", "Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on one file.

    Attributes:
        file_bytes: Largest file taken in.
        pages: Most pages of one file.
        page_pixels: Largest page image; an A3 page at 600 dpi has 70 million pixels.
        render_seconds: Longest time for drawing one page of a PDF.
        render_dpi: Resolution for pages that are not a single scanned picture.
        decoder_seconds: CPU time of the process that decodes a file, for each page and for opening.
        file_seconds: Time that decoding a whole file may take, beside `page_seconds` a page.
        page_seconds: Time that each page adds to `file_seconds` when it comes.
        decoder_bytes: Memory that this process may take beyond what it starts with.
    """

    file_bytes: int = 256 << 20
    pages: int = 1000
    page_pixels: int = 80_000_000
    render_seconds: float = 30.0
    render_dpi: int = 200
    decoder_seconds: int = 30
    file_seconds: float = 40.0
    page_seconds: float = 3.0
    decoder_bytes: int = 2 << 30


DEFAULT_LIMITS = Limits()
