"""The town: thirty years of lives and the papers of them, with what is true by construction."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from schemas.record.paper import FormOfPaper, PaperRecord, PaperStatus
from tests.storage.records import record

__all__ = ["DAY", "Paper", "Question", "Subject", "Town", "build"]

DAY = dt.date(2026, 11, 30)
_FIRST = 1996
_MERGER = dt.date(2025, 7, 1)
_FAMILY = ("NGUYỄN", "TRẦN", "LÊ", "PHẠM", "HOÀNG", "VŨ", "ĐẶNG", "BÙI", "ĐỖ", "NGÔ")
_MIDDLE = ("VĂN", "THỊ", "HỮU", "ĐỨC", "NGỌC", "MINH", "THANH", "XUÂN", "QUANG", "THU")
_GIVEN = ("AN", "BÌNH", "CƯỜNG", "DŨNG", "ĐÀO", "GIANG", "HÒA", "KHÁNH", "LAN", "MAI", "NAM", "SƠN")
_FOREIGN = ("JOHN SMITH", "MARIA GARCIA", "KIM MIN JUN", "ANNE DUBOIS", "HANS MÜLLER")
_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


@dataclass(eq=False)
class Subject:
    """A person or organisation: numbers that are theirs, and those that the store ties together."""

    name: str
    birth: str
    number: str
    female: bool = False
    old: str | None = None
    tied: set[str] = field(default_factory=set)
    married: list[dt.date] = field(default_factory=list)

    def papers_say(self) -> str:
        """Return the number that papers of the time before personal numbers print."""
        return self.old or self.number


@dataclass(eq=False)
class Paper:
    """A paper on file: whose it is, by which printed number, and whether it still counts."""

    record: PaperRecord
    kind: str
    owners: dict[Subject, str]
    issued: dt.date
    until: dt.date | None = None
    current: bool = True
    purpose: str = ""


@dataclass(frozen=True)
class Question:
    """What is asked and what is true: a paper that serves, and one that is proved by number."""

    procedure: str
    component: str
    number: str
    name: str
    birth: str
    on_file: bool
    proved: bool


@dataclass
class Town:
    """Everybody and everything in it."""

    people: list[Subject] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)

    def questions(self, count: int, seed: int) -> Iterator[Question]:
        """Yield questions about people of the town, with their true answers."""
        chance = random.Random(seed)  # noqa: S311 - invented people, no secret
        asked = {
            "birth_certificate": ("1.004884", "old_birth_certificate"),
            "passport": ("1.004884", "other_papers"),
            "driving_licence": ("3.000348", "licence_copy"),
            "land_certificate": ("1.013225", "land"),
            "marital_status_certificate": ("1.000894", "marital_status"),
            "enterprise_certificate": ("2.001583", "parent_papers"),
        }
        by_person: dict[Subject, list[Paper]] = {}
        for paper in self.papers:
            for owner in paper.owners:
                by_person.setdefault(owner, []).append(paper)
        for _ in range(count):
            who = chance.choice(self.people)
            kind = chance.choice(list(asked)[:5] if who.birth else list(asked)[5:])
            procedure, component = asked[kind]
            number = chance.choice(sorted({who.number, *who.tied}))
            # A system states name and birth; a clerk in a hurry the number alone.
            bare = chance.random() < 0.3
            name, birth = ("", "") if bare or not who.birth else (who.name, who.birth)
            own = [p for p in by_person.get(who, []) if _serves(p, kind, who)]
            proved = any({p.owners[who]} <= {who.number, *who.tied} - {""} for p in own)
            if bare and own and not proved:
                name, birth = who.name, who.birth
            yield Question(procedure, component, number, name, birth, bool(own), proved)


def _serves(paper: Paper, kind: str, who: Subject) -> bool:
    if kind == "passport":  # any paper with data of the birth that the procedure accepts
        kinds: tuple[str, ...] = ("id_card", "passport", "driving_licence")
    else:
        kinds = (kind,)
    if paper.kind not in kinds or not paper.current:
        return False
    if paper.until is not None and paper.until < DAY:
        return False
    if paper.kind != "marital_status_certificate":
        return True
    married_since = any(day >= paper.issued for day in who.married)
    return "kết hôn" in paper.purpose and not married_since


class _Office:
    """Issues the papers of the town."""

    def __init__(self, size: int, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - invented people, no secret
        self.town = Town()
        self.size = size
        self._numbers = 0
        self._papers = 0

    def day(self, first: int = _FIRST, last: int = 2026) -> dt.date:
        start = dt.date(first, 1, 1)
        return min(start + dt.timedelta(self.chance.randrange((last - first) * 365 + 1)), DAY)

    def person(self, birth: dt.date, name: str = "") -> Subject:
        self._numbers += 1
        female = self.chance.random() < 0.5
        century = 2 * (birth.year // 100 - 19) + female
        number = f"001{century}{birth.year % 100:02}{self._numbers:06}"
        name = name or " ".join(map(self.chance.choice, (_FAMILY, _MIDDLE, _GIVEN)))
        old = f"01{self._numbers:07}" if birth.year < 2000 else None
        made = Subject(name, birth.isoformat(), number, female, old)
        self.town.people.append(made)
        return made

    def place(self, day: dt.date) -> str:
        ward = f"phường Số {self.chance.randrange(9)}"
        if day >= _MERGER:
            return f"Ủy ban nhân dân {ward}, thành phố Hà Nội"
        return f"Ủy ban nhân dân {ward}, quận Ba Đình, thành phố Hà Nội"

    def file(
        self,
        kind: str,
        owners: dict[Subject, str],
        day: dt.date,
        fields: dict[str, Any],
        **more: Any,
    ) -> Paper:
        """Put a paper on file; some are later revoked or replaced by a corrected one."""
        self._papers += 1
        fate = self.chance.random()
        status = PaperStatus.CURRENT
        if fate < 0.03 and not more.pop("lasts", False):
            status = PaperStatus.REVOKED if fate < 0.015 else PaperStatus.REPLACED
        more.pop("lasts", None)
        values = {name: value for name, value in fields.items() if value}
        made = record(
            self._papers,
            kind,
            fields=values,
            status=status,
            form_of_paper=FormOfPaper.ORIGINAL,
            dossier=f"H26.{12 + self._papers % 3}-{day:%y%m%d}-{self._papers % 10000:04}",
        )
        paper = Paper(made, kind, owners, day, current=status is PaperStatus.CURRENT, **more)
        self.town.papers.append(paper)
        if status is PaperStatus.REPLACED:
            corrected = {**fields, "number": f"{self._papers}a/{day.year}"}
            self.file(kind, owners, day, corrected, lasts=True, **more)
        return paper

    def birth(self, child: Subject, mother: Subject | None) -> None:
        day = dt.date.fromisoformat(child.birth) + dt.timedelta(20)
        numbered = day.year >= 2016 or self.chance.random() < 0.3
        printed = child.number if numbered else ""
        fields = {
            "number": f"{self._papers}/{day.year}",
            "full_name": child.name,
            "birth_date": child.birth,
            "sex": "Nữ" if child.female else "Nam",
            "personal_id": printed,
            "agency": self.place(day),
            "registered_on": day.isoformat(),
            "mother_name": mother.name if mother else "",
            "mother_birth": mother.birth[:4] if mother else "",
        }
        self.file("birth_certificate", {child: printed}, day, fields)

    def card(self, who: Subject) -> None:
        day = self.day(2021)
        printed_old = (who.old or "") if self.chance.random() < 0.7 else ""
        fields = {
            "personal_id": who.number,
            "old_id": printed_old,
            "full_name": who.name,
            "birth_date": who.birth,
            "issued_on": day.isoformat(),
            "valid_until": "9999-12-31",
        }
        paper = self.file("id_card", {who: who.number}, day, fields)
        if printed_old and paper.record.withdrawal is None:
            who.tied.add(printed_old)

    def licence(self, who: Subject) -> None:
        day = self.day(2015)
        until = day.replace(year=day.year + 10, day=min(day.day, 28))
        fields = {
            "number": f"{self._papers:012}"[-12:].replace("0", "9", 1),
            "full_name": who.name,
            "birth_date": who.birth,
            "licence_class": "B2",
            "issued_on": day.isoformat(),
            "valid_until": until.isoformat(),
        }
        self.file("driving_licence", {who: ""}, day, fields, until=until)

    def passport(self, who: Subject, number: str, *, foreign: bool) -> None:
        day = self.day(2014)
        until = day.replace(year=day.year + 10, day=min(day.day, 28))
        fields = {
            "number": number,
            "personal_id": "" if foreign else who.number,
            "full_name": who.name,
            "birth_date": who.birth,
            "issued_on": day.isoformat(),
            "valid_until": until.isoformat(),
        }
        self.file("passport", {who: who.number}, day, fields, until=until)
        who.tied.add(number)

    def land(self, who: Subject) -> None:
        day = self.day(_FIRST)
        printed = who.papers_say() if day.year < 2016 else who.number
        fields = {
            "serial": f"BA {self._papers:06}",
            "owner": who.name,
            "owner_birth": who.birth[:4],
            "owner_id": printed,
            "plot": "1",
            "map_sheet": "2",
            "area": "80",
            "issued_on": day.isoformat(),
            "agency": self.place(day),
        }
        self.file("land_certificate", {who: printed}, day, fields)

    def single(self, who: Subject) -> None:
        day = DAY - dt.timedelta(self.chance.randrange(400))
        until = (day + dt.timedelta(178)) if self.chance.random() < 0.9 else None
        purpose = self.chance.choice(("Đăng ký kết hôn", "Vay vốn ngân hàng"))
        fields = {
            "number": f"{self._papers}/XNTTHN",
            "agency": self.place(day),
            "issued_on": day.isoformat(),
            "valid_until": until.isoformat() if until else "",
            "full_name": who.name,
            "birth_date": who.birth,
            "identity_paper": f"Căn cước công dân số {who.number}",
            "marital_status": "Hiện tại chưa đăng ký kết hôn với ai",
            "purpose": purpose,
        }
        ends = until or day + dt.timedelta(181 if day.month != 8 else 184)
        owners = {who: who.number}
        self.file(
            "marital_status_certificate", owners, day, fields, until=ends, purpose=purpose.lower()
        )

    def wedding(self, one: Subject, other: Subject, day: dt.date) -> None:
        fields = {
            "number": f"{self._papers}/{day.year}",
            "agency": self.place(day),
            "registered_on": day.isoformat(),
            "wife_name": one.name,
            "wife_birth": one.birth,
            "wife_paper": f"Căn cước công dân số {one.number}",
            "husband_name": other.name,
            "husband_birth": other.birth,
            "husband_paper": f"Căn cước công dân số {other.number}",
        }
        owners = {one: one.number, other: other.number}
        self.file("marriage_certificate", owners, day, fields, lasts=True)
        one.married.append(day)
        other.married.append(day)

    def death(self, who: Subject) -> None:
        day = self.day(2020)
        fields = {
            "number": f"{self._papers}/{day.year}",
            "full_name": who.name,
            "birth_date": who.birth,
            "personal_id": who.number,
            "died_on": day.isoformat(),
            "registered_on": day.isoformat(),
            "agency": self.place(day),
        }
        self.file("death_extract", {who: who.number}, day, fields)

    def company(self) -> None:
        self._numbers += 1
        code, branches = _tax_code(self._numbers), self.chance.randrange(3)
        for branch in range(branches + 1):
            number = f"{code}-{branch:03}" if branch else code
            name = f"CÔNG TY TNHH SỐ {self._numbers}" + (f" CHI NHÁNH {branch}" if branch else "")
            firm = Subject(name, "", number)
            self.town.people.append(firm)
            day = self.day(2010)
            fields = {
                "number": number,
                "company_name": name,
                "agency": "Phòng Đăng ký kinh doanh",
                "first_registered_on": day.isoformat(),
                "representative": self.chance.choice(self.town.people[:50]).name,
            }
            self.file("enterprise_certificate", {firm: number}, day, fields)


def _tax_code(number: int) -> str:
    """Return a tax code with the right check digit, not far from a number."""
    for digits in range(number * 10, number * 10 + 10):
        base = f"01{digits:07}"
        check = 10 - sum(w * int(d) for w, d in zip(_WEIGHTS, base, strict=True)) % 11
        if check < 10:
            return f"{base}{check}"
    raise ValueError("no check digit")


def build(size: int, seed: int) -> Town:
    """Return a town of so many people.

    Args:
        size: How many people, without organisations.
        seed: Of the chances; the same seed makes the same town.
    """
    office = _Office(size, seed)
    chance = office.chance
    for _ in range(size // 2):
        office.person(office.day(1940, 2004))
    adults = list(office.town.people)
    while len(office.town.people) < size:
        _family_or_stranger(office, adults)
    for who in adults:
        if chance.random() < 0.8:
            office.card(who)
        for make, share in (
            (office.licence, 0.3),
            (office.land, 0.3),
            (office.single, 0.15),
            (office.death, 0.05),
        ):
            if chance.random() < share:
                make(who)
        if chance.random() < 0.1:
            office.passport(who, f"C{len(office.town.papers):07}", foreign=False)
    _twice_given(office, adults)
    for _ in range(max(1, size // 50)):
        office.company()
    return office.town


def _family_or_stranger(office: _Office, adults: list[Subject]) -> None:
    chance = office.chance
    if chance.random() < 0.05:
        stranger = office.person(office.day(1950, 2004), chance.choice(_FOREIGN))
        stranger.number, stranger.old = f"X{len(office.town.people):08}", None
        office.passport(stranger, stranger.number, foreign=True)
        return
    mother, father = chance.sample(adults, 2)
    if chance.random() < 0.5:
        last = DAY if chance.random() < 0.2 else dt.date(2024, 12, 31)
        office.wedding(mother, father, min(last, office.day(2010)))
    birth = office.day(2005)
    for _ in range(2 if chance.random() < 0.05 else 1):  # twins
        office.birth(office.person(birth), mother)


def _twice_given(office: _Office, adults: list[Subject]) -> None:
    """Give some old card numbers to two people, as the provinces did."""
    olds = [who for who in adults if who.old and not who.tied]
    for one, other in zip(olds[::40], olds[20::40], strict=False):
        other.old = one.old
        office.land(one)
        office.land(other)
