"""Step 1, receive: computes the hash that identifies a paper and detects the real file type."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from pipeline.errors import EmptyFileError, TooLargeError, UnsupportedTypeError
from pipeline.intake.limits import DEFAULT_LIMITS, Limits

__all__ = ["MediaType", "Received", "receive", "sniff"]


class MediaType(StrEnum):
    """Accepted file types."""

    PDF = "application/pdf"
    TIFF = "image/tiff"
    JPEG = "image/jpeg"
    PNG = "image/png"
    HEIC = "image/heic"
    WEBP = "image/webp"
    ZIP = "application/zip"


_SIGNATURES: tuple[tuple[bytes, MediaType], ...] = (
    (b"%PDF-", MediaType.PDF),
    (b"II*\x00", MediaType.TIFF),
    (b"MM\x00*", MediaType.TIFF),
    (b"II+\x00", MediaType.TIFF),  # BigTIFF
    (b"MM\x00+", MediaType.TIFF),
    (b"\xff\xd8\xff", MediaType.JPEG),
    (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
    (b"PK\x03\x04", MediaType.ZIP),
)
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"})
"""Major brands of ISO/IEC 23008-12 (HEIF) that phones write."""


_FOREIGN_BRANDS = {b"avif": "AVIF", b"avis": "AVIF", b"crx ": "CR3"}
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"\x00\x00\x00\x0cjP  ", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"\x00\x00\x00\x0cJXL ", "JPEG XL"),
    (b"\xff\x0a", "JPEG XL"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word/Excel 97-2003"),
    (b"{\\rtf", "RTF"),
    (b"%!PS", "PostScript"),
    (b"AT&TFORM", "DjVu"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"<html", "HTML"),
    (b"<!DOCTYPE html", "HTML"),
)
"""Common types that are not accepted, by their first bytes."""
_HEADER_WITHIN = 1024
"""Number of bytes in which readers search for the PDF header (ISO 32000-1, Annex H)."""


@dataclass(frozen=True, slots=True)
class Received:
    """A file as received, never altered.

    Attributes:
        sha256: Hex digest of the bytes; the identity of the paper.
        media_type: Type detected from the bytes, not from the name.
        data: The bytes.
        name: File name, only for messages to the operator.
    """

    sha256: str
    media_type: MediaType
    data: bytes
    name: str


def receive(
    data: bytes, name: str, limits: Limits = DEFAULT_LIMITS, sha256: str | None = None
) -> Received:
    """Receive a file.

    Args:
        data: The bytes.
        name: The file name, only for messages.
        limits: Limits on the file.
        sha256: Hash of the bytes if it has just been verified, as by
            `storage.papers.archive.PaperArchive.original`; None: compute it.

    Raises:
        EmptyFileError: The file is empty.
        TooLargeError: The file exceeds the size limit.
        UnsupportedTypeError: The bytes are of no accepted type.
    """
    if not data:
        raise EmptyFileError(source=name)
    if len(data) > limits.file_bytes:
        raise TooLargeError(
            "bytes", size=len(data) >> 20, limit=limits.file_bytes >> 20, source=name
        )
    media_type = sniff(data)
    if media_type is None:
        raise _unsupported(data, name)
    return Received(sha256 or hashlib.sha256(data).hexdigest(), media_type, data, name)


def _unsupported(data: bytes, name: str) -> UnsupportedTypeError:
    """Return the error for a file that is not accepted, naming its type if known."""
    if b"%PDF-" in data[:_HEADER_WITHIN]:
        return UnsupportedTypeError("before-pdf", source=name)
    if data[4:8] == b"ftyp":
        kind = _FOREIGN_BRANDS.get(data[8:12], "MP4")
        return UnsupportedTypeError("foreign", kind=kind, source=name)
    for signature, kind in _FOREIGN:
        if data.startswith(signature):
            return UnsupportedTypeError("foreign", kind=kind, source=name)
    return UnsupportedTypeError(source=name)


def sniff(data: bytes) -> MediaType | None:
    """Return the file type, detected from the first bytes.

    The signature must be at offset 0: a PDF hidden behind other content (polyglot) is refused
    rather than guessed at.
    """
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return MediaType.WEBP
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return MediaType.HEIC
    return next((kind for signature, kind in _SIGNATURES if data.startswith(signature)), None)
