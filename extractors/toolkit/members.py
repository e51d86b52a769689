"""The table of household members: name, birth date, sex, number and relation in each row.

Cells are recognised by their content, not by position: readers split and join the cells of a
table unpredictably. A row that is not fully understood sends the table to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.judge.evidence import MISSING, evidence_from_lines, rule
from extractors.toolkit.labels import find_anchors, make_labels
from extractors.toolkit.rows import Row, group_rows
from extractors.values.normalise import Normalised, normalise
from schemas.papers.model import Kind
from schemas.record.evidence import FieldEvidence, RuleOutcome
from schemas.record.reading import PageReading
from schemas.text.id_number import parse_personal_number
from schemas.text.spelling import nfc, search_key

__all__ = ["CELL", "COLUMNS", "ROW", "cut_table", "read_members"]

CELL, ROW = " | ", "; "
"""Separators between the cells of a row, and between rows, in a value."""

COLUMNS = (
    ("name", Kind.NAME),
    ("birth", Kind.DATE),
    ("sex", Kind.SEX),
    ("number", Kind.ID_NUMBER),
    ("relation", Kind.TEXT),
)
"""The cells of a row and what they are, in order."""

_ROW = re.compile(
    r"(?:\d{1,2}[.)]? )?(?P<name>[^\d|]+?) (?P<birth>\d{1,2}/\d{1,2}/\d{4}) (?P<sex>Nam|Nữ) "
    r"(?P<number>\d{12}|\d{9}) (?P<relation>[^\d|]+)"
)
_FIRST_ROW = re.compile(r"\d{1,2}[.)]?(?: |$)")
_BLANK = re.compile(r"[\W\d_]{0,6}")
_DATELINE = re.compile(r"[^a-z]*(?:ngay|thang|hang|nam)(?:[^a-z]*(?:ngay|thang|hang|nam))+[^a-z]*")


@dataclass(frozen=True, slots=True)
class _Member:
    """One row: its normalised cells, None for those not understood."""

    cells: tuple[str, ...] | None
    sure: bool
    fits: bool


def cut_table(
    pages: Sequence[PageReading], heading: str, ends: Sequence[str]
) -> tuple[list[PageReading], list[PageReading]]:
    """Separate the table under a heading from the rest of the pages.

    Args:
        pages: Pages of one paper.
        heading: Text above the table.
        ends: Wordings; the first one found below ends the table, as does the end of the page.

    Returns:
        Pages without the table, and pages with only the table; none of the latter if the heading
        was not found.
    """
    labels = make_labels((heading, *ends))
    rest: list[PageReading] = []
    tables: list[PageReading] = []
    for page in pages:
        found = [
            (row, a.label) for row in group_rows(page.lines) for a in find_anchors(row, labels)
        ]
        top = next((row.box.bottom for row, label in found if label == labels[0]), None)
        if top is None or tables:
            rest.append(page)
            continue
        below = (row.box.top for row, label in found if label != labels[0] and row.box.top > top)
        bottom = min(below, default=float(page.height))
        inside = [line for line in page.lines if top < line.box.center.y < bottom]
        outside = [line for line in page.lines if not top < line.box.center.y < bottom]
        tables.append(page.model_copy(update={"lines": tuple(inside)}))
        rest.append(page.model_copy(update={"lines": tuple(outside)}))
    return rest, tables


def read_members(tables: Sequence[PageReading]) -> FieldEvidence:
    """Return the members of a household as one value: `NAME | birth | sex | number | relation; …`.

    Args:
        tables: Tables that `cut_table` returned.
    """
    for page in tables:
        rows = list(_body(group_rows(page.lines)))
        members = [_member(_text(row)) for row in rows]
        lines = [line for row in rows for line in row.lines]
        if not members:
            continue
        cells = [member.cells for member in members if member.cells]
        value = ROW.join(CELL.join(row) for row in cells) or None
        rules = (
            rule(
                "members.rows",
                all(member.sure for member in members),
                "Có dòng trong bảng thành viên chưa đọc được hết.",
            ),
            rule(
                "id_number.person",
                all(member.fits for member in members),
                "Số định danh của thành viên không khớp năm sinh hoặc giới tính.",
            ),
        )
        raw = ROW.join(_text(row) for row in rows)
        return evidence_from_lines(lines, page.number, value, raw=raw, rules=rules)
    return MISSING


def _body(rows: Sequence[Row]) -> Iterator[Row]:
    """Return the filled rows below the column titles, up to a dateline."""
    begun = False
    for row in rows:
        text = _text(row)
        if _DATELINE.fullmatch(search_key(text)):
            return
        begun = begun or bool(_FIRST_ROW.match(text) or _ROW.fullmatch(text))
        if begun and not _BLANK.fullmatch(text):
            yield row


def _text(row: Row) -> str:
    return " ".join(nfc(" ".join(line.text for line in row.lines)).replace("|", " ").split())


def _member(text: str) -> _Member:
    match = _ROW.fullmatch(text)
    if match is None:
        return _Member(None, sure=False, fits=True)
    cells = [normalise(kind, match[name]) for name, kind in COLUMNS]
    values = tuple(cell.value for cell in cells if cell.value is not None)
    if len(values) < len(cells):
        return _Member(None, sure=False, fits=True)
    number = parse_personal_number(values[3])
    fits = number is None or (str(number.birth_year), number.sex) == (values[1][:4], values[2])
    return _Member(values, sure=all(_is_sound(cell) for cell in cells), fits=fits)


def _is_sound(cell: Normalised) -> bool:
    return all(result.outcome is not RuleOutcome.FAILED for result in cell.rules)
