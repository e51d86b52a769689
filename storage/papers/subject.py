"""Who is asked about: by which numbers and names a paper is recognised as theirs.

Numbers decide. A name alone never does: a paper that carries the name and no number is shown to an
officer, because the person may well be another of that name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from schemas.papers.parties import PartyRole
from schemas.record.persons import NamedPerson
from schemas.text.id_number import parse_personal_number
from schemas.text.spelling import search_key
from schemas.text.subject_number import shown_end, subject_key
from storage.papers.entries import IndexEntry

__all__ = ["Fit", "HashedSubject", "KnownSubject", "Sign", "Subject", "fit_of", "name_sign"]


class Sign(StrEnum):
    """By what a person was recognised on a paper."""

    NUMBER = "number"
    NAME = "name"


class Fit(StrEnum):
    """How a paper fits the person who is asked about, the best first."""

    THEIRS = "theirs"
    """It is theirs by number, or names them where that is enough."""
    UNCLEAR = "unclear"
    """It carries their number and does not say as whose."""
    BY_NAME = "by_name"
    """It carries their name and no number."""
    ANOTHERS = "anothers"
    """It names them, and belongs to somebody else."""


class Subject(Protocol):
    """A person or organisation that is asked about."""

    def sign_of(self, person: NamedPerson) -> Sign | None:
        """Return by what a person on a paper is this one, or None."""

    def found_by(self, paper: IndexEntry) -> str:
        """Say by which number a paper was found, where it is not the one asked for."""


@dataclass(frozen=True, slots=True)
class KnownSubject:
    """A person whose numbers are known.

    Attributes:
        numbers: Numbers in their comparison form, the one asked for first.
        names: Names of theirs, as they are searched.
        births: Days or years of birth that are known of them.
        because: Why a further number is theirs, in Vietnamese, by number.
    """

    numbers: tuple[str, ...]
    names: frozenset[str] = frozenset()
    births: frozenset[str] = frozenset()
    because: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, number: str, because: Mapping[str, str] | None = None) -> KnownSubject:
        """Return the person of a number, with what the number itself says.

        Args:
            number: The number asked for, in any spelling.
            because: Further numbers of theirs, each with why.
        """
        known = dict(because or {})
        keys = tuple(dict.fromkeys(filter(None, map(subject_key, (number, *known)))))
        parsed = filter(None, map(parse_personal_number, keys))
        births = frozenset(str(each.birth_year) for each in parsed)
        return cls(keys, births=births, because=known)

    def named(self, people: Iterable[NamedPerson], name: str = "", birth: str = "") -> KnownSubject:
        """Return the same person with the names and births that papers and an officer give."""
        mine = [p for p in people if set(self.numbers) & set(p.keys)]
        names = {p.name_key for p in mine if p.name_key} | ({search_key(name)} if name else set())
        births = {p.birth for p in mine if p.birth} | ({birth} if birth else set())
        return replace(self, names=self.names | names, births=self.births | births)

    @property
    def born(self) -> str | None:
        """Year of birth, where only one is known."""
        years = {birth[:4] for birth in self.births}
        return next(iter(years)) if len(years) == 1 else None

    def sign_of(self, person: NamedPerson) -> Sign | None:
        """Return by what a person on a paper is this one, or None."""
        if set(self.numbers) & set(person.keys):
            return Sign.NUMBER
        if person.numbers or person.name_key not in self.names:
            return None
        return Sign.NAME if self._may_be_born(person.birth) else None

    def found_by(self, paper: IndexEntry) -> str:
        """Say by which number a paper was found, where it is not the one asked for."""
        printed = set(paper.subjects)
        if not self.numbers or self.numbers[0] in printed:
            return ""
        other = next((key for key in self.numbers if key in printed), None)
        if other is None:
            return ""
        return f"Tìm thấy theo số {shown_end(other)} ({self.because.get(other, '')})."

    def _may_be_born(self, birth: str | None) -> bool:
        if birth is None or not self.births:
            return True
        return any(known.startswith(birth) or birth.startswith(known) for known in self.births)


@dataclass(frozen=True, slots=True)
class HashedSubject:
    """A person of whom only the keyed hashes of an earlier question are known.

    Attributes:
        hashes: Hashes of their numbers and names.
        hashed: Makes such a hash.
    """

    hashes: Collection[str]
    hashed: Callable[[str], str] = field(repr=False)

    def found_by(self, _: IndexEntry) -> str:
        """Say nothing: how the paper was found is not kept."""
        return ""

    def sign_of(self, person: NamedPerson) -> Sign | None:
        """Return by what a person on a paper is this one, or None."""
        if any(self.hashed(key) in self.hashes for key in person.keys):
            return Sign.NUMBER
        if person.numbers or not person.name_key:
            return None
        return Sign.NAME if self.hashed(name_sign(person.name_key)) in self.hashes else None


def name_sign(name_key: str) -> str:
    """Return what stands for a name among the hashes of a question; no number looks like it."""
    return f"name {name_key}"


def fit_of(paper: IndexEntry, subject: Subject, *, anyone: bool) -> Fit | None:
    """Return how a paper fits a person; None if it does not name them at all.

    Args:
        paper: The paper.
        subject: The person.
        anyone: Whether it is enough that the paper names them.
    """
    fits = {_fit(person, subject, anyone) for person in paper.persons} - {None}
    return min(fits, key=list(Fit).index, default=None)  # type: ignore[arg-type]


def _fit(person: NamedPerson, subject: Subject, anyone: bool) -> Fit | None:
    sign = subject.sign_of(person) if person.role is not PartyRole.SIGNER else None
    if sign is None:
        return None
    if not person.owner and not anyone and person.role is not PartyRole.MENTIONED:
        return Fit.ANOTHERS
    if sign is Sign.NAME:
        return Fit.BY_NAME
    return Fit.THEIRS if person.owner or anyone else Fit.UNCLEAR
