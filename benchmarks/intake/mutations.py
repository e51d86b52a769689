"""Mutates files as transmission errors, disk errors and attackers do."""

from __future__ import annotations

import random
import re
import zlib

__all__ = ["mutate"]

_NUMBER = re.compile(rb"(?<![\w.])\d{1,6}(?![\w.])")
_STREAM = re.compile(rb"stream\r?\n")
_ODD_NUMBERS = (b"0", b"-1", b"65536", b"2147483647", b"999999999999", b"1e9")
_BOMB = zlib.compress(bytes(1 << 22), 9)


def mutate(data: bytes, rng: random.Random) -> bytes:
    """Return a damaged copy: one to four changes, each of a random kind."""
    for _ in range(rng.randint(1, 4)):
        data = rng.choice(_CHANGES)(data, rng) or data
    return data


def _flip(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 60)):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _flip_head(data: bytes, rng: random.Random) -> bytes:
    """Headers and directories say how much is to come."""
    head = min(len(data), 512)
    return _flip(data[:head], rng) + data[head:]


def _truncate(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(1, len(data) + 1)]


def _remove(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data))
    return data[:start] + data[start + rng.randint(1, 4000) :]


def _repeat(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data))
    part = data[start : start + rng.randint(1, 2000)]
    return data[:start] + part * rng.randint(2, 40) + data[start:]


def _odd_number(data: bytes, rng: random.Random) -> bytes:
    """Sizes, offsets and references to objects: loops and giants."""
    places = list(_NUMBER.finditer(data))
    if not places:
        return data
    place = rng.choice(places)
    other = rng.choice((*_ODD_NUMBERS, rng.choice(places)[0]))
    return data[: place.start()] + other + data[place.end() :]


def _bomb(data: bytes, rng: random.Random) -> bytes:
    """Put four MiB of zeros, compressed, where a stream begins."""
    places = list(_STREAM.finditer(data))
    start = rng.choice(places).end() if places else rng.randrange(len(data))
    return data[:start] + _BOMB + data[start:]


_CHANGES = (_flip, _flip_head, _truncate, _remove, _repeat, _odd_number, _bomb)
