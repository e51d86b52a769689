"""Invented people of Hà Nội: names, numbers that obey the rules, addresses, families.

Nobody here exists. Names are put together from the commonest parts of Vietnamese names; personal
numbers follow the rule of province, sex and year, with drawn last digits.
"""

from __future__ import annotations

import datetime as dt
import random
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.text.id_number import Sex

__all__ = [
    "TODAY",
    "Family",
    "Person",
    "Place",
    "draw_day",
    "draw_family",
    "draw_person",
    "identity_paper",
]

TODAY = dt.date(2026, 11, 20)
"""The fixed present day of the generated data."""

_NAMES: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("names.toml").read_text(encoding="utf-8")
)
_SEXES: tuple[Sex, ...] = ("Nam", "Nữ")
_MERGER = dt.date(2025, 7, 1)
"""From this day the city has two levels: no districts (NQ 202/2025/QH15)."""

_NEW_CARD = dt.date(2024, 7, 1)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist."""

    name: str
    sex: Sex
    birth: dt.date
    ethnic_group: str
    personal_id: str
    home_town: str
    residence: str

    @property
    def name_in_capitals(self) -> str:
        """The name as civil-status papers print it."""
        return self.name.upper()


@dataclass(frozen=True, slots=True)
class Family:
    """Two parents and a child."""

    mother: Person
    father: Person
    child: Person


@dataclass(frozen=True, slots=True)
class Place:
    """Where something happens: a commune-level authority of Hà Nội on a day."""

    ward: str

    @classmethod
    def draw(cls, rng: random.Random, day: dt.date) -> Place:
        """Draw a unit that existed on that day."""
        return cls(rng.choice(_NAMES["wards"] if day >= _MERGER else _NAMES["wards_before_2025"]))

    @property
    def committee(self) -> str:
        """The People's Committee as civil-status papers name it."""
        return f"Ủy ban nhân dân {self.ward}, thành phố Hà Nội"

    @property
    def short(self) -> str:
        """The name of the unit alone, as it stands before a date."""
        kinds = ("phường ", "xã ")
        name = self.ward.split(",")[0]
        return next((name.removeprefix(kind) for kind in kinds if name.startswith(kind)), name)

    def hospital(self, rng: random.Random) -> str:
        """A place of birth in this unit."""
        return f"{rng.choice(_NAMES['hospitals'])}, {self.ward}, thành phố Hà Nội"

    def address(self, rng: random.Random) -> str:
        """An address in this unit."""
        number, street = rng.randint(1, 250), rng.choice(_NAMES["streets"])
        return f"Số {number} {street}, {self.ward}, thành phố Hà Nội"


def draw_day(rng: random.Random, first: dt.date, last: dt.date) -> dt.date:
    """Draw a day, both ends included."""
    return first + dt.timedelta(days=rng.randint(0, (last - first).days))


def identity_paper(day: dt.date) -> str:
    """Name of the card that people carried on a day (Luật Căn cước 2023 from 01/07/2024)."""
    return "Thẻ căn cước" if day >= _NEW_CARD else "Thẻ căn cước công dân"


def draw_person(
    rng: random.Random,
    *,
    sex: Sex | None = None,
    born: tuple[int, int] = (1955, 2008),
    surname: str | None = None,
    ethnic_group: str | None = None,
    residence: str | None = None,
) -> Person:
    """Draw a person born within a span of years (both included)."""
    drawn_sex = rng.choice(_SEXES) if sex is None else sex
    birth = draw_day(rng, dt.date(born[0], 1, 1), min(dt.date(born[1], 12, 31), TODAY))
    middle = rng.choice(_NAMES["middles"][drawn_sex])
    given = rng.choice([name for name in _NAMES["given"][drawn_sex] if name != middle])
    century = 2 * (birth.year // 100 - 19) + (drawn_sex == "Nữ")
    digits = f"{century}{birth.year % 100:02}{rng.randrange(10**6):06}"
    return Person(
        name=f"{surname or rng.choice(_NAMES['surnames'])} {middle} {given}",
        sex=drawn_sex,
        birth=birth,
        ethnic_group=ethnic_group or rng.choice(_NAMES["ethnic_groups"]),
        personal_id=rng.choice(_NAMES["province_codes"]) + digits,
        home_town=rng.choice(_NAMES["home_towns"]),
        residence=residence or Place.draw(rng, TODAY).address(rng),
    )


def draw_family(rng: random.Random, *, child_born: tuple[int, int] = (2016, 2026)) -> Family:
    """Draw a child with parents of fitting age; name and ethnic group follow the father."""
    first, last = child_born
    mother = draw_person(rng, sex="Nữ", born=(first - 38, last - 30))
    father = draw_person(rng, sex="Nam", born=(first - 42, last - 31))
    child = draw_person(
        rng,
        born=child_born,
        surname=father.name.split()[0],
        ethnic_group=father.ethnic_group,
        residence=mother.residence,
    )
    return Family(mother=mother, father=father, child=child)
