"""The two-column head: agency and number on the left; motto, place and date on the right.

Zones 1 to 4 of NĐ 30/2020/NĐ-CP, Phụ lục I.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from extractors.judge.evidence import hull
from extractors.papers.administrative_document.columns import cut_at, cut_before
from extractors.papers.administrative_document.signed import is_signature_text
from extractors.toolkit.rows import Row, Span, group_rows
from schemas.record.reading import Line, PageReading
from schemas.text.spelling import search_key

__all__ = ["AgencyLines", "Head", "NumberLine", "PlaceAndDate", "find_head"]

_MOTTO = "cong hoa xa hoi chu nghia viet nam"
_CREED = "doc lap - tu do - hanh phuc"
_SIMILAR = 80.0
_HEAD_DEPTH = 0.45
"""Share of the page below the motto in which the head may lie."""

# Serial and day are often written by hand into a printed gap: digits may be read as letters.
_NUMBER = re.compile(
    r"^(?:.{0,3}|(?:bộ |pháp )?(?:luật|lệnh) |nghị quyết )\bs[oố0óôồổ]{1,2}\s*[:.;,]?\s*"
    r"(?P<serial>[\dA-Z]{1,6}(?: \d{1,3})?[a-z]?)(?P<gap>\s*)/\s*(?P<symbol>\S.*)",
    re.I,
)
_BARE_NUMBER = re.compile(
    r"(?<![\d/])(?P<serial>\d{1,5}[a-z]?)(?P<gap>)/(?P<symbol>(?:\d{4}/)?[A-ZĐ][\w&.]*-[A-ZĐ][\w&.\-]*)$"
)
"""A number whose label is hidden by a stamp."""
_FORM = re.compile(r"\d{1,6}[a-z]?/(?:\d{4}/)?[A-ZĐa-zđ0-9&]+(?:-[A-ZĐa-zđ0-9&.]+)*")
_PLACE_AND_DATE = re.compile(
    r"(?P<place>[^\d,;:][^,;:]{1,40}?)\s*[,.;]?\s*ng[aà]y\s*(?P<day>\S{1,2}|\d \d)\s*th[aá]ng\s*"
    r"(?P<month>\S{1,2}|\d \d)\s*n[aă]m\s*(?P<year>\d{4})",
    re.I,
)

_STAMP = ("den", "cong van den", "van ban den")
# First words of the names of agencies; a line that starts otherwise goes on with the name above.
_AGENCY_WORDS = (
    "BAN", "BAO", "BENH", "BO", "CHI", "CHINH", "CHU", "CO", "CONG", "CUC", "DAI", "DANG", "DOAN",
    "HOC", "HOI", "KHO", "KIEM", "LIEN", "NGAN", "PHONG", "QUOC", "SO", "TAP", "THANH", "THU",
    "TO", "TOA", "TONG", "TRUNG", "TRUONG", "UBND", "UY", "VAN", "VIEN", "VU", "HDND",
)  # fmt: skip
# ... unless these words make it a continuation: `BỘ GIÁO DỤC / VÀ ĐÀO TẠO`, `… / THÀNH PHỐ HÀ NỘI`.
_CONTINUATIONS = ("THANH PHO", "VA ", "CONG BAO", "HOI CHU NGHIA")


@dataclass(frozen=True, slots=True)
class AgencyLines:
    """Lines that make up the name of one agency."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The name as printed, on one line."""
        return " ".join(line.text.strip() for line in self.lines)


@dataclass(frozen=True, slots=True)
class NumberLine:
    """Number and symbol, e.g. `05/QĐ-UBND`.

    Attributes:
        line: Where it stands.
        raw: Text after `Số:`.
        value: Without spaces.
        well_formed: Whether it has the shape that NĐ 30/2020 gives it.
        filled_in: Whether space around the serial number suggests that it was written or stamped
            into a printed gap.
        labelled: Whether `Số:` was read before it.
    """

    line: Line
    raw: str
    value: str
    well_formed: bool
    filled_in: bool
    labelled: bool


@dataclass(frozen=True, slots=True)
class PlaceAndDate:
    """Place and date of issue.

    Attributes:
        line: Where they stand.
        place_part: The part of the line with the place.
        date_part: The part of the line with the date.
        place: Before the comma.
        raw_date: As printed.
        date: None if the figures make no date.
        guessed: Whether the printed day is impossible and `date` is a likely correction.
        filled_in: Whether missing spaces suggest that the day was written into a printed gap.
    """

    line: Line
    place_part: Line
    date_part: Line
    place: str
    raw_date: str
    date: dt.date | None
    guessed: bool
    filled_in: bool


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of the first page holds, in upright coordinates of that page."""

    agencies: tuple[AgencyLines, ...]
    number: NumberLine | None
    place_and_date: PlaceAndDate | None
    left: tuple[Line, ...]
    bottom: float


def find_head(page: PageReading) -> Head | None:
    """Return the head of a page, or None if there is no national motto."""
    lines = cut_before(page.lines, (_MOTTO, _CREED))
    motto = _find_motto(lines)
    if motto is None:
        return None
    height = motto.box.height
    reach = motto.box.top + _HEAD_DEPTH * max(page.width, page.height)
    near = [
        part
        for line in lines
        for part in (cut_at(line, motto.box.left) if _spans_columns(line) else [line])
        if motto.box.top - 1.2 * height <= part.box.center.y <= reach
        and part is not motto
        and not is_signature_text(part.text)
    ]
    left = _joined([line for line in near if line.box.center.x < motto.box.left])
    right = _joined([line for line in near if line.box.center.x >= motto.box.left])
    place_and_date = next(filter(None, map(_place_and_date, right)), None)
    number = next(filter(None, map(_number, left)), None)
    if number is None and place_and_date is not None:
        reach = place_and_date.line.box.bottom + height
        upper = (line for line in left if line.box.center.y < reach)
        number = next(filter(None, map(_unlabelled_number, upper)), None)
    found = [motto, *(part.line for part in (number, place_and_date) if part)]
    bottom = max(line.box.bottom for line in found)
    above = number.line.box.top if number else bottom
    return Head(_agencies(left, above), number, place_and_date, left, bottom)


def _spans_columns(line: Line) -> bool:
    """Number and date on one line: `Số: 05/QĐ-UBND Hà Nội, ngày 05 tháng 02 năm 2026`."""
    return bool(_NUMBER.search(line.text) and _PLACE_AND_DATE.search(line.text))


def _joined(column: Sequence[Line]) -> tuple[Line, ...]:
    """Join the pieces on one level of a column: `Số:` and the number after a gap."""
    return tuple(_one_line(row) for row in group_rows(column))


def _one_line(row: Row) -> Line:
    if len(row.lines) == 1:
        return row.lines[0]
    return row.lines[0].model_copy(
        update={
            "text": " ".join(line.text for line in row.lines),
            "confidence": min(line.confidence for line in row.lines),
            "box": row.box,
            "polygon": hull([line.polygon for line in row.lines]),
            "words": tuple(word for line in row.lines for word in line.words),
        }
    )


def _find_motto(lines: Sequence[Line]) -> Line | None:
    """Return the line of the national motto, or the line below it if only that was read."""
    for wanted in (_MOTTO, _CREED):
        for line in lines:
            if fuzz.ratio(search_key(line.text), wanted) >= _SIMILAR:
                return line
    return None


def _agencies(left: Sequence[Line], above: float) -> tuple[AgencyLines, ...]:
    """Group the capital lines above the number into agencies, parent first."""
    names: list[list[Line]] = []
    for line in sorted(left, key=lambda line: line.box.top):
        if line.box.center.y >= above or not _names_agency(line.text):
            continue
        if names and not _starts_agency(line.text):
            names[-1].append(line)
        else:
            names.append([line])
    return tuple(AgencyLines(tuple(name)) for name in names)


def _names_agency(text: str) -> bool:
    """Return whether a line in capitals is neither a stamp nor a number damaged by one."""
    return _is_capital(text) and not _is_stamp(text) and _FORM.search(text) is None


def _is_stamp(text: str) -> bool:
    """Recognise the incoming-mail stamp: `CÔNG VĂN ĐẾN`, `ĐẾN` with number and day of arrival."""
    return re.sub(r"\W+", " ", search_key(text)).strip() in _STAMP


def _is_capital(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 2 and sum(c.isupper() for c in letters) >= 0.8 * len(letters)


def _starts_agency(text: str) -> bool:
    bare = search_key(text).upper()
    if bare.startswith(_CONTINUATIONS):
        return False
    return bare.split(" ", 1)[0] in _AGENCY_WORDS


def _number(line: Line) -> NumberLine | None:
    match = _NUMBER.search(line.text)
    return _number_line(line, match, labelled=True) if match else None


def _unlabelled_number(line: Line) -> NumberLine | None:
    match = _BARE_NUMBER.search(line.text.rstrip(" .,;:"))
    return _number_line(line, match, labelled=False) if match else None


def _number_line(line: Line, match: re.Match[str], *, labelled: bool) -> NumberLine:
    serial, symbol = match["serial"], match["symbol"].rstrip(" .,;:")
    value = re.sub(r"\s+", "", f"{serial}/{symbol}")
    return NumberLine(
        line=Span(line, match.start("serial"), match.end("symbol")).as_line(),
        raw=line.text[match.start("serial") :].strip(),
        value=value,
        well_formed=_FORM.fullmatch(value) is not None,
        filled_in=" " in serial or bool(match["gap"]),
        labelled=labelled,
    )


def _place_and_date(line: Line) -> PlaceAndDate | None:
    match = _PLACE_AND_DATE.search(line.text)
    if match is None:
        return None
    day, month, year = (match[part].replace(" ", "") for part in ("day", "month", "year"))
    days = _days(day, month, year)
    start = line.text.lower().index("ng", match.end("place"))
    raw = line.text[start:].strip()
    tight = re.search(r"[^\W\d]\d|\d[^\W\d]", raw) is not None
    return PlaceAndDate(
        line=line,
        place_part=Span(line, *match.span("place")).as_line(),
        date_part=Span(line, start, match.end("year")).as_line(),
        place=match["place"].strip(),
        raw_date=raw,
        date=days[0] if len(days) == 1 else None,
        guessed=bool(days) and _day(day, month, year) is None,
        filled_in=tight,
    )


def _days(day: str, month: str, year: str) -> list[dt.date]:
    """Return the printed day, or days that it may be: a handwritten 1 is often read as a 4."""
    if found := _day(day, month, year):
        return [found]
    figures = [("1", "4") if figure == "4" else (figure,) for figure in day]
    possible = (_day("".join(choice), month, year) for choice in itertools.product(*figures))
    return [found for found in possible if found]


def _day(day: str, month: str, year: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
