"""What else on a document states its number and day, in print: witnesses for what a pen filled in.

Both readers read a handwritten `11` as `44` with full confidence. The number and day are repeated
where an annex says with what it was issued, and the text of a digital signature gives its day; the
stamp of incoming papers gives a day before which the document must have been issued.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.judge.evidence import rule
from extractors.judge.thresholds import ACCEPTANCE
from extractors.papers.administrative_document.signed import is_signature_text
from extractors.toolkit.by_hand import figures_by_hand
from extractors.toolkit.places import upright_box
from extractors.values.dates import read_date
from schemas.record.evidence import FieldEvidence, RuleOutcome, RuleResult
from schemas.record.reading import Line, PageReading
from schemas.text.spelling import search_key

__all__ = ["heard"]

_ISSUED_WITH = re.compile(
    r"kem theo\b[^0-9]{0,60}?\bso ?:? ?(?P<number>\d{1,6}[a-z]? ?/ ?\S+),? "
    r"(?P<day>ngay \d{1,2} ?(?:thang|/|-|\.) ?\d{1,2} ?(?:nam|/|-|\.) ?\d{4})",
    re.ASCII,
)
_DAY = re.compile(r"(?<!\d)\d{1,2} ?([/.\-]) ?\d{1,2} ?\1 ?\d{4}(?!\d)", re.ASCII)
_SIGNED_ON = re.compile(r"(?:thoi gian ky|ngay ky|signing (?:date|time)|\bdate)\s*:")
_BY_PEN = frozenset(
    {"document_number.printed", "document_number.label", "date.printed", "date.calendar"}
)
"""Rules that only say that a pen or stamp may have filled a value in, or have misled the reader."""
_OTHER_NUMBER = "Số khác số ghi ở phần ban hành kèm theo."
_OTHER_DAY = "Ngày khác ngày ghi ở phần ban hành kèm theo."
_ARRIVED_BEFORE = "Ngày ban hành sau ngày đến trên dấu công văn đến."


@dataclass(frozen=True, slots=True)
class _Statement:
    """Number without marks and ISO day of the document that an annex was issued with."""

    number: str
    day: str | None


def heard(
    fields: Mapping[str, FieldEvidence], pages: Sequence[PageReading]
) -> dict[str, FieldEvidence]:
    """Return number and day with what the witnesses on the paper say about them.

    Args:
        fields: The fields of the document.
        pages: Its pages in order.
    """
    judged = dict(fields)
    number, day = judged["number"], judged["issued_on"]
    annexes = list(_statements(pages, number.page or 0))
    if number.value is not None:
        judged["number"] = _with(number, _number_said(number.value, annexes))
    if day.value is not None:
        same = [one for one in annexes if _same_symbol(one.number, number.value or "")]
        said = {one.day for one in same if one.day}
        agree = (day.value in said) if said else None
        results = [rule("sources.annex", agree, _OTHER_DAY)]
        results.append(rule("sources.signature", True if day.value in _signed(pages) else None))
        arrived = min(_arrived(pages), default=None)
        in_order = None if arrived is None else day.value <= arrived
        results.append(rule("date.arrival", in_order, _ARRIVED_BEFORE))
        judged["issued_on"] = _with(day, results)
    return judged


def _with(field: FieldEvidence, results: Sequence[RuleResult]) -> FieldEvidence:
    """Add results; where a witness agrees, the pen that may have written it is no doubt."""
    applied = tuple(each for each in results if each.outcome is not RuleOutcome.NOT_APPLICABLE)
    agreed = any(
        each.rule.startswith("sources.") and each.outcome is RuleOutcome.PASSED for each in applied
    )
    own = tuple(each for each in field.rules if not (agreed and each.rule in _BY_PEN))
    return field.model_copy(update={"rules": (*own, *applied)})


def _number_said(value: str, annexes: Sequence[_Statement]) -> list[RuleResult]:
    """Compare the number with annexes issued with a document of the same symbol."""
    said = {one.number for one in annexes if _same_symbol(one.number, value)}
    agree = (_plain(value) in said) if said else None
    return [rule("sources.annex", agree, _OTHER_NUMBER)]


def _same_symbol(one: str, other: str) -> bool:
    own, symbol = _plain(one).partition("/")[2], _plain(other).partition("/")[2]
    return bool(symbol) and own == symbol


def _plain(number: str) -> str:
    return re.sub(r"\s", "", search_key(number)).rstrip(".,;:)")


def _statements(pages: Sequence[PageReading], first: int) -> Iterator[_Statement]:
    """Yield what annexes on later pages say, as far as it was surely read and printed."""
    for page in pages:
        if page.number <= first:
            continue
        ordered = sorted(page.lines, key=lambda line: line.box.center.y)
        nobody = [None] if ordered else []
        for line, following in pairwise([*ordered, *nobody]):
            lines = [each for each in (line, following) if each is not None]
            match = _ISSUED_WITH.search(search_key(" ".join(each.text for each in lines)))
            if match and _is_sure(page, lines):
                yield _Statement(_plain(match["number"]), read_date(match["day"]))


def _is_sure(page: PageReading, lines: Sequence[Line]) -> bool:
    return all(
        line.confidence >= ACCEPTANCE and not figures_by_hand(page, line.polygon) for line in lines
    )


def _signed(pages: Sequence[PageReading]) -> set[str]:
    """Return the days that the text of digital signatures on the pages gives."""
    days = (
        read_date(match[0].replace(" ", ""))
        for page in pages
        for line in page.lines
        if is_signature_text(line.text) and _SIGNED_ON.search(search_key(line.text))
        for match in [_DAY.search(line.text)]
        if match and line.confidence >= ACCEPTANCE
    )
    return {day for day in days if day}


def _arrived(pages: Sequence[PageReading]) -> Iterator[str]:
    """Yield the days within stamps of incoming papers."""
    for page in pages:
        stamps = [
            box
            for mark in page.marks
            if mark.kind == "arrival_stamp" and (box := upright_box(page, mark.polygon))
        ]
        for line in page.lines:
            middle = line.box.center
            inside = any(
                box.left <= middle.x <= box.right and box.top <= middle.y <= box.bottom
                for box in stamps
            )
            if inside and (match := _DAY.search(line.text)):
                day = read_date(match[0].replace(" ", ""))
                if day:
                    yield day
