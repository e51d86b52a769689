"""How a child answers: plain data as JSON, then raw bytes, both with their length before them.

Nothing that is received is ever run or built from a description, as unpickling would: who breaks a
decoder can send wrong values, and these are checked like any input.
"""

from __future__ import annotations

import json
import os
import select
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

__all__ = [
    "Answer",
    "BrokenFrameError",
    "LateFrameError",
    "Question",
    "receive",
    "send",
    "stored",
    "taken",
]

_HEAD = struct.Struct(">QQ")
_LARGEST_FACTS = 128 << 20
_PIECE = 1 << 20


class BrokenFrameError(Exception):
    """The sender ended within a frame, or what it sent is no frame."""


class LateFrameError(Exception):
    """The frame was not there in time."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What a child is asked.

    Attributes:
        facts: Plain data.
        blobs: The foreign bytes.
        folder: The only folder in which the child may write.
    """

    facts: Any
    blobs: tuple[bytes, ...]
    folder: str


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """A part of what a child answers.

    Attributes:
        facts: Plain data, as JSON can hold it.
        data: Raw bytes.
    """

    facts: Any = None
    data: bytes | bytearray | memoryview = b""


def send(descriptor: int, answer: Answer) -> None:
    """Write an answer as a whole.

    Raises:
        OSError: Nobody reads any more.
    """
    facts = json.dumps(answer.facts, ensure_ascii=False).encode()
    data = memoryview(answer.data).cast("B")
    _write(descriptor, memoryview(_HEAD.pack(len(facts), len(data)) + facts))
    _write(descriptor, data)


def receive(descriptor: int, seconds: float, most_bytes: int) -> Answer | None:
    """Read an answer; None where the sender has ended between two.

    Args:
        descriptor: End of a pipe.
        seconds: From now; a sender that stops in the middle is late, too.
        most_bytes: How many raw bytes are taken.

    Raises:
        BrokenFrameError: What came is no answer, or larger than it may be.
        LateFrameError: It did not come in time.
    """
    until = time.monotonic() + seconds
    head = _read(descriptor, _HEAD.size, until)
    if head is None:
        return None
    facts_size, data_size = _HEAD.unpack(head)
    if facts_size > _LARGEST_FACTS or data_size > most_bytes:
        raise BrokenFrameError
    text, data = _read(descriptor, facts_size, until), _read(descriptor, data_size, until)
    if text is None or data is None:
        raise BrokenFrameError
    try:
        return Answer(json.loads(text), data)
    except (ValueError, RecursionError) as error:
        raise BrokenFrameError from error


def stored(facts: Any, blobs: Sequence[bytes]) -> int:
    """Return a descriptor of a question in memory; the caller closes it."""
    descriptor = os.memfd_create("motlan-question")
    text = json.dumps(facts, ensure_ascii=False).encode()
    sizes = json.dumps([len(text), *map(len, blobs)]).encode()
    _write(descriptor, memoryview(_HEAD.pack(len(sizes), 0) + sizes + text))
    for blob in blobs:
        _write(descriptor, memoryview(blob).cast("B"))
    return descriptor


def taken(descriptor: int, folder: str) -> Question:
    """Return the question that `stored` wrote."""
    size, _ = _HEAD.unpack(os.pread(descriptor, _HEAD.size, 0))
    place = _HEAD.size + size
    parts = []
    for length in json.loads(os.pread(descriptor, size, _HEAD.size)):
        parts.append(_at(descriptor, place, length))
        place += length
    return Question(json.loads(parts[0]), tuple(parts[1:]), folder)


def _at(descriptor: int, place: int, length: int) -> bytes:
    found = bytearray(length)
    done = 0
    while done < length:
        count = os.preadv(descriptor, [memoryview(found)[done:]], place + done)
        if not count:
            raise BrokenFrameError
        done += count
    return bytes(found)


def _write(descriptor: int, data: memoryview) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def _read(descriptor: int, size: int, until: float) -> bytearray | None:
    """Read so many bytes; None where the sender has ended before the first."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    found = bytearray(size)
    done = 0
    while done < size:
        left = until - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            raise LateFrameError
        count = os.readv(descriptor, [memoryview(found)[done : done + _PIECE]])
        if not count:
            if done:
                raise BrokenFrameError
            return None
        done += count
    return found
