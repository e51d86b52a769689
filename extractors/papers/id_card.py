"""Identity card: the QR code first, the machine-readable zone second, the print last.

Every source that says something must agree with the others: a conflict sends the field to a person
and names both sources. The zone carries no diacritics, so it confirms a name and never gives one.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractors.dates import read_date
from extractors.evidence import MISSING, rule
from extractors.labelled import evidence_from_spans, extract_labelled, require
from extractors.normalise import Normalised
from extractors.rows import Span, group_rows
from extractors.rules import apply_rules, id_has_birth_year, id_has_sex, not_before
from schemas.evidence import FieldEvidence, FieldState, RuleOutcome, RuleResult
from schemas.mrz import Mrz, parse_mrz
from schemas.papers.id_card import IdCard
from schemas.reading import CodeReading, Line, PageReading, Polygon
from schemas.text import comparison_key, nfc, search_key

__all__ = ["RULES", "extract"]

RULES = (
    id_has_sex("personal_id", "sex"),
    id_has_birth_year("personal_id", "birth_date"),
    not_before("date.order", "birth_date", "issued_on", "Ngày cấp trước ngày sinh."),
    not_before("date.validity", "issued_on", "valid_until", "Ngày hết hạn trước ngày cấp."),
)

_QR = re.compile(IdCard.code_patterns[0])
_ZONE_LINE = re.compile(r"[A-Z0-9<«‹ ]{25,}")
_ISSUERS = (
    "BỘ CÔNG AN",
    "CỤC TRƯỞNG CỤC CẢNH SÁT QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI",
)
_CONFLICT = "{one} và {other} không khớp nhau."
_NO_END_IN_ZONE = "2099-12-31"
"""Cards without an end carry 991231 in the zone."""


@dataclass(frozen=True, slots=True)
class _Witness:
    """What one source says of the card, by field, in normalised form."""

    source: str
    values: Mapping[str, str]
    page: int
    polygon: Polygon
    rules: tuple[RuleResult, ...] = ()


def extract(pages: Sequence[PageReading]) -> dict[str, FieldEvidence]:
    """Return every field of an identity card with its evidence."""
    printed = extract_labelled(IdCard, pages)
    printed["agency"] = _agency(pages)
    qr, zone = _read_qr(pages), _read_zone(pages)
    fields = {name: _settle(name, evidence, qr, zone) for name, evidence in printed.items()}
    specs = IdCard.specs()
    required = {name: require(specs[name], evidence) for name, evidence in fields.items()}
    return apply_rules(required, RULES)


def _settle(
    name: str, printed: FieldEvidence, qr: _Witness | None, zone: _Witness | None
) -> FieldEvidence:
    """Take the QR code's value where it has one, else the print, and hold the others against it."""
    taken, source = printed, "Bản in"
    if qr is not None and name in qr.values:
        taken, source = _from_witness(qr, name), qr.source
        if printed.value is not None:
            taken = _confront(taken, name, source, "Bản in", printed.value)
        elif printed.raw:
            taken = _confront(taken, name, source, "Bản in", printed.raw)
    elif taken.value is None and zone is not None and _gives(zone, name):
        return _from_witness(zone, name)
    if zone is not None and name in zone.values and taken.value is not None:
        taken = _confront(taken, name, source, zone.source, zone.values[name])
    return taken


def _gives(zone: _Witness, name: str) -> bool:
    """The zone never gives a name, and no expiry that means `no end`."""
    return name in zone.values and name not in ("full_name", "valid_until")


def _confront(
    taken: FieldEvidence, name: str, source: str, other: str, value: str
) -> FieldEvidence:
    """Record whether another source says the same."""
    agree = _same(name, taken.value or "", value)
    message = _CONFLICT.format(one=source, other=other)
    kind = {"Bản in": "print", "QR": "qr", "MRZ": "mrz"}[other]
    result = rule(f"sources.{kind}", agree, message)
    update: dict[str, object] = {"rules": (*taken.rules, result)}
    if result.outcome is RuleOutcome.FAILED:
        update["state"] = FieldState.REVIEW
    return taken.model_copy(update=update)


def _same(name: str, one: str, other: str) -> bool:
    if name == "full_name" and other.isascii():  # the zone has no diacritics
        return search_key(one).split() == search_key(other).split()
    if name in ("residence", "home_town"):
        # Spacing and abbreviation differ between code and print; the words must not.
        return _words(one) == _words(other)
    return comparison_key(one) == comparison_key(other)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", comparison_key(text))


def _from_witness(witness: _Witness, name: str) -> FieldEvidence:
    failed = any(result.outcome is RuleOutcome.FAILED for result in witness.rules)
    value = witness.values[name]
    return FieldEvidence(
        value=value,
        raw=value,
        state=FieldState.REVIEW if failed else FieldState.ACCEPTED,
        confidence=1.0,
        page=witness.page,
        polygon=witness.polygon,
        reader=witness.source,
        rules=witness.rules,
    )


def _read_qr(pages: Sequence[PageReading]) -> _Witness | None:
    """Read the first QR code that has the form of a card's."""
    for page in pages:
        for code in page.codes:
            if code.symbology == "qr" and _QR.fullmatch(nfc(code.text).strip()):
                return _qr_witness(code, page.number)
    return None


def _qr_witness(code: CodeReading, page: int) -> _Witness:
    number, old, name, birth, sex, residence, issued, *_ = nfc(code.text).strip().split("|")
    values = {
        "personal_id": number,
        "old_id": old,
        "full_name": " ".join(name.upper().split()),
        "birth_date": _packed(birth),
        "sex": sex,
        "residence": " ".join(residence.split()),
        "issued_on": _packed(issued),
    }
    known = {field: value for field, value in values.items() if value}
    return _Witness("QR", known, page, code.polygon)


def _packed(digits: str) -> str:
    """`05022026` -> `2026-02-05`; empty where it is no day."""
    return read_date(f"{digits[:2]}/{digits[2:4]}/{digits[4:]}") or ""


def _read_zone(pages: Sequence[PageReading]) -> _Witness | None:
    """Read the machine-readable zone: three lines of 30 one under the other."""
    for page in pages:
        lines = [
            line
            for row in group_rows(page.lines)
            for line in row.lines
            if "<" in line.text and _ZONE_LINE.fullmatch(line.text.upper())
        ]
        for first in range(len(lines) - 2):
            zone = parse_mrz([line.text for line in lines[first : first + 3]])
            if zone is not None:
                return _zone_witness(zone, lines[first], page.number)
    return None


def _zone_witness(zone: Mrz, line: Line, page: int) -> _Witness:
    message = "Số kiểm tra của vùng MRZ không đúng."
    checked = rule("mrz.check_digits", not zone.failed, message)
    values = {
        "personal_id": "" if "personal" in zone.failed else zone.personal_number,
        "birth_date": zone.birth.isoformat() if zone.birth and "birth" not in zone.failed else "",
        "sex": zone.sex or "",
        "valid_until": zone.expiry.isoformat()
        if zone.expiry and "expiry" not in zone.failed
        else "",
        "full_name": f"{zone.surname} {zone.given_names}".strip(),
    }
    if values["valid_until"] == _NO_END_IN_ZONE:
        values["valid_until"] = read_date("không thời hạn") or ""
    known = {field: value for field, value in values.items() if value}
    return _Witness("MRZ", known, page, line.polygon, (checked,))


def _agency(pages: Sequence[PageReading]) -> FieldEvidence:
    """The issuer, whose wording the circulars fix: one line, or two that make it up together."""
    for page in pages:
        for lines in _pairs(page):
            text = " ".join(line.text for line in lines)
            for issuer in _ISSUERS:
                if comparison_key(text) == comparison_key(issuer):
                    spans = [Span.whole(line) for line in lines]
                    return evidence_from_spans(spans, page.number, Normalised(issuer))
    return MISSING


def _pairs(page: PageReading) -> Iterator[tuple[Line, ...]]:
    """Each line alone, and with the one below it."""
    lines = [line for row in group_rows(page.lines) for line in row.lines]
    for line, below in itertools.zip_longest(lines, lines[1:]):
        yield (line,)
        if below is not None:
            yield line, below
