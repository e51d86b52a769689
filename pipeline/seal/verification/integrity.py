"""Changes that a signature's own mathematics does not catch.

The hash of a PDF signature leaves out the container of the signature itself, says nothing of what
is appended to the file, and later revisions may replace the metadata. A verifier has to look.
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
"""Metadata that every program that appends a revision may renew."""


def tail_problem(data: bytes) -> SealProblem | None:
    """Tell whether something stands behind the last revision of a file.

    The last cross-reference must lie in the last revision: behind every earlier end-of-file mark.
    """
    end = _END.search(data, max(0, len(data) - _LONGEST_END))
    if end is None:
        return SealProblem.TRAILING_DATA
    earlier = data.rfind(b"%%EOF", 0, end.start())
    return SealProblem.TRAILING_DATA if int(end[1]) < earlier else None


def container_is_sound(data: bytes, signature: Any) -> bool:
    """Tell whether the container holds the signature and nothing else.

    It must be `<`, hexadecimal digits in one case, zeros to its end, `>`: the padding is covered by
    no hash and could carry anything.

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
    """Return the length in bytes of a DER value, its header included."""
    if head[1] < 0x80:
        return 2 + head[1]
    octets = head[1] & 0x7F
    return 2 + octets + int.from_bytes(head[2 : 2 + octets], "big")


def metadata_changed(data: bytes, signature: Any) -> bool:
    """Tell whether title or other metadata differ from the revision that was signed.

    Later revisions may legitimately add validation data, never another description.

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
    """Return what a file says of itself, less the notes of programs that append to it."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            packet = {key: str(value) for key, value in metadata.items()}
        info = {key: str(value) for key, value in pdf.docinfo.items()}
    return (
        {key: value for key, value in packet.items() if not key.endswith(_NOTES)},
        {key: value for key, value in info.items() if not key.endswith(_NOTES)},
    )
