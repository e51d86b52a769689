"""Step 1, receive: the hash that names everything, and the type the bytes really have."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from pipeline.errors import EmptyFileError, TooLargeError, UnsupportedTypeError
from pipeline.intake.limits import DEFAULT_LIMITS, Limits

__all__ = ["MediaType", "Received", "receive", "sniff"]


class MediaType(StrEnum):
    """Types of files that are taken in."""

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
"""Major brands of ISO/IEC 23008-12 that phones write."""


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
"""Types that people hand in and that are not taken, by their first bytes."""
_HEADER_WITHIN = 1024
"""Bytes within which readers look for the header of a PDF (ISO 32000-1, Annex H)."""


@dataclass(frozen=True, slots=True)
class Received:
    """A file as it came in, never altered.

    Attributes:
        sha256: Hex digest of the bytes; the identity of the paper.
        media_type: Type told by the bytes, not by the name.
        data: The bytes.
        name: File name for messages to the operator only.
    """

    sha256: str
    media_type: MediaType
    data: bytes
    name: str


def receive(
    data: bytes, name: str, limits: Limits = DEFAULT_LIMITS, sha256: str | None = None
) -> Received:
    """Take in a file.

    Args:
        data: The bytes.
        name: The file's name, for messages only.
        limits: Bounds on the file.
        sha256: Hash of the bytes where it was verified just now, as by
            `storage.papers.archive.PaperArchive.original`; computed where None.

    Raises:
        EmptyFileError: There are no bytes.
        TooLargeError: There are more bytes than the limit.
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
    """Tell what a file is that is not taken, as far as it is known."""
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
    """Return the type that the first bytes tell.

    The signature must stand at offset 0: a PDF hidden behind other content is refused rather than
    guessed at (polyglots).
    """
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return MediaType.WEBP
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return MediaType.HEIC
    return next((kind for signature, kind in _SIGNATURES if data.startswith(signature)), None)
