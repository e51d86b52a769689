"""What can happen to the objects of a store in a folder, by fault or by hand."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from storage.objects.local import LocalStore
from storage.objects.port import sha256_of

__all__ = ["HARMS", "Harmed", "harm"]


@dataclass(frozen=True, slots=True)
class Harmed:
    """One object, and what happened to it."""

    key: str
    how: str


def _write(store: LocalStore, key: str, data: bytes, *, with_hash: bool) -> None:
    path = store.folder / key
    path.chmod(0o600)
    path.write_bytes(data)
    if with_hash:
        side = _side(path)
        side.chmod(0o600)
        side.write_text(json.dumps({**json.loads(side.read_text()), "sha256": sha256_of(data)}))


def _side(path: Path) -> Path:
    return path.with_name(f".{path.name}.meta.json")


def _corrupt(store: LocalStore, key: str, _: bytes) -> None:
    data = (store.folder / key).read_bytes()
    _write(store, key, data[:-1] + bytes([data[-1] ^ 1]), with_hash=False)


def _delete(store: LocalStore, key: str, _: bytes) -> None:
    store.delete(key)


def _swap(store: LocalStore, key: str, other: bytes) -> None:
    """Put the content of another object there, with a hash that fits."""
    _write(store, key, other, with_hash=True)


def _edit(store: LocalStore, key: str, _: bytes) -> None:
    data = (store.folder / key).read_bytes()
    _write(store, key, data.replace(b"1", b"7", 1) + b" ", with_hash=True)


def _lose_hash(store: LocalStore, key: str, _: bytes) -> None:
    _side(store.folder / key).unlink()


HARMS: dict[str, Callable[[LocalStore, str, bytes], None]] = {
    "corrupted": _corrupt,
    "deleted": _delete,
    "swapped": _swap,
    "edited": _edit,
    "hash lost": _lose_hash,
}


def harm(store: LocalStore, keys: Sequence[str], seed: int) -> list[Harmed]:
    """Do something to each of some objects; every way comes in turn."""
    chance, ways = random.Random(seed), list(HARMS)  # noqa: S311 - a test
    contents = {key: store.get(key) for key in sorted(store.list())}
    done = []
    for number, key in enumerate(chance.sample(list(keys), len(keys))):
        others = [data for other, data in contents.items() if data != contents[key]]
        how = ways[number % len(ways)]
        HARMS[how](store, key, chance.choice(others))
        done.append(Harmed(key, how))
    return done
