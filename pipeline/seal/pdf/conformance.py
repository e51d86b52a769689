"""Independent PDF/A validation: `page-validation` without its two known false alarms.

veraPDF accepts the first, and its parser allows for the second. Neither is ignored blindly: each is
dropped only on proof that it does not apply.

The validator needs memory of five times the file size, so a large file is validated in parts: some
pages at a time, each part with everything that belongs to the whole document (metadata, output
intent, attachment). What this does not cover, the syntax of the large file itself, is checked by
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
"""Reported for a signed file that is too large to validate: parts have no signature."""

_LARGEST_WHOLE = 16 << 20
_PART = 6 << 20
_LARGEST_SIGNED = 96 << 20
"""Bytes; a signed file can only be validated as a whole."""
_LARGEST_INPUT = 4 << 30
_LATER_REVISION = "-SIGNATURE-BYTERANGE-001"
_STREAM_LENGTH = "-STREAM-LENGTH-001"


def conformance_failures(data: bytes, *, signatures_cover: bool = False) -> tuple[str, ...]:
    """Return the PDF/A rules that a file violates, with `page-validation`'s names.

    The profile is the one that the file claims; a file that claims none violates all rules.

    Args:
        data: The file.
        signatures_cover: Whether a verifier has established that every signature covers its whole
            revision and that later revisions are permitted. Only then may a revision follow a
            signature.
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
    """Return the PDF/A rules that an unsigned file violates, in bounded memory.

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
    """Yield files with some pages each, written to the same path; together they have all pages."""
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
    """Return whether streams that end with a carriage return have the length they declare.

    The validator takes this byte and the line feed before `endstream` for one end-of-line marker
    (ISO 19005-2, 6.1.7.1); one in 256 compressed streams ends this way. If it reports several
    streams, it names none of them, so every stream of the file has to be correct.
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
