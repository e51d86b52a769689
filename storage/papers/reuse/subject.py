"""Who is asked about: by which numbers and names a paper is recognised as theirs.

Numbers decide, unless papers give a number to different people. A name alone never decides: a paper
that carries the name and no number, or name and birth with a number of another kind, is shown to an
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
from schemas.text.subject_number import NumberKind, kind_of, shown_end, subject_key
from storage.papers.search.entries import IndexEntry

__all__ = [
    "NO_NUMBER",
    "PERSONS_KINDS",
    "Fit",
    "HashedSubject",
    "KnownSubject",
    "Sign",
    "Subject",
    "differ",
    "disputed",
    "fit_of",
    "name_sign",
]

PERSONS_KINDS = frozenset({NumberKind.PERSONAL, NumberKind.OLD_CARD, NumberKind.PASSPORT})
"""Kinds of numbers of which one person may have one each."""
_OLDER = frozenset({NumberKind.OLD_CARD, NumberKind.PASSPORT})
_ONE_NAME = 85
"""Per cent; names that differ less may be one name with a letter read wrong."""


class Sign(StrEnum):
    """By what a person was recognised on a paper."""

    NUMBER = "number"
    NAME = "name"
    DISPUTED = "disputed"
    """By a number that papers give to somebody else as well, or to somebody of another name."""


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
        disputed: Those of the numbers that papers give to different people.
        stated: The name and birth that whoever asks gave; None if either is missing.
    """

    numbers: tuple[str, ...]
    names: frozenset[str] = frozenset()
    births: frozenset[str] = frozenset()
    because: Mapping[str, str] = field(default_factory=dict)
    disputed: frozenset[str] = frozenset()
    stated: NamedPerson | None = None

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
        stated = NamedPerson(PartyRole.OWNER, name=name, birth=birth) if name and birth else None
        return replace(
            self,
            names=self.names | names,
            births=self.births | births,
            disputed=disputed(mine) & frozenset(self.numbers),
            stated=stated,
        )

    @property
    def born(self) -> str | None:
        """Year of birth, where only one is known."""
        years = {birth[:4] for birth in self.births}
        return next(iter(years)) if len(years) == 1 else None

    def sign_of(self, person: NamedPerson) -> Sign | None:
        """Return by what a person on a paper is this one, or None."""
        if theirs := set(self.numbers) & set(person.keys):
            if self.stated and differ(self.stated, person):
                return Sign.DISPUTED
            return Sign.NUMBER if self.stated or theirs - self.disputed else Sign.DISPUTED
        if person.name_key not in self.names or not self._may_be_born(person.birth):
            return None
        return Sign.NAME if not person.numbers or self._otherwise_numbered(person) else None

    def found_by(self, paper: IndexEntry) -> str:
        """Say by which number a paper was found, where it is not the one asked for."""
        printed = set(paper.subjects)
        if not self.numbers or self.numbers[0] in printed:
            return ""
        other = next((key for key in self.numbers if key in printed), None)
        if other is None:
            return ""
        return f"Tìm thấy theo số {shown_end(other)} ({self.because.get(other, '')})."

    def _otherwise_numbered(self, person: NamedPerson) -> bool:
        """Tell whether a paper has only numbers of a kind that is not known of the person.

        Nobody may have said yet that an old card number and a personal number are one person's; and
        who is asked about by name and birth alone may have any number.
        """
        known = {kind_of(key) for key in self.numbers}
        printed = {number.kind for number in person.numbers}
        if known - PERSONS_KINDS or known & printed or not printed <= PERSONS_KINDS:
            return False
        return person.birth is not None and bool(self.births)

    def _may_be_born(self, birth: str | None) -> bool:
        if birth is None or not self.births:
            return True
        return any(_same_day(known, birth) for known in self.births)


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
        kinds = {number.kind for number in person.numbers} - _OLDER
        if not person.name_key or (kinds and self.hashed(NO_NUMBER) not in self.hashes):
            return None
        return Sign.NAME if self.hashed(name_sign(person.name_key)) in self.hashes else None


NO_NUMBER = "no number"
"""What stands among the hashes of a question that was asked by name and birth alone."""


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
    if sign is Sign.DISPUTED:
        return Fit.UNCLEAR
    return Fit.THEIRS if person.owner or anyone else Fit.UNCLEAR


def disputed(people: Iterable[NamedPerson]) -> frozenset[str]:
    """Return the numbers that papers give to different people.

    Old card numbers were given twice, passports of two countries share a number, and a number may
    be read wrong: such a number alone does not say whose a paper is.
    """
    bearers: dict[str, list[NamedPerson]] = {}
    found = set()
    for person in people:
        for key in person.keys:
            known = bearers.setdefault(key, [])
            if any(differ(person, other) for other in known):
                found.add(key)
            known.append(person)
    return frozenset(found)


def differ(one: NamedPerson, other: NamedPerson) -> bool:
    """Tell whether both name and birth of two persons differ; a change of one makes no other."""
    if not (one.name_key and other.name_key and one.birth and other.birth):
        return False
    if one.name_key == other.name_key or _same_day(one.birth, other.birth):
        return False
    import rapidfuzz  # most numbers are one person's and need no comparison

    return rapidfuzz.fuzz.ratio(one.name_key, other.name_key) < _ONE_NAME


def _same_day(one: str, other: str) -> bool:
    """Tell whether two dates may be one day, at the precision that both have."""
    return one.startswith(other) or other.startswith(one)
