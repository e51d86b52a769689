"""The independent judgement on PDF/A: `page-validation`, less its two known false alarms.

veraPDF passes the first, and its parser allows for the second. Neither is waved through: each is
dropped only on proof that it does not apply.

The validator needs five times the size of a file in memory, so that a large one is judged in
parts: some pages at a time, each with everything that belongs to the whole document (metadata,
output intent, attachment). What that leaves out, the syntax of the large file itself, is checked by
pikepdf when it writes.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import page
import pikepdf

__all__ = ["NOT_CHECKED", "conformance_failures", "file_conformance_failures"]

NOT_CHECKED = "not-checked-too-large"
"""Stands for the rules of a signed file that is too large to be judged: parts bear no signature."""

_LARGEST_WHOLE = 16 << 20
_PART = 6 << 20
_LARGEST_SIGNED = 96 << 20
"""Bytes; a signed file can only be judged whole."""
_LARGEST_INPUT = 4 << 30
_LATER_REVISION = "-SIGNATURE-BYTERANGE-001"
_STREAM_LENGTH = "-STREAM-LENGTH-001"


def conformance_failures(data: bytes, *, signatures_cover: bool = False) -> tuple[str, ...]:
    """Return the rules of PDF/A that a file breaks, by `page-validation`'s names.

    The profile is the one the file claims; a file that claims none breaks them all.

    Args:
        data: The file.
        signatures_cover: Whether a verifier has found that every signature covers its whole
            revision and that later revisions are allowed ones. Only then may a signature be
            followed by another revision.
    """
    if len(data) > _LARGEST_SIGNED:
        return (NOT_CHECKED,)
    limits = page.SafetyLimits(max_input_size=_LARGEST_INPUT)
    try:
        report = page.validate_pdf_bytes(data, limits=limits)
    except page.PageError as error:
        return (type(error).__name__,)
    broken = []
    for failure in report.failures:
        if signatures_cover and failure.rule_id.endswith(_LATER_REVISION):
            continue
        if failure.rule_id.endswith(_STREAM_LENGTH) and _lengths_are_right(data, failure.object_id):
            continue
        broken.append(failure.rule_id)
    return tuple(dict.fromkeys(broken))


def file_conformance_failures(path: Path) -> tuple[str, ...]:
    """Return the rules of PDF/A that an unsigned file breaks, in bounded memory.

    Raises:
        pikepdf.PdfError: A large file cannot be read.
    """
    if path.stat().st_size <= _LARGEST_WHOLE:
        return conformance_failures(path.read_bytes())
    with tempfile.TemporaryDirectory(prefix="motlan-") as folder:
        broken = [
            failure
            for part in _parts(path, Path(folder, "part.pdf"))
            for failure in conformance_failures(part.read_bytes())
        ]
    return tuple(dict.fromkeys(broken))


def _parts(path: Path, part: Path) -> Iterator[Path]:
    """Yield a file of some pages after the other, written to one place; together they are all."""
    with pikepdf.open(path) as pdf:
        count = len(pdf.pages)
    step = max(1, count * _PART // path.stat().st_size)
    for first in range(0, count, step):
        with pikepdf.open(path) as pdf:
            del pdf.pages[first + step :]
            del pdf.pages[:first]
            pdf.save(part)
        yield part


def _lengths_are_right(data: bytes, object_id: page.PdfObjectId | None) -> bool:
    """Tell whether a stream whose last byte is a carriage return is as long as it says.

    That byte and the line feed before `endstream` are taken for one end-of-line mark (ISO 19005-2,
    6.1.7.1); one in 256 compressed streams ends so. Where the validator doubts several streams it
    names none: then every stream of the file has to be right.
    """
    name = rb"\d+ \d+"
    if object_id is not None:
        name = rb"%d %d" % (object_id.object_number, object_id.generation)
    header = rb"(?<!\d)%s obj\b((?:(?!endobj).){,4096}?)\bstream\r?\n"
    streams = list(re.finditer(header % name, data, re.DOTALL))
    return bool(streams) and all(_ends_where_it_says(data, stream) for stream in streams)


def _ends_where_it_says(data: bytes, stream: re.Match[bytes]) -> bool:
    length = re.search(rb"/Length (\d+)\b(?! \d+ R)", stream[1])
    if length is None:
        return False
    end = stream.end() + int(length[1])
    return data.startswith((b"\nendstream", b"\r\nendstream"), end)
