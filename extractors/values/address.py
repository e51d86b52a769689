"""Resolves the administrative units in an address and checks that they existed.

An address may have three tiers (ward, district, province: until 30/06/2025) or two (ward,
province: since). The printed text stays as it is; the units are added to the evidence as derived
facts with the period in which they existed, those before 01/07/2025 together with their successors.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from extractors.judge.evidence import rule
from extractors.values.units import (
    REFORM,
    Name,
    Unit,
    name_of,
    provinces_before,
    provinces_today,
    ward_today,
)
from schemas.papers.model import Kind, PaperModel, Role
from schemas.record.evidence import AddressUnits, FieldEvidence, RuleOutcome, RuleResult

__all__ = ["Place", "check_addresses", "find_places", "units_of"]

_LAST_DAY = REFORM - dt.timedelta(days=1)
_SIMILAR = 75.0
"""Minimum similarity, per cent, of a name that was probably meant."""
_BY_CHANCE = 0.25
"""Probability that a misread name is that of another unit there: an overestimate."""
_RULE = "address.units"
_WARD_KINDS = ("phường", "xã", "thị trấn", "đặc khu")
_DISTRICT_KINDS = ("quận", "huyện", "thị xã")


@dataclass(frozen=True, slots=True)
class Place:
    """Units of one scheme that an address names, lowest last.

    Attributes:
        units: Province, then district (before 01/07/2025 only) and ward, as far as found.
        today: Whether it is the current scheme of two tiers.
        whole: Whether the address consists of nothing else.
    """

    units: tuple[Unit, ...]
    today: bool
    whole: bool

    @property
    def has_ward(self) -> bool:
        """Whether the ward is known."""
        return len(self.units) == (2 if self.today else 3)


@dataclass(frozen=True, slots=True)
class _Unknown:
    """A name that is missing from the list where it should be."""

    printed: str
    among: Unit
    nearest: str | None

    @property
    def message(self) -> str:
        said = f"Không có “{self.printed}” ở {self.among.name}"
        return f"{said}; gần giống: {self.nearest}." if self.nearest else f"{said}."


def find_places(address: str) -> list[Place]:
    """Return the places that an address may name, most complete first."""
    parts = _parts(address)
    if not parts:
        return []
    places = [*_in(provinces_today(), parts, today=True)]
    places += _in(provinces_before(), parts, today=False)
    return sorted(places, key=lambda place: -len(place.units))


def units_of(address: str) -> tuple[AddressUnits, ...]:
    """Return the units that an address names, and the wards that succeeded its ward.

    Nothing is returned if the address is ambiguous.
    """
    best = _best(find_places(address))
    if len(best) != 1 or len(best[0].units) < 2:
        return ()
    (place,) = best
    named = _units(place.units, today=place.today, named=True)
    successors = (ward_today(code) for code in place.units[-1].successors)
    return (named, *(_units(units, today=True, named=False) for units in successors))


def check_addresses(
    model: type[PaperModel], fields: Mapping[str, FieldEvidence]
) -> dict[str, FieldEvidence]:
    """Return the fields, each address with its units and the result of the check.

    Args:
        model: The type of paper; its roles name the field with the day of issue.
        fields: As extracted.
    """
    day = _day(fields.get(model.field_of(Role.ISSUED_ON) or ""))
    checked = dict(fields)
    for name, spec in model.specs().items():
        evidence = checked.get(name)
        if spec.kind is Kind.ADDRESS and evidence is not None and evidence.value:
            checked[name] = _check(evidence, evidence.value, day)
    return checked


def _check(evidence: FieldEvidence, address: str, day: dt.date | None) -> FieldEvidence:
    result = _judge(address, day)
    before = tuple(each for each in evidence.rules if each.rule != _RULE)
    first = len(before) == len(evidence.rules)
    update: dict[str, object] = {"rules": (*before, result), "units": units_of(address)}
    vouched = result.outcome is RuleOutcome.PASSED and any(p.whole for p in find_places(address))
    if vouched and first and evidence.confirmed is None:
        # The lists contain every word of it: a misread name would hardly be in them.
        doubt = (1.0 - evidence.confidence) * _BY_CHANCE
        update["confidence"] = evidence.confidence / (evidence.confidence + doubt)
    return evidence.model_copy(update=update)


def _judge(address: str, day: dt.date | None) -> RuleResult:
    """Check an address against the lists in force at its time."""
    places = find_places(address)
    best = _best(places)
    if any(place.has_ward for place in best):
        early = day is not None and day < REFORM and all(place.today for place in best)
        return rule(_RULE, not early, "Đơn vị hành chính này chỉ có từ 01/07/2025.")
    unknown = next(_unknown(_parts(address)), None) if places else None
    if unknown is None or (unknown.nearest is None and (day is None or day < REFORM)):
        return rule(_RULE, None)  # units that went before the lists begin are not known
    return rule(_RULE, False, unknown.message)


def _parts(address: str) -> list[str]:
    parts = [part.strip(" .") for part in re.split(r"[,;]", address)]
    if len(parts) == 1:
        parts = [part.strip(" .") for part in re.split(r"\s[-–]\s", address)]
    parts = [part for part in parts if part]
    return parts[:-1] if parts and name_of(parts[-1]).letters == "việtnam" else parts


def _in(
    provinces: Mapping[str, tuple[Unit, ...]], parts: list[str], *, today: bool
) -> Iterator[Place]:
    """Yield the longest chain of units for every province that the last part names."""
    *rest, last = parts
    name = name_of(last)
    for province in provinces.get(name.letters, ()):
        if name.kind not in (None, "tỉnh", "thành phố"):
            continue
        chains: list[tuple[Unit, ...]] = [(province,)]
        for depth, part in enumerate(reversed(_tiers(rest, today=today)), start=1):
            longer = [(*c, u) for c in chains if len(c) == depth for u in c[-1].find(name_of(part))]
            chains = longer or chains
        for chain in chains:
            yield Place(chain, today, whole=len(chain) == len(parts))


def _tiers(rest: list[str], *, today: bool) -> list[str]:
    """Return the parts before the province that may name units of a scheme."""
    if not today:
        return rest[-2:]
    # `Phường Ngọc Hà, Ba Đình, …`: the part after a ward is a district, never a ward.
    behind = len(rest) > 1 and name_of(rest[-2]).kind in _WARD_KINDS
    return [] if behind and name_of(rest[-1]).kind is None else rest[-1:]


def _best(places: list[Place]) -> list[Place]:
    """Return the places with the longest chain of units; several if the address is ambiguous."""
    most = max((len(place.units) for place in places), default=0)
    return [place for place in places if len(place.units) == most]


def _unknown(parts: list[str]) -> Iterator[_Unknown]:
    """Yield the names that should be in a list and are not.

    Only a part with its kind is surely meant as a unit: streets and hamlets stand there, too.
    """
    *rest, last = parts
    if not rest:
        return
    name = name_of(rest[-1])
    for province in provinces_before().get(name_of(last).letters, ()):
        for district in province.find(name):
            if len(rest) > 1 and name_of(rest[-2]).kind in _WARD_KINDS:
                yield _Unknown(rest[-2], district, _nearest(name_of(rest[-2]), district))
        if not province.find(name) and name.kind in _DISTRICT_KINDS:
            yield _Unknown(rest[-1], province, _nearest(name, province))
    for province in provinces_today().get(name_of(last).letters, ()):
        if name.kind in _WARD_KINDS and not _stood_before(name):
            yield _Unknown(rest[-1], province, _nearest(name, province))


def _stood_before(name: Name) -> bool:
    """Return whether any former ward had this name: old addresses often leave out districts."""
    return any(
        district.find(name)
        for provinces in provinces_before().values()
        for province in provinces
        for districts in province.below.values()
        for district in districts
    )


def _nearest(name: Name, among: Unit) -> str | None:
    same_kind = {
        letters: unit.name
        for letters, units in among.below.items()
        for unit in units
        if name.kind in (None, name_of(unit.name).kind)
    }
    found = process.extractOne(
        name.letters, list(same_kind), scorer=fuzz.ratio, score_cutoff=_SIMILAR
    )
    return same_kind[found[0]] if found else None


def _units(units: tuple[Unit, ...], *, today: bool, named: bool) -> AddressUnits:
    names = [unit.name for unit in units]
    return AddressUnits(
        province=names[0],
        district=None if today or len(names) < 2 else names[1],
        ward=names[-1] if len(names) == (2 if today else 3) else None,
        code=units[-1].code,
        valid_from=REFORM if today else None,
        valid_to=None if today else _LAST_DAY,
        named=named,
    )


def _day(evidence: FieldEvidence | None) -> dt.date | None:
    if evidence is None or evidence.value is None or len(evidence.value) != len("2025-07-01"):
        return None
    return dt.date.fromisoformat(evidence.value)
