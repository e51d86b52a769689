"""The content streams of a PDF page: one program, in pieces that may part only between words.

ISO 32000-1, 7.8.2. Where a piece ends within a word, most viewers see two, of which neither means
anything: the page comes out empty or in part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pikepdf

__all__ = ["content_streams", "has_split_word"]

_OPERANDS = {
    **dict.fromkeys(("q", "Q", "h", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n"), 0),
    **dict.fromkeys(("W", "W*", "BT", "ET", "T*", "EMC", "BX", "EX"), 0),
    **dict.fromkeys(("w", "J", "j", "M", "ri", "i", "gs", "CS", "cs", "G", "g", "sh", "Do"), 1),
    **dict.fromkeys(("Tc", "Tw", "Tz", "TL", "Tr", "Ts", "Tj", "TJ", "'", "MP", "BMC"), 1),
    **dict.fromkeys(("d", "m", "l", "Td", "TD", "Tf", "d0", "DP", "BDC"), 2),
    **dict.fromkeys(("RG", "rg", '"'), 3),
    **dict.fromkeys(("v", "y", "re", "K", "k"), 4),
    **dict.fromkeys(("cm", "c", "Tm", "d1"), 6),
}
"""Number of operands (ISO 32000-1, annex A)."""
_ANY_NUMBER = frozenset({"SC", "SCN", "sc", "scn", "INLINE IMAGE"})
_LAST, _FIRST = re.compile(rb"/?[^\s\0()<>\[\]{}/%]*\Z"), re.compile(rb"[^\s\0()<>\[\]{}/%]*")
_NUMBER = re.compile(rb"[+-]?(\d+\.?\d*|\.\d+)")


def content_streams(page: pikepdf.Page) -> Iterator[pikepdf.Stream]:
    """Yield the content streams of a page in order.

    Raises:
        ValueError: Its content is something else.
    """
    contents = page.obj.get("/Contents")
    if contents is None:
        return
    for part in contents if isinstance(contents, pikepdf.Array) else (contents,):
        if not isinstance(part, pikepdf.Stream):
            raise ValueError("content that is no stream")
        yield part


def has_split_word(parts: list[bytes]) -> bool:
    """Tell whether a piece of a page's content ends within a word that the next one continues."""
    if not any(_may_continue(left, right) for left, right in pairwise(parts)):
        return False
    return _faults(b"".join(parts)) < _faults(b"\n".join(parts))


def _may_continue(left: bytes, right: bytes) -> bool:
    ends, begins = _LAST.search(left[-128:]), _FIRST.match(right[:128])
    if not ends or not begins or not ends[0] or not begins[0]:
        return False
    word = ends[0] + begins[0]
    known = word.decode("latin-1")
    return (
        word[:1] == b"/"
        or known in _OPERANDS
        or known in _ANY_NUMBER
        or _NUMBER.fullmatch(word) is not None
    )


def _faults(content: bytes) -> float:
    """Return how many instructions are unknown or have too few or too many operands."""
    with pikepdf.new() as pdf:
        try:
            instructions: Any = pikepdf.parse_content_stream(pdf.make_stream(content))
        except pikepdf.PdfError:
            return float("inf")
        return sum(
            _OPERANDS.get(str(operator)) != len(operands)
            for operands, operator in instructions
            if str(operator) not in _ANY_NUMBER
        )
