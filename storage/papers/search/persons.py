"""The persons of the papers in the index: a row for each number of each person that a paper names.

A person without any number on a paper has one row as well, so that the paper can be found by the
name. Numbers that one identity card or passport gives for its bearer belong to one person
(`linked_by_papers`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from schemas.papers.parties import PartyRole
from schemas.record.persons import NamedPerson, PersonNumber
from schemas.text.subject_number import MAX_LENGTH, NumberKind

__all__ = [
    "PaperLink",
    "forget_persons",
    "known_names",
    "linked_by_papers",
    "metadata",
    "nameless",
    "names_person",
    "of_name",
    "persons",
    "persons_on",
    "put_persons",
]

metadata = sa.MetaData()

persons = sa.Table(
    "persons",
    metadata,
    sa.Column("number_in_index", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("line", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("owner", sa.Boolean, nullable=False),
    sa.Column("name", sa.Text),
    sa.Column("name_key", sa.Text),
    sa.Column("birth", sa.String(10)),
    sa.Column("number", sa.String(MAX_LENGTH)),
    sa.Column("kind", sa.String(16)),
    sa.Column("stands_in", sa.String(64)),
    sa.Column("sure", sa.Boolean, nullable=False),
    sa.Index("persons_by_number", "number", "number_in_index"),
    sa.Index("persons_by_name", "name_key", "number_in_index"),
)


@dataclass(frozen=True, slots=True)
class PaperLink:
    """Two numbers of one person, as a card or passport of theirs gives them.

    Attributes:
        one: A number.
        other: Another number of the same person.
        number_in_index: The paper that gives both.
    """

    one: str
    other: str
    number_in_index: int


def put_persons(connection: sa.Connection, named: Mapping[int, Iterable[NamedPerson]]) -> None:
    """Store the persons of papers, replacing earlier ones."""
    forget_persons(connection, named)
    rows = [row for number, people in named.items() for row in _rows(number, people)]
    if rows:
        connection.execute(persons.insert(), rows)


def forget_persons(connection: sa.Connection, numbers: Collection[int]) -> None:
    """Remove the persons of papers, by the number of the paper in the index."""
    connection.execute(persons.delete().where(persons.c.number_in_index.in_(list(numbers))))


def persons_on(
    connection: sa.Connection, numbers: Collection[int]
) -> dict[int, tuple[NamedPerson, ...]]:
    """Return the persons of papers, by the number of the paper in the index."""
    columns = persons.c
    select = persons.select().where(columns.number_in_index.in_(list(numbers)))
    order = (columns.number_in_index, columns.place, columns.line)
    together: dict[tuple[int, int], list[sa.Row[tuple[object, ...]]]] = {}
    for row in connection.execute(select.order_by(*order)):
        together.setdefault((row.number_in_index, row.place), []).append(row)
    found: dict[int, list[NamedPerson]] = {number: [] for number in numbers}
    for (number, _), rows in together.items():
        found[number].append(_person(rows))
    return {number: tuple(people) for number, people in found.items()}


def names_person(keys: Collection[str], *, owner: bool = False) -> sa.Select[tuple[int]]:
    """Select the papers that name anybody by one of these numbers, or whose owner it is."""
    select = sa.select(persons.c.number_in_index).where(persons.c.number.in_(list(keys)))
    return select.where(persons.c.owner) if owner else select


def of_name(
    names: Collection[str], *, kinds: Collection[NumberKind] | None = None
) -> sa.Select[tuple[int]]:
    """Select the papers that name somebody so, other than as the official who signed.

    Args:
        names: Names as they are searched.
        kinds: Only where the person has no number there, or one of these kinds.
    """
    columns = persons.c
    select = sa.select(columns.number_in_index).where(
        columns.name_key.in_(list(names)), columns.role != PartyRole.SIGNER
    )
    if kinds is None:
        return select
    return select.where(sa.or_(columns.number.is_(None), columns.kind.in_(sorted(kinds))))


def nameless(born: str | None, *, anyone: bool = False) -> sa.Select[tuple[int]]:
    """Select the papers of an owner, or of anyone, without number who may be born in a year."""
    columns = persons.c
    whose = columns.role != PartyRole.SIGNER if anyone else columns.owner
    select = sa.select(columns.number_in_index).where(whose, columns.number.is_(None))
    if born is None:
        return select
    return select.where(sa.or_(columns.birth.is_(None), columns.birth.startswith(born)))


def known_names(connection: sa.Connection) -> list[str]:
    """Return all different names on file, without those of the officials who signed."""
    columns = persons.c
    names = sa.select(columns.name_key).distinct()
    names = names.where(columns.name_key.is_not(None), columns.role != PartyRole.SIGNER)
    return list(connection.execute(names).scalars())


def linked_by_papers(
    connection: sa.Connection, keys: Collection[str], papers: sa.Select[tuple[int]]
) -> list[PaperLink]:
    """Return the other numbers that papers give for the bearers of these.

    Args:
        connection: An open transaction.
        keys: Numbers in their comparison form.
        papers: Selects the papers that can prove it: cards and passports.
    """
    mine, theirs = persons.alias("mine"), persons.alias("theirs")
    same = sa.and_(
        mine.c.number_in_index == theirs.c.number_in_index, mine.c.place == theirs.c.place
    )
    select = (
        sa.select(mine.c.number, theirs.c.number, mine.c.number_in_index)
        .join_from(mine, theirs, same)
        .where(mine.c.number.in_(list(keys)), theirs.c.number != mine.c.number)
        .where(mine.c.owner, mine.c.sure, theirs.c.sure, mine.c.number_in_index.in_(papers))
        .order_by(mine.c.number_in_index, theirs.c.line)
    )
    return [PaperLink(*row) for row in connection.execute(select)]


def _rows(number_in_index: int, people: Iterable[NamedPerson]) -> Iterator[dict[str, object]]:
    for place, person in enumerate(people):
        for row, number in enumerate(person.numbers or (None,)):
            yield {
                "number_in_index": number_in_index,
                "place": place,
                "line": row,
                "role": person.role,
                "owner": person.owner,
                "name": person.name,
                "name_key": person.name_key,
                "birth": person.birth,
                "number": number.key if number else None,
                "kind": number.kind if number else None,
                "stands_in": number.where[:64] if number else None,
                "sure": number.sure if number else True,
            }


def _person(rows: list[sa.Row[tuple[object, ...]]]) -> NamedPerson:
    first = rows[0]._mapping
    numbers = tuple(
        PersonNumber(row.number, NumberKind(row.kind), row.stands_in, row.sure)
        for row in rows
        if row.number is not None
    )
    return NamedPerson(
        PartyRole(str(first["role"])),
        bool(first["owner"]),
        first["name"],
        numbers,
        first["birth"],
    )
