"""Detects changes that a signature itself does not detect.

The hash of a PDF signature excludes the container of the signature itself and does not cover what
is appended to the file, and later revisions may replace the metadata. A verifier has to check
these.
"""

from __future__ import annotations

import io
import re
from typing import Any

import pikepdf

from pipeline.seal.verification.verdict import SealProblem

__all__ = ["container_is_sound", "metadata_changed", "tail_problem"]

_END = re.compile(rb"startxref[\r\n]+(\d+)[\r\n]+%%EOF[\r\n]*\Z")
_LONGEST_END = 64
_NOTES = ("ModifyDate", "MetadataDate", "ModDate", "Producer")
"""Metadata that any program may update when it appends a revision."""


def tail_problem(data: bytes) -> SealProblem | None:
    """Return whether a file has data after its last revision.

    The last cross-reference must be in the last revision: after every earlier end-of-file marker.
    """
    end = _END.search(data, max(0, len(data) - _LONGEST_END))
    if end is None:
        return SealProblem.TRAILING_DATA
    earlier = data.rfind(b"%%EOF", 0, end.start())
    return SealProblem.TRAILING_DATA if int(end[1]) < earlier else None


def container_is_sound(data: bytes, signature: Any) -> bool:
    """Return whether the container holds the signature and nothing else.

    It must be `<`, hexadecimal digits in one case, zeros to its end, `>`: the padding is not
    covered by any hash and could contain anything.

    Args:
        data: The file.
        signature: pyHanko's `EmbeddedPdfSignature`.
    """
    _, first_length, second_start, _ = (int(v) for v in signature.byte_range)
    container = data[first_length:second_start]
    if container[:1] != b"<" or container[-1:] != b">":
        return False
    digits = container[1:-1]
    if digits not in (digits.lower(), digits.upper()):
        return False
    used = 2 * _der_length(signature.pkcs7_content)
    return not digits[used:].strip(b"0")


def _der_length(head: bytes) -> int:
    """Return the length of a DER value in bytes, including its header."""
    if head[1] < 0x80:
        return 2 + head[1]
    octets = head[1] & 0x7F
    return 2 + octets + int.from_bytes(head[2 : 2 + octets], "big")


def metadata_changed(data: bytes, signature: Any) -> bool:
    """Return whether title or other metadata differ from the signed revision.

    Later revisions may legitimately add validation data, but never change the description.

    Args:
        data: The file.
        signature: pyHanko's `EmbeddedPdfSignature`.
    """
    _, _, second_start, second_length = (int(v) for v in signature.byte_range)
    end = second_start + second_length
    if end >= len(data):
        return False
    try:
        return _description(data[:end]) != _description(data)
    except (pikepdf.PdfError, ValueError, KeyError):
        return True


def _description(data: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """Return the metadata of a file without what programs that append to it may update."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            packet = {key: str(value) for key, value in metadata.items()}
        info = {key: str(value) for key, value in pdf.docinfo.items()}
    return (
        {key: value for key, value in packet.items() if not key.endswith(_NOTES)},
        {key: value for key, value in info.items() if not key.endswith(_NOTES)},
    )
