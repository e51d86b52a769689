"""Opens images, with only the few accepted decoders, and zip files of images.

A zip is *one paper*: its images are the pages, in the natural order of their names (`2.jpg` before
`10.jpg`), as phones and portals send them. A stack of papers is a PDF or TIFF with separator
sheets. Names only determine the order and never become paths.
"""

from __future__ import annotations

import io
import re
import struct
import unicodedata
import warnings
import zipfile
from collections.abc import Iterator

import pillow_heif
from PIL import Image

from pipeline.errors import (
    DamagedFileError,
    EncryptedFileError,
    TooLargeError,
    UnsupportedTypeError,
)
from pipeline.intake.limits import DEFAULT_LIMITS, Limits
from pipeline.intake.receive import MediaType, sniff

__all__ = ["open_picture", "pictures_of"]

_FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "HEIF")
_PICTURES = frozenset(MediaType) - {MediaType.PDF, MediaType.ZIP}
_LITTER = re.compile(r"(^|/)(__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
"""Files that operating systems add next to images."""
_ENCRYPTED = 0x1
_LOCAL_HEADER, _LOCAL_SIZES = b"PK\x03\x04", 26
"""Signature of a file in a zip, and where it has the lengths of its name and extra field
(APPNOTE.TXT, 4.3.7).
"""

pillow_heif.register_heif_opener(thumbnails=False)


def open_picture(data: bytes) -> Image.Image:
    """Open an image; only decoders of accepted types are tried.

    Raises:
        Exception: Anything that Pillow raises for a file that is not such an image.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Image.open(io.BytesIO(data), formats=_FORMATS)


def pictures_of(
    data: bytes, media_type: str, name: str = "", limits: Limits = DEFAULT_LIMITS
) -> Iterator[bytes]:
    """Yield the image files of a file other than PDF: the file itself or the members of a zip.

    Raises:
        DamagedFileError: The zip cannot be unpacked.
        EncryptedFileError: The zip is protected by a password.
        TooLargeError: It contains more files or bytes than the limits allow.
        UnsupportedTypeError: It contains anything other than images, or nothing.
    """
    if media_type != MediaType.ZIP:
        yield data
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            if _leaves_out(bundle, data):
                raise DamagedFileError("zip", source=name)
            yield from _members(bundle, name, limits)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, EOFError, ValueError) as error:
        raise DamagedFileError("zip-unopened", source=name) from error
    except (NotImplementedError, RuntimeError) as error:  # compression methods, passwords
        raise DamagedFileError("zip-compression", source=name) from error
    except Exception as error:
        if type(error).__module__ in ("zlib", "lzma"):
            raise DamagedFileError("zip", source=name) from error
        raise


def _members(bundle: zipfile.ZipFile, name: str, limits: Limits) -> Iterator[bytes]:
    members = [m for m in bundle.infolist() if not m.is_dir() and not _LITTER.search(m.filename)]
    if not members:
        raise UnsupportedTypeError("zip-without-pictures", source=name)
    if len(members) > limits.pages:
        raise TooLargeError("zip-members", files=len(members), limit=limits.pages, source=name)
    left = limits.file_bytes
    for number, member in enumerate(sorted(members, key=_natural), start=1):
        if member.flag_bits & _ENCRYPTED:
            raise EncryptedFileError("zip", source=name)
        with bundle.open(member) as stream:
            data = stream.read(left + 1)  # the sizes in the directory are not trusted
        left -= len(data)
        if left < 0:
            raise TooLargeError("zip-bomb", source=name)
        if sniff(data) not in _PICTURES:
            raise UnsupportedTypeError("zip-member", number=number, source=name)
        yield data


def _leaves_out(bundle: zipfile.ZipFile, data: bytes) -> bool:
    """Return whether files lie in a zip that its directory does not name: pages would be lost."""
    place = 0
    for member in sorted(bundle.infolist(), key=lambda each: each.header_offset):
        if _LOCAL_HEADER in data[place : member.header_offset]:
            return True
        start = member.header_offset + _LOCAL_SIZES
        name, extra = struct.unpack_from("<HH", data.ljust(start + 4, b"\0"), start)
        place = start + 4 + name + extra + member.compress_size
    return _LOCAL_HEADER in data[place : bundle.start_dir]


def _natural(member: zipfile.ZipInfo) -> list[list[tuple[int, int, str]]]:
    """Sort by folder, name, extension: `scan.jpg` comes before its copy `scan (1).jpg`.

    Macs write accents as separate characters, others do not (NFD and NFC).
    """
    name = unicodedata.normalize("NFC", member.filename).lower()
    *folders, last = name.split("/")
    stem, dot, ending = last.rpartition(".")
    return [*map(_tokens, folders), _tokens(stem if dot else last), _tokens(ending if dot else "")]


def _tokens(text: str) -> list[tuple[int, int, str]]:
    parts = re.findall(r"(\d{1,18})|(\D+)", text)
    return [(0, int(digits), "") if digits else (1, 0, other) for digits, other in parts]
