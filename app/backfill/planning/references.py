r"""References: names of the files of a source, for any file name.

A reference is text that a database can store and a person can read. Bytes that are not UTF-8, as
written by programs of the TCVN3 and VNI era, are escaped as `\xB5`; so is a `!` that could be
mistaken for the separator of archive and member. `named` returns the exact name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemas.text.spelling import nfc

__all__ = ["MEMBER", "is_archive", "is_zip", "legacy_spellings", "named", "parts_of", "written"]

MEMBER = "!"
"""Separates the name of an archive from the name of its member."""

_ZIP = ".zip"
_TAR = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
_ESCAPED = re.compile(r"\\x([0-9A-F]{2})")
_BYTES = re.compile("[\udc80-\udcff]")
_SURROGATE = 0xDC00
_ASCII = 0x80

_TCVN3 = dict(
    zip(
        bytes.fromhex(
            "B5B6B7B8B9A8BBBCBDBEC6A9C7C8C9CACBAECCCECFD0D1AAD2D3D4D5D6D7D8DCDDDEDFE1E2E3E4AB"
            "E5E6E7E8E9ACEAEBECEDEEEFF1F2F3F4ADF5F6F7F8F9FAFBFCFDFEA1A2A3A4A5A6A7"
        ),
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
        strict=True,
    )
)


def is_zip(name: str) -> bool:
    """Return whether a file is a zip archive, judged by its name."""
    return name.lower().endswith(_ZIP)


def is_archive(name: str) -> bool:
    """Return whether a file is a supported archive, judged by its name."""
    return name.lower().endswith((*_TAR, _ZIP))


def written(name: str) -> str:
    """Return the reference of a file or member for its path as the system returns it."""
    if _BYTES.search(name) or _ESCAPED.search(name):
        name = name.replace("\\", r"\x5C")
        name = _BYTES.sub(lambda found: rf"\x{ord(found.group()) - _SURROGATE:02X}", name)
    for place in reversed(range(len(name))):
        if name[place] == MEMBER and is_archive(name[:place]):
            name = f"{name[:place]}\\x21{name[place + 1 :]}"
    return name


def named(reference: str) -> str:
    """Return the path for a reference; the inverse of `written`."""

    def plain(found: re.Match[str]) -> str:
        code = int(found.group(1), 16)
        return chr(code if code < _ASCII else code + _SURROGATE)

    return _ESCAPED.sub(plain, reference)


def parts_of(reference: str) -> tuple[str, ...]:
    """Split a reference into the path of the outer file and the nested members."""
    parts, start = [], 0
    for place, letter in enumerate(reference):
        if letter == MEMBER and is_archive(reference[start:place]):
            parts.append(reference[start:place])
            start = place + 1
    return (*parts, reference[start:])


def legacy_spellings(reference: str) -> Iterator[str]:
    """Yield possible decodings of a name in a legacy code page, or the name itself."""
    name = named(reference)
    if not _BYTES.search(name):
        yield reference
        return
    data = name.encode("utf-8", "surrogateescape")
    yield "".join(_TCVN3.get(byte, chr(byte)) for byte in data)
    yield nfc(data.decode("cp1258", "replace"))
