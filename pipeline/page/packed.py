"""Readings of hundreds of pages in little memory.

A dense page of words takes a megabyte as objects and ten kilobytes packed; who goes through the
pages one after the other needs only one of them as objects.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from typing import overload

from schemas.record.reading import PageReading

__all__ = ["PackedReadings"]

_FASTEST = 1


class PackedReadings(Sequence[PageReading]):
    """A sequence of readings that unpacks each one when it is asked for."""

    def __init__(self, readings: Iterable[PageReading]) -> None:
        """Pack readings, one after the other."""
        self._packed = [zlib.compress(r.model_dump_json().encode(), _FASTEST) for r in readings]

    def __len__(self) -> int:
        """Return how many pages there are."""
        return len(self._packed)

    @overload
    def __getitem__(self, index: int) -> PageReading: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[PageReading]: ...

    def __getitem__(self, index: int | slice) -> PageReading | Sequence[PageReading]:
        """Unpack one reading, or several."""
        if isinstance(index, slice):
            return tuple(map(_unpacked, self._packed[index]))
        return _unpacked(self._packed[index])


def _unpacked(packed: bytes) -> PageReading:
    return PageReading.model_validate_json(zlib.decompress(packed))
