"""Limits that a single file must not exceed."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DEFAULT_LIMITS", "Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on one file.

    Attributes:
        file_bytes: Maximum size of a file.
        pages: Maximum number of pages of a file.
        page_pixels: Maximum size of a page image; an A3 page at 600 dpi has 70 million pixels.
        render_seconds: Maximum time for rendering one page of a PDF.
        render_dpi: Resolution for pages that are not a single scanned picture.
        decoder_seconds: CPU time of the decoder process, per page and for opening the file.
        file_seconds: Maximum time for decoding a file, in addition to `page_seconds` per page.
        page_seconds: Time that each decoded page adds to `file_seconds`.
        decoder_bytes: Memory that the decoder process may allocate beyond its initial memory.
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
