"""Everybody whom a paper names: role, name, every number printed, birth, and where it stands.

A paper is found by whoever is named on it, so numbers count wherever they are printed: in fields of
their own, within a text (`Thẻ căn cước số 001195000011`), in tables, and in lines that belong to no
field at all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from schemas.papers.model import Kind, PaperModel, Role
from schemas.papers.parties import Party, PartyRole
from schemas.papers.registry import paper_type
from schemas.papers.values import read_day
from schemas.record.evidence import FieldState
from schemas.record.paper import PaperRecord
from schemas.text.id_number import parse_personal_number
from schemas.text.spelling import nfc, search_key
from schemas.text.subject_number import NumberKind, kind_of, numbers_in, subject_key

__all__ = ["NamedPerson", "PersonNumber", "parties_of", "persons_of"]

_TEXT = "text"
"""Where a number stands that is in no field."""
_CALLED = re.compile(r"\b(?:ông|bà|anh|chị|chồng|vợ)\b[\s:]*(?:là[\s:]+)?", re.IGNORECASE)
_NAME = re.compile(r"(?:[^\W\d_][^\W\d_'’]*[ '’-]?){2,8}")


@dataclass(frozen=True, slots=True)
class PersonNumber:
    """A number of a person, as printed on one paper.

    Attributes:
        key: In the form in which numbers are compared.
        kind: What it is.
        where: Field in which it stands, or `text`.
        sure: Whether nobody has to look at that field any more.
    """

    key: str
    kind: NumberKind
    where: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person or organisation that a paper names.

    Attributes:
        role: What they are on it.
        owner: Whether the paper is theirs.
        name: As printed, or None.
        numbers: Every number printed of them, most telling first.
        birth: Day, month or year of birth in ISO form, or None.
        fields: Fields with name and birth; each has its evidence in the record.
    """

    role: PartyRole
    owner: bool = False
    name: str | None = None
    numbers: tuple[PersonNumber, ...] = ()
    birth: str | None = None
    fields: tuple[str, ...] = field(default=(), compare=False)

    @property
    def keys(self) -> tuple[str, ...]:
        """The numbers alone."""
        return tuple(number.key for number in self.numbers)

    @property
    def name_key(self) -> str | None:
        """The name as it is searched."""
        return search_key(self.name) if self.name else None


def persons_of(
    record: PaperRecord, model: type[PaperModel] | None = None
) -> tuple[NamedPerson, ...]:
    """Return everybody a paper names, owners first.

    Args:
        record: The paper.
        model: Its type; None for the registered one, if there is one.
    """
    model = model or paper_type(record.classification.paper_type)
    values = {name: nfc(v).replace("\x00", "") for name, v in record.values().items() if v}
    parties = parties_of(model) if model else ()
    named = [p for party in parties for p in _named(party, values)]
    text = nfc(record.text).replace("\x00", "")
    named += _further(parties, text, _keys(named))
    named += _mentioned(model, values, text, _keys(named))
    owners_first = sorted(named, key=lambda person: not person.owner)
    doubted = {n for n, f in record.fields.items() if f.state is FieldState.REVIEW} | {_TEXT}
    return tuple(_doubted(p, doubted) for p in owners_first if p.name or p.numbers)


def parties_of(model: type[PaperModel]) -> tuple[Party, ...]:
    """Return whom a type names: as it declares, and whoever its other fields speak of."""
    said = model.parties
    claimed = {f for p in said for f in (p.name, p.birth, *p.numbers) if f}
    owner_id, owner_name = model.field_of(Role.OWNER_ID), model.field_of(Role.OWNER_NAME)
    added = []
    if not any(party.owner for party in said) and (owner_id or owner_name):
        numbers = (owner_id,) if owner_id else ()
        added.append(Party(PartyRole.OWNER, owner_name, numbers, owner=True))
        claimed |= {f for f in (owner_id, owner_name) if f}
    for name, spec in model.specs().items():
        if name in claimed:
            continue
        if spec.kind is Kind.ID_NUMBER:
            added.append(Party(PartyRole.MENTIONED, numbers=(name,)))
        elif spec.kind is Kind.NAME:
            added.append(Party(PartyRole.MENTIONED, name))
    return (*said, *added)


def _named(party: Party, values: Mapping[str, str]) -> Iterator[NamedPerson]:
    """Yield whom a party of this paper is; each row of a table is a person of its own."""
    if party.rows:
        for where in party.numbers:
            for row in values.get(where, "").split(";"):
                yield _of_row(party, row, where)
        return
    name, birth = (values.get(f) if f else None for f in (party.name, party.birth))
    numbers = [n for where in party.numbers for n in _numbers(values.get(where, ""), where)]
    yield NamedPerson(
        party.role,
        party.owner,
        name,
        _once(numbers),
        _born(birth),
        tuple(f for f in (party.name, party.birth) if f and f in values),
    )


def _born(said: str | None) -> str | None:
    """Return a day, month or year of birth in ISO form; None for what is no date."""
    try:
        return read_day(said).isoformat()
    except ValueError:
        return None


def _of_row(party: Party, row: str, where: str) -> NamedPerson:
    """Return the person of a row `NAME | birth | sex | number | relation`."""
    cells = [cell.strip() for cell in row.split("|")]
    numbers = tuple(PersonNumber(n.key, n.kind, where) for n in numbers_in(row))
    birth = _born(cells[1]) if len(cells) > 1 else None
    name = _NAME.match(re.sub(r"^\d{1,2}[.)] ", "", cells[0]))
    return NamedPerson(
        party.role, party.owner, name[0].strip() if name else None, numbers, birth, (where,)
    )


def _numbers(value: str, where: str) -> Iterator[PersonNumber]:
    """Yield the numbers in the value of a field: the value itself, or those that a text holds."""
    key = subject_key(value) if value else None
    if key and kind_of(key) is not NumberKind.OTHER:
        yield PersonNumber(key, kind_of(key), where)
        return
    found = numbers_in(value)
    yield from (PersonNumber(n.key, n.kind, where) for n in found)
    if key and not found and re.fullmatch(r"[A-Z0-9-]{6,20}", key):
        yield PersonNumber(key, NumberKind.OTHER, where)


def _further(parties: Iterable[Party], text: str, known: set[str]) -> Iterator[NamedPerson]:
    """Yield the further persons whom the text names above the heading of a party."""
    for party in parties:
        end = text.lower().find(party.before) if party.before else -1
        if end < 0:
            continue
        before = 0
        for number in numbers_in(text[:end], announced=True):
            name = _called(text[before : number.start])
            before = number.start
            if number.key not in known:
                known.add(number.key)
                yield NamedPerson(
                    party.role,
                    party.owner,
                    name,
                    (PersonNumber(number.key, number.kind, _TEXT),),
                )


def _called(text: str) -> str | None:
    """Return the name that follows the last `ông` or `bà` of a text."""
    last = next(reversed(list(_CALLED.finditer(text))), None)
    name = _NAME.match(text[last.end() :].split("\n")[0]) if last else None
    return name[0].strip(" -'’") if name else None


def _mentioned(
    model: type[PaperModel] | None, values: Mapping[str, str], text: str, known: set[str]
) -> Iterator[NamedPerson]:
    """Yield the numbers that stand anywhere else on the paper."""
    specs = model.specs() if model else {}
    documents = {
        subject_key(values[name])
        for name, spec in specs.items()
        if spec.kind is Kind.DOCUMENT_NUMBER and name in values
    }
    texts = [(n, v) for n, v in values.items() if n not in specs or specs[n].kind is Kind.TEXT]
    for where, said in (*texts, (_TEXT, text)):
        announced = {n.key for n in numbers_in(said, announced=True)}
        for number in numbers_in(said):
            sure = number.key in announced or parse_personal_number(number.key)
            if sure and number.key not in known and number.key not in documents:
                known.add(number.key)
                found = PersonNumber(number.key, number.kind, where)
                yield NamedPerson(PartyRole.MENTIONED, numbers=(found,))


def _doubted(person: NamedPerson, fields: Collection[str]) -> NamedPerson:
    numbers = tuple(replace(n, sure=n.where not in fields) for n in person.numbers)
    return replace(person, numbers=numbers)


def _keys(named: Iterable[NamedPerson]) -> set[str]:
    return {key for person in named for key in person.keys}


def _once(numbers: Iterable[PersonNumber]) -> tuple[PersonNumber, ...]:
    return tuple({number.key: number for number in numbers}.values())
