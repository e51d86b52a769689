"""Cross-checks the sources of one card: QR code, machine-readable zone, print.

Every source that has a value must agree with the others: a conflict sends the field to a person and
names both sources. The zone has no diacritics, so it can confirm a name but never supply one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractors.judge.evidence import failed, hull, rule
from extractors.judge.state import AGREEING
from extractors.toolkit.rows import group_rows
from schemas.papers.values import NO_END
from schemas.record.evidence import FieldEvidence, RuleResult
from schemas.record.reading import Line, PageReading, Polygon
from schemas.text.mrz import Mrz, parse_mrz
from schemas.text.spelling import comparison_key, search_key

__all__ = ["Witness", "read_zone", "settle"]

_ZONE_LINE = re.compile(r"[A-Z0-9<«‹ ]{25,}")
_CONFLICT = "{one} và {other} không khớp nhau."
_PRINT = "Bản in"
_KINDS = {_PRINT: "print", "QR": "qr", "MRZ": "mrz", "Mã vạch": "barcode"}
_NO_END_IN_ZONE = "2099-12-31"
"""Expiry in the zone of cards without expiry: 991231."""
_NEVER_GIVEN = ("full_name", "valid_until")
"""Fields that the zone only confirms: it has no diacritics and no `không thời hạn`."""
_FITTING = "fits."
"""Rules that show only that a source does not contradict a value; they add no confidence."""


@dataclass(frozen=True, slots=True)
class Witness:
    """The values of one source of the card, by field, in normalised form."""

    source: str
    values: Mapping[str, str]
    page: int
    polygon: Polygon
    rules: tuple[RuleResult, ...] = ()

    def vouches(self, name: str) -> bool:
        """Return whether its value for a field counts as a second reading.

        It does not if the source contradicts itself, or cannot express all that the print does.
        """
        return name not in _NEVER_GIVEN and not failed(self.rules)


def settle(
    name: str, printed: FieldEvidence, code: Witness | None, zone: Witness | None
) -> FieldEvidence:
    """Take the code's value if it has one, else the printed one, and cross-check the others.

    Args:
        name: Name of the field.
        printed: Evidence from the print.
        code: Values of the QR code, if there is one.
        zone: Values of the machine-readable zone, if there is one.
    """
    taken, source = printed, _PRINT
    if code is not None and name in code.values:
        taken, source = _from_witness(code, name), code.source
        if printed.value is not None:
            taken = _confront(taken, name, source, _PRINT, printed.value, AGREEING)
        elif printed.raw:
            taken = _confront(taken, name, source, _PRINT, printed.raw, AGREEING)
    elif taken.value is None and zone is not None and name in _given(zone):
        return _from_witness(zone, name)
    if zone is not None and name in zone.values and taken.value is not None:
        # Two readings that agree, one with check digits, are more certain than either.
        kind = AGREEING if zone.vouches(name) else _FITTING
        taken = _confront(taken, name, source, zone.source, zone.values[name], kind)
    return taken


def _given(zone: Witness) -> set[str]:
    return set(zone.values) - set(_NEVER_GIVEN)


def _confront(
    taken: FieldEvidence, name: str, source: str, other: str, value: str, kind: str
) -> FieldEvidence:
    """Record whether another source has the same value."""
    agree = _same(name, taken.value or "", value)
    message = _CONFLICT.format(one=source, other=other)
    result = rule(f"{kind}{_KINDS[other]}", agree, message)
    return taken.model_copy(update={"rules": (*taken.rules, result)})


def _same(name: str, one: str, other: str) -> bool:
    if name == "full_name" and other.isascii():  # the zone has no diacritics
        return search_key(one).split() == search_key(other).split()
    if name in ("residence", "home_town"):
        # Spacing and abbreviation differ between code and print; the words must not.
        return _words(one) == _words(other)
    return comparison_key(one) == comparison_key(other)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", comparison_key(text))


def _from_witness(witness: Witness, name: str) -> FieldEvidence:
    value = witness.values[name]
    return FieldEvidence(
        value=value,
        raw=value,
        confidence=1.0,
        page=witness.page,
        polygon=witness.polygon,
        reader=witness.source,
        rules=witness.rules,
    )


def read_zone(pages: Sequence[PageReading]) -> Witness | None:
    """Parse the first machine-readable zone: lines of equal length, one below the other."""
    for page in pages:
        lines = [
            line
            for row in group_rows(page.lines)
            for line in row.lines
            if "<" in line.text and _ZONE_LINE.fullmatch(line.text.upper())
        ]
        for group in _groups(lines):
            zone = parse_mrz([line.text for line in group])
            if zone is not None:
                return _witness(zone, group, page.number)
    return None


def _groups(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    for first in range(len(lines)):
        yield lines[first : first + 3]
        yield lines[first : first + 2]


def _witness(zone: Mrz, lines: Sequence[Line], page: int) -> Witness:
    message = "Số kiểm tra của vùng MRZ không đúng."
    checked = rule("mrz.check_digits", not zone.failed, message)
    birth = zone.birth.isoformat() if zone.birth else ""
    expiry = zone.expiry.isoformat() if zone.expiry else ""
    values = {
        "number": "" if "document" in zone.failed else zone.document_number,
        "personal_id": "" if "personal" in zone.failed else zone.personal_number,
        "birth_date": "" if "birth" in zone.failed else birth,
        "sex": zone.sex or "",
        "valid_until": "" if "expiry" in zone.failed else expiry,
        "full_name": f"{zone.surname} {zone.given_names}".strip(),
    }
    if values["valid_until"] == _NO_END_IN_ZONE:
        values["valid_until"] = NO_END.isoformat()
    known = {field: value for field, value in values.items() if value}
    return Witness("MRZ", known, page, hull([line.polygon for line in lines]), (checked,))
