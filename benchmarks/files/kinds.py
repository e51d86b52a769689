"""Kinds of hard files: how one is made, and what is right for it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from benchmarks.files.sheets import Sheet

__all__ = ["KINDS", "Fate", "Kind", "Made", "damaged", "kind", "shown"]


class Fate(StrEnum):
    """What has to become of a file."""

    SIGNED = "signed"
    KEPT = "kept"
    """As it is, byte for byte, with a record of its own."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Made:
    """A file of a kind, and what is right for it.

    Attributes:
        data: The file.
        fate: What has to become of it.
        pages: The sheets as a person sees them; of refused files none.
        codes: Codes with which it may be refused, if it has to be.
        setting: What was drawn by lot.
        unaltered: Bytes that the signed picture has to contain.
        doubtful: Whether a person has to be told about a page: none may be good.
        says: Words that have to be in the record.
        never: Words that must not be in the record nor in the signed copy.
        reads: Whether the pages have to be read.
    """

    data: bytes
    fate: Fate = Fate.SIGNED
    pages: tuple[Sheet, ...] = ()
    codes: tuple[str, ...] = ()
    setting: str = ""
    unaltered: bytes = b""
    doubtful: bool = False
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    reads: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file.

    Attributes:
        name: What is hard about it, in words.
        make: Makes one by lot.
    """

    name: str
    make: Callable[[random.Random], Made]


KINDS: list[Kind] = []
"""All kinds, in the order in which they are tried."""


def kind(name: str) -> Callable[[Callable[[random.Random], Made]], Callable[[random.Random], Made]]:
    """Register a maker as a kind."""

    def register(make: Callable[[random.Random], Made]) -> Callable[[random.Random], Made]:
        KINDS.append(Kind(name, make))
        return make

    return register


def shown(data: bytes, *pages: Sheet, setting: str = "", unaltered: bytes = b"") -> Made:
    """Return a file that is sound: it has to be signed and look like these pages."""
    return Made(data, pages=pages, setting=setting, unaltered=unaltered)


def damaged(data: bytes, setting: str = "", codes: Iterable[str] = ("E-INPUT-DAMAGED",)) -> Made:
    """Return a file of which a part is lost: it has to be refused."""
    return Made(data, Fate.REFUSED, codes=tuple(codes), setting=setting)
